//! Conversations with the printer: one connection per command over TCP, one kept open over a device file.

use super::EvolisError;
use crate::bell::{Bell, Waking};
use crate::clock::Clock;
use crate::device::{SIGNALLED_PAUSE, SILENT_PAUSE};
use crate::limit::Limit;
use crate::link::{Link, LinkError};
use crate::ports::{Address, Ports};
use loket_wire::evolis::{Command, ErrorWord, Reply, ReplyReader};
use std::sync::Arc;
use std::time::Duration;

/// A question or setting is answered within this time. How long a movement takes, only its caller knows.
const QUESTION: Duration = Duration::from_secs(5);
/// A device file that stays silent for this long has nothing left over from an earlier program.
const QUIET: Duration = Duration::from_millis(200);
/// The printer sometimes answers the question for the ribbon with a bare OK.
const RIBBON_TRIES: u32 = 3;

/// An open connection, on which commands and answers take turns.
pub(super) struct Conversation {
    link: Box<dyn Link>,
    replies: ReplyReader,
    clock: Arc<dyn Clock>,
}

impl Conversation {
    /// An answer that is there before its question is one too many; from then on each would be taken for the next one's.
    pub(super) fn expect_in_step(&self) -> Result<(), EvolisError> {
        if self.replies.has_text() {
            return Err(EvolisError::Unfitting);
        }
        Ok(())
    }

    /// Sends a whole command.
    pub(super) fn send(&mut self, command: &[u8], limit: &Limit) -> Result<(), EvolisError> {
        self.link
            .write_all(command, limit)
            .map_err(EvolisError::NotSent)
    }

    /// Waits for the next answer, and no longer than `patience`.
    pub(super) fn reply_within(
        &mut self,
        patience: Duration,
        limit: &Limit,
    ) -> Result<Reply, EvolisError> {
        let limit = limit.at_most(self.clock.as_ref(), patience);
        self.reply(&limit)
    }

    /// Waits for the next answer.
    pub(super) fn reply(&mut self, limit: &Limit) -> Result<Reply, EvolisError> {
        loop {
            if let Some(reply) = self.replies.next_reply() {
                return Ok(reply?);
            }
            let mut buffer = [0; 256];
            let count = self
                .link
                .read(&mut buffer, limit)
                .map_err(EvolisError::NoReply)?;
            self.replies.push(&buffer[..count]);
        }
    }

    /// Sends a command that moves nothing and waits for its answer.
    pub(super) fn ask(&mut self, command: Command, limit: &Limit) -> Result<Reply, EvolisError> {
        self.expect_in_step()?;
        self.send(&command.encode(), limit)?;
        let reply = self.reply_within(QUESTION, limit)?;
        self.expect_in_step()?;
        Ok(reply)
    }

    /// Waits for the one answer to a movement, which should be OK.
    pub(super) fn confirmation(&mut self, limit: &Limit) -> Result<(), EvolisError> {
        let reply = self.reply(limit)?;
        self.expect_in_step()?;
        expect_ok(&reply)
    }

    /// Like [`Self::ask`], for commands that are answered with OK.
    pub(super) fn set(&mut self, command: Command, limit: &Limit) -> Result<(), EvolisError> {
        expect_ok(&self.ask(command, limit)?)
    }

    /// Throws away what an earlier program left unread.
    fn drain(&mut self, limit: &Limit) -> Result<(), EvolisError> {
        loop {
            match self.reply_within(QUIET, limit) {
                Err(EvolisError::NoReply(LinkError::TimedOut)) => return Ok(()),
                Err(EvolisError::NoReply(error)) => return Err(EvolisError::NotSent(error)),
                Err(_) => self.replies = ReplyReader::default(),
                Ok(_) => {}
            }
        }
    }

    /// Asks for the serial number until it comes, so that answers and commands are in step again.
    fn get_in_step(&mut self, serial: &str, limit: &Limit) -> Result<(), EvolisError> {
        self.drain(limit)?;
        self.send(&Command::Serial.encode(), limit)?;
        let mut reply = self.reply_within(QUESTION, limit)?;
        while reply.text() != serial {
            reply = self.reply_within(QUESTION, limit)?;
        }
        Ok(())
    }
}

/// What the driver knows of the printer between two calls.
pub(super) struct Session {
    ports: Arc<dyn Ports>,
    address: Address,
    /// The open device file; `None` over TCP, before the first command, and after a broken exchange.
    kept: Option<Conversation>,
    serial: Option<String>,
}

impl Session {
    pub(super) fn new(ports: Arc<dyn Ports>, address: &Address) -> Result<Self, EvolisError> {
        if !matches!(address, Address::Tcp(_) | Address::File(_)) {
            return Err(EvolisError::Address);
        }
        Ok(Self {
            ports,
            address: address.clone(),
            kept: None,
            serial: None,
        })
    }

