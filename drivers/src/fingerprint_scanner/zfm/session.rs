//! Exchanges with the sensor: one command, one acknowledgement, damaged packets survived.

use super::ZfmError;
use crate::bell::{Bell, Waking};
use crate::clock::Clock;
use crate::limit::Limit;
use crate::link::{Link, LinkError};
use loket_wire::zfm::{ANY_ADDRESS, Command, Confirmation, Decoder, Packet, PacketKind};
use std::sync::Arc;
use std::time::Duration;

/// How often a command is sent before its failure is reported. Every command may be repeated without harm.
const TRIES: u32 = 3;
/// The sensor answers within this time, except where it has to look at a finger.
const PATIENCE: Duration = Duration::from_millis(500);
const IMAGING_PATIENCE: Duration = Duration::from_secs(2);
/// A line that stays silent for this long has nothing left over from an earlier exchange, except where the sensor still
/// looks at a finger.
const QUIET: Duration = Duration::from_millis(200);
const IMAGING_QUIET: Duration = Duration::from_secs(1);

/// The answer to a command.
pub(super) struct Acknowledgement {
    pub(super) code: Confirmation,
    /// What follows the confirmation code.
    pub(super) data: Vec<u8>,
}

pub(super) struct Session {
    link: Box<dyn Link>,
    clock: Arc<dyn Clock>,
    decoder: Decoder,
    /// A command that was given up, whose answer may still be on its way.
    abandoned: Option<Command>,
}

impl Session {
    pub(super) fn new(link: Box<dyn Link>, clock: Arc<dyn Clock>) -> Self {
        Self {
            link,
            clock,
            decoder: Decoder::default(),
            abandoned: None,
        }
    }

    /// Whether the limit has ended.
    pub(super) fn is_over(&self, limit: &Limit) -> bool {
        limit.is_over(self.clock.as_ref())
    }

    /// A short pause between two looks at the sensor; whether the limit has ended.
    pub(super) fn pause(&self, limit: &Limit) -> Result<bool, ZfmError> {
        self.clock
            .sleep_until(limit.at_most(self.clock.as_ref(), Limit::SLICE).end());
        if limit.is_cancelled() {
            return Err(LinkError::Cancelled.into());
        }
        Ok(self.is_over(limit))
    }

    /// Waits between two commands; a sensor whose power returns says so.
    pub(super) fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        self.link.rest(bell, span)
    }

    /// Changes the host's side of the line; links without a speed stay as they are.
    pub(super) fn set_speed(&mut self, bits_per_second: u32) -> Result<(), ZfmError> {
        match self.link.set_speed(bits_per_second) {
            Err(LinkError::NoSpeed) => Ok(()),
            outcome => Ok(outcome?),
        }
    }

    /// Whether the line has a speed at all.
    pub(super) fn has_speed(&mut self, bits_per_second: u32) -> bool {
        self.link.set_speed(bits_per_second).is_ok()
    }

    /// Sends a command and returns its answer, whatever it is. Silence, damage and `PacketError` are tried again.
    pub(super) fn command(
        &mut self,
        command: Command,
        limit: &Limit,
    ) -> Result<Acknowledgement, ZfmError> {
        let mut tries = 1;
        loop {
            match self.command_once(command, patience(command), limit) {
                Ok(answer) if answer.code == Confirmation::PacketError && tries < TRIES => {}
                Err(error) if tries < TRIES && self.is_passing(&error, limit) => {}
                outcome => return outcome,
            }
            tries += 1;
        }
    }

    /// Sends a command once.
    pub(super) fn command_once(
        &mut self,
        command: Command,
        patience: Duration,
        limit: &Limit,
    ) -> Result<Acknowledgement, ZfmError> {
        if let Some(abandoned) = self.abandoned {
            self.settle(abandoned, limit)?;
        }
        self.decoder.clear();
        self.abandoned = Some(command);
        self.link.write_all(&command.encode(ANY_ADDRESS), limit)?;
        let answer = self.acknowledgement(&limit.at_most(self.clock.as_ref(), patience))?;
        self.abandoned = None;
        Ok(answer)
    }

    fn acknowledgement(&mut self, limit: &Limit) -> Result<Acknowledgement, ZfmError> {
        loop {
            let packet = self.packet(limit)?;
            if packet.kind != PacketKind::Acknowledge {
                continue;
            }
            let (code, data) = packet.payload.split_first().ok_or(ZfmError::Malformed)?;
            return Ok(Acknowledgement {
                code: Confirmation::from(*code),
                data: data.to_vec(),
            });
        }
    }

    /// The next whole packet from our sensor; those from other addresses are skipped.
    ///
    /// # Errors
    /// `Corrupt` at the first damaged one.
    pub(super) fn packet(&mut self, limit: &Limit) -> Result<Packet, ZfmError> {
        loop {
            match self.decoder.next_packet() {
                Some(Ok(packet)) if packet.address == ANY_ADDRESS => return Ok(packet),
                Some(Ok(_)) => {}
                Some(Err(corruption)) => return Err(ZfmError::Corrupt(corruption)),
                None => self.fill(limit)?,
            }
        }
    }

    /// The next whole packet, waiting no longer than the sensor's usual patience for it.
    pub(super) fn data_packet(&mut self, limit: &Limit) -> Result<Packet, ZfmError> {
        self.packet(&limit.at_most(self.clock.as_ref(), PATIENCE))
    }

    /// Says that the transfer in progress is given up.
    pub(super) fn abandon_transfer(&mut self) {
        self.abandoned = Some(Command::UploadImage);
    }

    /// Waits for the answer that nobody wants any more, or until the line is quiet.
    fn settle(&mut self, abandoned: Command, limit: &Limit) -> Result<(), ZfmError> {
        let quiet = match abandoned {
            Command::TakeImage => IMAGING_QUIET,
            _ => QUIET,
        };
        loop {
            match self.packet(&limit.at_most(self.clock.as_ref(), quiet)) {
                Ok(packet)
                    if packet.kind == PacketKind::Acknowledge
                        && abandoned == Command::TakeImage =>
                {
                    break;
                }
                Ok(_) | Err(ZfmError::Corrupt(_)) => {}
                Err(ZfmError::Link(LinkError::TimedOut)) if !self.is_over(limit) => break,
                Err(error) => return Err(error),
            }
        }
        self.abandoned = None;
        Ok(())
    }

    fn fill(&mut self, limit: &Limit) -> Result<(), ZfmError> {
        let mut buffer = [0; 1024];
        let count = self.link.read(&mut buffer, limit)?;
        self.decoder.push(&buffer[..count]);
        Ok(())
    }

    /// Whether a failure may be gone at the next try.
    fn is_passing(&self, error: &ZfmError, limit: &Limit) -> bool {
        match error {
            ZfmError::Corrupt(_) | ZfmError::Malformed => true,
            ZfmError::Link(LinkError::TimedOut) => !self.is_over(limit),
            _ => false,
        }
    }
}

fn patience(command: Command) -> Duration {
    match command {
        Command::TakeImage => IMAGING_PATIENCE,
        _ => PATIENCE,
    }
}
