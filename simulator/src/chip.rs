//! The chip in a simulated card: a small card operating system after ISO/IEC 7816-4 and -9 with one application, or what is
//! public of a KTP-el.
//!
//! The former is the other side of the open chip profile, with its own parsing, its own ciphers and its own view of the files. It
//! says that it is simulated in its answer to reset and in its model name. What a command changes is in non-volatile memory
//! when the answer leaves; a loss of power between two commands loses the session, what is selected, and commands and
//! answers that were under way.

mod access;
mod answer_to_reset;
mod application;
mod chain;
mod channel;
mod cipher;
mod class;
mod command;
mod data_object;
mod decision;
mod dump;
mod files;
mod keys;
mod ktp_el;
mod life_cycle;
mod limits;
mod make;
mod mishap;
mod profile;
mod reading;
mod response;
mod status;
mod system;
mod timing;

pub use dump::{ChipDump, FileDump, FileText, KeyDump};
pub use life_cycle::LifeCycle;
pub use make::{Make, MasterKey, MasterKeyError};
pub use mishap::Mishap;
pub use response::ResponseStyle;
pub use timing::ChipTiming;

use chain::Chain;
use command::Command;
use ktp_el::KtpEl;
use profile::Profile;
use response::Rest;
use status::{Reply, Status};
use std::fmt;
use std::time::Duration;
use system::System;

/// Maker's name for the chip, as GET DATA `DF21` gives it.
pub const MODEL: &str = "Loket SIM chip, 8 KB";

/// A chip: what it is made like, its memory, and what is under way while it has power.
#[derive(Clone)]
pub struct Chip {
    style: ResponseStyle,
    timing: ChipTiming,
    /// How long the last command took.
    busy: Duration,
    system: System,
    powered: bool,
    chain: Chain,
    rest: Rest,
    /// Waits for the next whole command.
    mishap: Option<Mishap>,
}

impl Chip {
    /// A chip as its maker delivers it with the public test keys: the application with empty files.
    pub fn blank(serial: [u8; 8]) -> Self {
        Self::made(serial, &Make::default())
    }

    /// A blank that is made like this.
    pub fn made(serial: [u8; 8], make: &Make) -> Self {
        Self::running(
            System::Profile(Box::new(Profile::blank(serial, make))),
            make,
        )
    }

    /// The chip in somebody's KTP-el, as far as it is public, with this photo (JPEG, at most 65,535 bytes).
    pub fn ktp_el(serial: [u8; 8], photo: &[u8]) -> Self {
        Self::running(System::KtpEl(KtpEl::new(serial, photo)), &Make::default())
    }

    fn running(system: System, make: &Make) -> Self {
        Self {
            style: make.response,
            timing: make.timing,
            busy: Duration::ZERO,
            system,
            powered: false,
            chain: Chain::default(),
            rest: Rest::default(),
            mishap: None,
        }
    }

    /// Serial number, set by the maker.
    pub fn serial(&self) -> [u8; 8] {
        self.system.serial()
    }

    /// Where the chip is in its life.
    pub fn life_cycle(&self) -> LifeCycle {
        self.system.life_cycle()
    }

    /// Gives power, or resets a chip that has it; returns the answer to reset.
    pub fn power_on(&mut self) -> Vec<u8> {
        self.power_off();
        self.powered = true;
        self.system.answer_to_reset()
    }

    /// Takes the power away.
    pub fn power_off(&mut self) {
        self.powered = false;
        self.system.reset();
        self.chain.forget();
        self.rest.forget();
        self.mishap = None;
    }

    /// Lets this go wrong with the next command that is executed; a loss of power before it undoes that.
    pub fn afflict(&mut self, mishap: Mishap) {
        self.mishap = Some(mishap);
    }

    /// Flips the lowest bit of a byte of this file, as worn memory does; a place that there is not stays as it is, and so does
    /// a KTP-el.
    pub fn wear(&mut self, file: u16, at: usize) {
        if let System::Profile(profile) = &mut self.system {
            profile.wear(file, at);
        }
    }

    /// Executes a command APDU and returns the response APDU; a chip without power returns nothing at all.
    pub fn transmit(&mut self, apdu: &[u8]) -> Vec<u8> {
        if !self.powered {
            return Vec::new();
        }
        let before = self.system.pages_written();
        let response = status::response(self.answer(apdu));
        let pages = self.system.pages_written().wrapping_sub(before);
        self.busy = self.timing.of(apdu.len() + response.len(), pages);
        response
    }

    /// How long the last command took, in world time; its answer is there before.
    pub fn busy(&self) -> Duration {
        self.busy
    }

    /// Everything in the chip's memory, as the chip's maker would see it, whatever the life cycle allows.
    pub fn dump(&self) -> ChipDump {
        self.system.dump()
    }

    fn answer(&mut self, apdu: &[u8]) -> Result<Reply, Status> {
        let part = Command::parse(apdu).inspect_err(|_| self.forget_exchange())?;
        if let Some(piece) = self.rest.answer(&part) {
            return Ok(piece);
        }
        match self.chain.take(part)? {
            None => Ok(Reply::done()),
            Some(command) => self.execute(command),
        }
    }

    fn forget_exchange(&mut self) {
        self.chain.forget();
        self.rest.forget();
    }

    fn execute(&mut self, mut command: Command) -> Result<Reply, Status> {
        let wanted = command.expected;
        command.expected = self.style.ask(wanted);
        let mishap = self.mishap.take();
        let before = self.style.may_insist().then(|| self.system.clone());
        let reply = self.system.execute(&command, mishap)?;
        if let Some(before) = before
            && let Some(refusal) = ResponseStyle::insist(wanted, &reply)
        {
            // The command is to come again, so it must not have happened.
            self.system = before;
            return Err(refusal);
        }
        Ok(self.rest.send(reply, self.style.at_once(wanted)))
    }
}

impl fmt::Debug for Chip {
    /// Leaves the files out: they hold a person's data, if only a simulated one's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let serial = u64::from_be_bytes(self.serial());
        write!(f, "Chip({serial:016X}, {:?})", self.life_cycle())
    }
}

#[cfg(test)]
mod tests;
