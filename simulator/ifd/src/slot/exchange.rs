//! The command connection: power and APDUs.

use super::{Fault, Power, Slot, State, unpoisoned};
use crate::frame::{Action, Answer, Command, Role};
use std::io;
use std::os::unix::net::UnixStream;

/// A command connection and the event connection it belongs to.
pub(super) struct CommandLink {
    stream: UnixStream,
    generation: u64,
}

impl Slot {
    /// Switches the card's power and returns its answer to reset (empty for [`Power::Off`]).
    ///
    /// # Errors
    /// `NoReader`; `NoAnswer` without a card or with a mute one.
    pub fn power(&self, power: Power) -> Result<Vec<u8>, Fault> {
        let action = match power {
            Power::On => Action::PowerOn,
            Power::Off => Action::PowerOff,
            Power::Reset => Action::Reset,
        };
        let atr = self.ask(action)?;
        self.lock().atr.clone_from(&atr);
        if power != Power::Off && atr.is_empty() {
            return Err(Fault::NoAnswer);
        }
        Ok(atr)
    }

    /// Hands an APDU to the card and waits for its answer, for ever if need be: only the card's answer, its removal,
    /// the reader's unplugging or [`Slot::close`] end the call. Cards really behave like that.
    ///
    /// # Errors
    /// `NoReader`; `NoAnswer` also for an answer without two status bytes, which PC/SC clients would take for success.
    pub fn transmit(&self, apdu: &[u8]) -> Result<Vec<u8>, Fault> {
        let answer = self.ask(Action::Transmit(apdu.to_vec()))?;
        if answer.len() < 2 {
            return Err(Fault::NoAnswer);
        }
        Ok(answer)
    }

    fn ask(&self, action: Action) -> Result<Vec<u8>, Fault> {
        let mut slot_link = unpoisoned(&self.commands);
        let mut link = self.link(slot_link.take())?;
        let stay = self.lock().register(&link)?;
        let answer = link.exchange(&Command { stay, action });
        let is_shut = self.lock().in_flight.take().is_none();
        let answer = answer.map_err(|_| self.fault())?;
        // A stream that broke may hold half an answer, and one whose card left right behind its answer is shut: the next
        // command gets a new one.
        if !is_shut {
            *slot_link = Some(link);
        }
        match answer {
            Answer::Bytes(bytes) => Ok(bytes),
            Answer::Refused => Err(Fault::NoAnswer),
        }
    }

    fn link(&self, old: Option<CommandLink>) -> Result<CommandLink, Fault> {
        let generation = self.lock().generation;
        match old {
            Some(link) if link.generation == generation => Ok(link),
            _ => CommandLink::connect(self, generation).map_err(|_| self.fault()),
        }
    }

    fn fault(&self) -> Fault {
        if self.lock().unplugged {
            Fault::NoReader
        } else {
            Fault::NoAnswer
        }
    }
}

impl State {
    /// Lets a command through to the card that `pcscd` knows of, and to no other; a removal from now on ends it. Returns
    /// the card's stay.
    fn register(&mut self, link: &CommandLink) -> Result<u32, Fault> {
        if self.unplugged {
            return Err(Fault::NoReader);
        }
        let card = self.shown.to_others(self.card).ok_or(Fault::NoAnswer)?;
        let shutter = link.stream.try_clone().map_err(|_| Fault::NoAnswer)?;
        self.in_flight = Some(shutter);
        Ok(card.number)
    }
}

impl CommandLink {
    fn connect(slot: &Slot, generation: u64) -> io::Result<Self> {
        let mut stream = UnixStream::connect(&slot.socket)?;
        Role::Commands.write(&mut stream)?;
        Ok(Self { stream, generation })
    }

    fn exchange(&mut self, command: &Command) -> io::Result<Answer> {
        command.write(&mut self.stream)?;
        Answer::read(&mut self.stream)
    }
}
