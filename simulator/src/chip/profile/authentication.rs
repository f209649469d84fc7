//! Sessions are opened.

use super::super::channel::{Channel, Handshake};
use super::super::command::Command;
use super::super::files::APPLICATION_NAME;
use super::super::life_cycle::LifeCycle;
use super::super::status::{Reply, Status};
use super::Profile;

const INITIALIZE_UPDATE: u8 = 0x50;
const EXTERNAL_AUTHENTICATE: u8 = 0x82;

impl Profile {
    pub(super) fn initialize_update(&mut self, command: &Command) -> Result<Reply, Status> {
        self.channel = Channel::Closed;
        if command.instruction != INITIALIZE_UPDATE {
            return Err(Status::UNKNOWN_CLASS);
        }
        if command.p2 != 0 {
            return Err(Status::WRONG_PARAMETERS);
        }
        let challenge = command.data.as_slice().try_into();
        let host_challenge = challenge.map_err(|_| Status::WRONG_LENGTH)?;
        if command.expected.is_none() {
            return Err(Status::WRONG_LENGTH);
        }
        let (begun, answer) = self.greet(command.p1, host_challenge)?;
        self.channel = Channel::Greeted(begun);
        Ok(Reply::cut_to(command.expected, answer))
    }

    fn greet(
        &mut self,
        version: u8,
        host_challenge: [u8; 8],
    ) -> Result<(Handshake, Vec<u8>), Status> {
        let terminated = self.life_cycle() == LifeCycle::Terminated;
        if self.selection.is_outside_application() || terminated {
            return Err(Status::CONDITIONS);
        }
        let version = self.keys.version(version).ok_or(Status::NO_DATA_OBJECT)?;
        if version.is_blocked() {
            return Err(Status::BLOCKED);
        }
        let sequence = version.sequence().ok_or(Status::CONDITIONS)?;
        let (name, serial) = (APPLICATION_NAME, self.serial);
        Ok(Handshake::begin(
            version,
            sequence,
            name,
            serial,
            host_challenge,
        ))
    }

    pub(super) fn external_authenticate(&mut self, command: &Command) -> Result<Reply, Status> {
        let channel = std::mem::take(&mut self.channel);
        if command.instruction != EXTERNAL_AUTHENTICATE {
            return Err(Status::UNKNOWN_CLASS);
        }
        let Channel::Greeted(begun) = channel else {
            return Err(Status::CONDITIONS);
        };
        let version = self.keys.version(begun.version());
        let version = version.ok_or(Status::CONDITIONS)?;
        let outcome = match begun.finish(command) {
            Ok(session) => {
                version.count_session();
                self.channel = Channel::Open(session);
                Ok(Reply::done())
            }
            Err(Status::NOT_AUTHENTICATED) => {
                version.count_failure();
                Err(version.refusal())
            }
            Err(status) => return Err(status),
        };
        self.count_pages(1);
        outcome
    }
}
