//! The open chip profile: what whole commands do.

mod authentication;
mod binary;
mod selection;
mod verification;

use super::access::{self, Deed};
use super::application::Application;
use super::channel::Channel;
use super::command::Command;
use super::data_object;
use super::keys::Keys;
use super::life_cycle::LifeCycle;
use super::limits::{MAX_COMMAND, MAX_RESPONSE};
use super::make::Make;
use super::mishap::Mishap;
use super::status::{Reply, Status};
use selection::Selection;

/// Tries that a chip begins with, and gets back.
const TRIES: u8 = 5;

/// A chip of the profile: memory that stays, and what is lost with the power.
#[derive(Clone)]
pub(super) struct Profile {
    serial: [u8; 8],
    application: Application,
    keys: Keys,
    /// Decisions "no match" that are still taken.
    tries: u8,
    /// Challenges given so far, so that none is given twice.
    challenges: u32,
    /// Pages of memory written in the chip's life.
    pages: u32,
    selection: Selection,
    channel: Channel,
}

impl Profile {
    /// A blank as its maker delivers it.
    pub(super) fn blank(serial: [u8; 8], make: &Make) -> Self {
        Self {
            serial,
            application: Application::blank(),
            keys: Keys::of(make, serial),
            tries: TRIES,
            challenges: 0,
            pages: 0,
            selection: Selection::Root,
            channel: Channel::Closed,
        }
    }

    pub(super) fn serial(&self) -> [u8; 8] {
        self.serial
    }

    pub(super) fn wear(&mut self, file: u16, at: usize) {
        self.application.wear(file, at);
    }

    pub(super) fn application(&self) -> &Application {
        &self.application
    }

    pub(super) fn life_cycle(&self) -> LifeCycle {
        self.application.life_cycle()
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Decisions "no match" that are still taken.
    pub(super) fn tries(&self) -> u8 {
        self.tries
    }

    /// Pages of memory written in the chip's life.
    pub(super) fn pages_written(&self) -> u32 {
        self.pages
    }

    fn count_pages(&mut self, pages: u32) {
        self.pages = self.pages.wrapping_add(pages);
    }

    /// Forgets what does not outlast a reset.
    pub(super) fn reset(&mut self) {
        self.selection = Selection::Root;
        self.channel = Channel::Closed;
    }

    /// Executes a whole command.
    ///
    /// # Errors
    /// The status word of a command that was not executed.
    pub(super) fn execute(
        &mut self,
        command: &Command,
        mishap: Option<Mishap>,
    ) -> Result<Reply, Status> {
        match (command.class.proprietary, command.class.secured) {
            (false, true) => self.execute_secured(command, mishap),
            (false, false) => {
                self.channel = Channel::Closed;
                self.obey(command, mishap)
            }
            (true, secured) => {
                if let Some(Mishap::Status(word)) = mishap {
                    return Reply::bare(Status(word));
                }
                self.open_channel(command, secured)
            }
        }
    }

    fn open_channel(&mut self, command: &Command, secured: bool) -> Result<Reply, Status> {
        if secured {
            self.external_authenticate(command)
        } else {
            self.initialize_update(command)
        }
    }

    fn execute_secured(
        &mut self,
        command: &Command,
        mishap: Option<Mishap>,
    ) -> Result<Reply, Status> {
        let session = self.channel.session_mut().ok_or(Status::SECURITY)?;
        let command = match session.unwrap(command) {
            Err(Status::WRONG_MAC) => {
                self.channel = Channel::Closed;
                return Err(Status::WRONG_MAC);
            }
            command => command?,
        };
        let reply = self.obey(&command, mishap)?;
        let session = self.channel.session().ok_or(Status::SECURITY)?;
        Ok(session.wrap(reply))
    }

    fn obey(&mut self, command: &Command, mishap: Option<Mishap>) -> Result<Reply, Status> {
        if let Some(Mishap::Status(word)) = mishap {
            return Reply::bare(Status(word));
        }
        match command.instruction {
            0x04 => self.change(command, Deed::Deactivate, LifeCycle::Personalised),
            0x21 => self.verify(command),
            0x2C => self.reset_tries(command),
            0x44 => self.change(command, Deed::Activate, LifeCycle::Activated),
            0x84 => self.get_challenge(command),
            0xA4 => self.select(command),
            0xB0 | 0xB1 => self.read(command, mishap),
            0xCA => self.get_data(command),
            0xD6 | 0xD7 => self.update(command),
            0xE6 => self.change(command, Deed::Terminate, LifeCycle::Terminated),
            _ => Err(Status::UNKNOWN_INSTRUCTION),
        }
    }

    /// Whether the deed is allowed now.
    fn check(&self, deed: Deed) -> Result<(), Status> {
        access::check(deed, self.life_cycle(), self.channel.session())
    }

    fn change(&mut self, command: &Command, deed: Deed, to: LifeCycle) -> Result<Reply, Status> {
        if command.parameters() != [0, 0] {
            return Err(Status::WRONG_PARAMETERS);
        }
        if !command.data.is_empty() {
            return Err(Status::WRONG_LENGTH);
        }
        self.check(deed)?;
        if self.selection.is_outside_application() {
            return Err(Status::CONDITIONS);
        }
        self.application.enter(to);
        self.count_pages(1);
        Ok(Reply::done())
    }

    fn get_data(&self, command: &Command) -> Result<Reply, Status> {
        let tag = u16::from_be_bytes(command.parameters());
        let data = match tag {
            0xDF20 => data_object::encode(tag, &self.serial),
            0xDF21 => data_object::encode(tag, super::MODEL.as_bytes()),
            0xDF22 => data_object::encode(tag, &[self.tries]),
            0x7F66 => limits(),
            _ => return Err(Status::NO_DATA_OBJECT),
        };
        if command.expected.is_none() {
            return Err(Status::WRONG_LENGTH);
        }
        Ok(Reply::cut_to(command.expected, data))
    }
}

/// Extended length information (ISO/IEC 7816-4, `7F66`): most bytes of a command and of a response.
fn limits() -> Vec<u8> {
    let bytes = |count: usize| {
        let [.., high, low] = count.to_be_bytes();
        data_object::encode(0x02, &[high, low])
    };
    let value = [bytes(MAX_COMMAND), bytes(MAX_RESPONSE)].concat();
    data_object::encode(0x7F66, &value)
}

/// What EF.ATR/INFO says: extended length information.
fn info() -> Vec<u8> {
    limits()
}
