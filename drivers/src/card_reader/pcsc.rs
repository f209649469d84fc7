//! Any card reader that PC/SC knows (`pcscd` with a driver for the reader: CCID readers on USB, the encoders of card
//! printers, and more).
//!
//! The address is the name under which PC/SC lists the reader, with or without the two numbers behind it. A card is held exclusively from
//! [`CardReader::open_card`] to [`CardReader::close_card`] and reset at the end. After any failed exchange the card is
//! let go of: which chip is in the reader then, and how far it got, is for the card's profile to find out.

mod error;
mod exchange;

pub use error::PcscReaderError;

use super::{CardPresence, CardReader};
use crate::bell::{Bell, Waking};
use crate::card_channel::{CardChannel, ChannelError, ReaderDescription, SlotState, SlotStatus};
use crate::clock::Clock;
use crate::device::{Device, Identity, SIGNALLED_PAUSE};
use crate::error::DeviceError;
use crate::limit::Limit;
use crate::ports::{Address, Ports};
use crate::registry::OpenDevice;
use loket_wire::atr::Atr;
use std::sync::Arc;
use std::time::Duration;

/// How long a card that another program holds is waited for: desktop agents look at every new card for a moment.
const OTHERS_LOOK: Duration = Duration::from_secs(1);

/// GET DATA: the number that the card has on the air (PC/SC part 3, 3.2.2.1.3). It is a question to the reader; a reader with
/// contacts hands it to the card.
const GET_UID: [u8; 5] = [0xFF, 0xCA, 0x00, 0x00, 0x00];
/// Status words of a command that was carried out.
const DONE: [u8; 2] = [0x90, 0x00];

/// An open reader.
pub struct PcscReader {
    channel: Box<dyn CardChannel>,
    clock: Arc<dyn Clock>,
    identity: Identity,
    card_open: bool,
}

impl PcscReader {
    /// Finds the reader by name.
    ///
    /// # Errors
    /// `Unreachable` without the service or the reader, `NotPermitted`, `Unsupported` for an address that
    /// is not PC/SC.
    pub fn open(
        ports: Arc<dyn Ports>,
        address: &Address,
        limit: &Limit,
    ) -> Result<OpenDevice, DeviceError> {
        let reader = Self::find(&*ports, address, limit)?;
        Ok(OpenDevice::CardReader(Box::new(reader)))
    }

    fn find(ports: &dyn Ports, address: &Address, limit: &Limit) -> Result<Self, PcscReaderError> {
        let Address::Pcsc(name) = address else {
            return Err(PcscReaderError::Address);
        };
        let mut channel = ports
            .card_channel(name, limit)
            .map_err(PcscReaderError::NotFound)?;
        let identity = identity(name, channel.describe());
        Ok(Self {
            channel,
            clock: ports.clock(),
            identity,
            card_open: false,
        })
    }

    fn await_state(
        &mut self,
        wanted: impl Fn(&SlotState) -> bool,
        limit: &Limit,
    ) -> Result<SlotStatus, ChannelError> {
        let mut status = self.channel.status()?;
        while !wanted(&status.state) {
            status = self.channel.wait_change(status.changes, limit)?;
        }
        Ok(status)
    }

    fn connect(&mut self, limit: &Limit) -> Result<(), ChannelError> {
        let patience = limit.at_most(&*self.clock, OTHERS_LOOK);
        loop {
            match self.channel.connect(limit) {
                Err(ChannelError::InUse) if !patience.is_over(&*self.clock) => {
                    self.clock.sleep_until(self.clock.now() + Limit::SLICE);
                }
                done => return done,
            }
        }
    }
}

impl Device for PcscReader {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn probe(&mut self, _limit: &Limit) -> Result<(), DeviceError> {
        self.channel.status().map_err(PcscReaderError::Channel)?;
        Ok(())
    }

    fn probe_pause(&self) -> Duration {
        SIGNALLED_PAUSE
    }

    fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        self.channel.rest(bell, span)
    }
}

impl CardReader for PcscReader {
    fn presence(&mut self, _limit: &Limit) -> Result<CardPresence, DeviceError> {
        let status = self.channel.status().map_err(PcscReaderError::Channel)?;
        Ok(presence(status))
    }

    fn arrivals(&mut self, _limit: &Limit) -> Result<u64, DeviceError> {
        let status = self.channel.status().map_err(PcscReaderError::Channel)?;
        Ok(status.arrivals)
    }

    fn wait_card(&mut self, limit: &Limit) -> Result<CardPresence, DeviceError> {
        let status = self
            .await_state(|state| *state != SlotState::Empty, limit)
            .map_err(|error| match error {
                ChannelError::TimedOut => PcscReaderError::NoCardCame,
                error => PcscReaderError::Channel(error),
            })?;
        Ok(presence(status))
    }

    fn wait_removal(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        self.await_state(|state| *state == SlotState::Empty, limit)
            .map_err(PcscReaderError::Channel)?;
        Ok(())
    }

    fn open_card(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        self.close_card();
        self.connect(limit).map_err(PcscReaderError::Channel)?;
        self.card_open = true;
        Ok(())
    }

    fn transmit(&mut self, command: &[u8], limit: &Limit) -> Result<Vec<u8>, DeviceError> {
        if !self.card_open {
            return Err(PcscReaderError::NoOpenCard.into());
        }
        let response = exchange::whole_response(&mut *self.channel, command, limit);
        if response.is_err() {
            self.close_card();
        }
        Ok(response?)
    }

    fn uid(&mut self, limit: &Limit) -> Result<Option<Vec<u8>>, DeviceError> {
        let status = self.channel.status().map_err(PcscReaderError::Channel)?;
        match status.state {
            SlotState::Card { atr } if is_contactless(&atr) => {}
            _ => return Ok(None),
        }
        let response = self.transmit(&GET_UID, limit)?;
        Ok(response
            .strip_suffix(&DONE)
            .filter(|uid| !uid.is_empty())
            .map(<[u8]>::to_vec))
    }

    fn close_card(&mut self) {
        if std::mem::take(&mut self.card_open) {
            self.channel.disconnect();
        }
    }
}

/// Whether a reader has made up this answer to reset.
fn is_contactless(answer: &[u8]) -> bool {
    Atr::parse(answer).is_ok_and(|answer| answer.is_contactless())
}

impl Drop for PcscReader {
    fn drop(&mut self) {
        self.close_card();
    }
}

/// The reader's own words where it has some, else the name under which PC/SC lists it.
fn identity(name: &str, said: ReaderDescription) -> Identity {
    let own_words = format!("{} {}", said.vendor, said.model);
    let model = match own_words.trim() {
        "" => name.to_owned(),
        words if name.starts_with(words) => name.to_owned(),
        words => format!("{words} ({name})"),
    };
    Identity::new(model, said.serial, said.version)
}

fn presence(status: SlotStatus) -> CardPresence {
    match status.state {
        SlotState::Empty => CardPresence::Absent,
        SlotState::Mute => CardPresence::Present {
            atr: Vec::new(),
            insertion: status.changes,
        },
        SlotState::Card { atr } => CardPresence::Present {
            atr,
            insertion: status.changes,
        },
    }
}