    /// Names the unit that must answer when the device file is opened again.
    pub(super) fn expect_serial(&mut self, serial: String) {
        self.serial = Some(serial);
    }

    /// Over TCP there is no connection at rest that could tell of the printer's going.
    pub(super) fn probe_pause(&self) -> Duration {
        match self.kept {
            Some(_) => SIGNALLED_PAUSE,
            None => SILENT_PAUSE,
        }
    }

    /// Waits between two commands.
    pub(super) fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        match &mut self.kept {
            Some(kept) => kept.link.rest(bell, span),
            None => bell.wait(span),
        }
    }

    /// A connection for a series of commands; hand it back with [`Self::end`] when the last answer has come.
    pub(super) fn begin(&mut self, limit: &Limit) -> Result<Conversation, EvolisError> {
        if let Some(kept) = self.kept.take() {
            return Ok(kept);
        }
        let mut conversation = Conversation {
            link: self
                .ports
                .link(&self.address, limit)
                .map_err(EvolisError::NotSent)?,
            replies: ReplyReader::default(),
            clock: self.ports.clock(),
        };
        if matches!(self.address, Address::File(_)) {
            match &self.serial {
                Some(serial) => conversation.get_in_step(serial, limit)?,
                None => conversation.drain(limit)?,
            }
        }
        Ok(conversation)
    }

    /// Ends a series whose answers have all come.
    pub(super) fn end(&mut self, conversation: Conversation) {
        if matches!(self.address, Address::File(_)) {
            self.kept = Some(conversation);
        }
    }

    /// The answer to a question.
    pub(super) fn ask(&mut self, command: Command, limit: &Limit) -> Result<Reply, EvolisError> {
        let mut conversation = self.begin(limit)?;
        let reply = conversation.ask(command, limit)?;
        self.end(conversation);
        Ok(reply)
    }

    /// The answer to a question that is answered with free text.
    pub(super) fn text(&mut self, command: Command, limit: &Limit) -> Result<String, EvolisError> {
        let reply = self.ask(command, limit)?;
        match reply.error() {
            Some(word) => Err(EvolisError::Reported(word)),
            None if reply.is_ok() || reply.text().is_empty() => Err(EvolisError::Unfitting),
            None => Ok(reply.text().to_owned()),
        }
    }

    /// The answer to the question for the cards left on the ribbon: a number, or an error word; OK when the printer does
    /// not say even when asked again.
    pub(super) fn ribbon(&mut self, limit: &Limit) -> Result<Reply, EvolisError> {
        let mut reply = self.ask(Command::RibbonLeft, limit)?;
        for _ in 1..RIBBON_TRIES {
            if !reply.is_ok() {
                break;
            }
            reply = self.ask(Command::RibbonLeft, limit)?;
        }
        Ok(reply)
    }

    /// A command that is answered with OK and moves nothing.
    pub(super) fn setting(&mut self, command: Command, limit: &Limit) -> Result<(), EvolisError> {
        expect_ok(&self.ask(command, limit)?)
    }

    /// Moves a card, once.
    pub(super) fn movement(&mut self, command: Command, limit: &Limit) -> Result<(), EvolisError> {
        self.setting(Command::HostManagesErrors, limit)?;
        let mut conversation = self.begin(limit)?;
        conversation.send(&command.encode(), limit)?;
        let outcome = conversation.confirmation(limit);
        self.conclude(conversation, outcome, limit)
    }

    /// Judges what came in answer to a movement that was sent.
    pub(super) fn conclude(
        &mut self,
        conversation: Conversation,
        outcome: Result<(), EvolisError>,
        limit: &Limit,
    ) -> Result<(), EvolisError> {
        match outcome {
            Ok(()) => self.end(conversation),
            Err(EvolisError::Reported(word)) => {
                self.end(conversation);
                return Err(self.explain(word, limit));
            }
            Err(error) => return Err(EvolisError::OutcomeUnknown(Box::new(error))),
        }
        Ok(())
    }

    /// Tells a ribbon that ended from one that does not fit, which the printer calls by one name.
    pub(super) fn explain(&mut self, word: ErrorWord, limit: &Limit) -> EvolisError {
        let ended = word == ErrorWord::Ribbon
            && matches!(self.ribbon(limit), Ok(reply) if reply.number() == Some(0));
        if ended {
            EvolisError::RibbonEnded
        } else {
            EvolisError::Reported(word)
        }
    }
}

/// Reads an answer that should be OK.
pub(super) fn expect_ok(reply: &Reply) -> Result<(), EvolisError> {
    match reply.error() {
        Some(word) => Err(EvolisError::Reported(word)),
        None if reply.is_ok() => Ok(()),
        None => Err(EvolisError::Unfitting),
    }
}
