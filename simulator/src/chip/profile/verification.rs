//! Decisions about the holder are handed in.

use super::super::access::Deed;
use super::super::cipher;
use super::super::command::Command;
use super::super::decision::{self, Decision};
use super::super::files;
use super::super::status::{Reply, Status};
use super::{Profile, TRIES};

/// Bytes of a challenge.
const CHALLENGE: usize = 8;

impl Profile {
    pub(super) fn get_challenge(&mut self, command: &Command) -> Result<Reply, Status> {
        if command.parameters() != [0, 0] {
            return Err(Status::WRONG_PARAMETERS);
        }
        let room = command.expected.map_or(0, |expected| expected.at_most);
        if !command.data.is_empty() || room < CHALLENGE {
            return Err(Status::WRONG_LENGTH);
        }
        self.check(Deed::Challenge)?;
        let challenge = self.next_challenge();
        let session = self.channel.session_mut().ok_or(Status::SECURITY)?;
        session.challenge(challenge);
        Ok(Reply::with(challenge.to_vec()))
    }

    /// A run is a function of its seed, so there is no chance in a challenge; without the key nobody foretells it.
    fn next_challenge(&mut self) -> [u8; CHALLENGE] {
        self.challenges = self.challenges.wrapping_add(1);
        self.count_pages(1);
        let number = self.challenges.to_be_bytes();
        cipher::first_half(cipher::cmac(self.keys.secret(), &[b"challenge", &number]))
    }

    pub(super) fn verify(&mut self, command: &Command) -> Result<Reply, Status> {
        let index = match command.parameters() {
            [0, 0] => None,
            [0, 1] => files::index(0x6FF4),
            [0, 2] => files::index(0x6FF5),
            _ => return Err(Status::WRONG_PARAMETERS),
        };
        self.check(Deed::Verify)?;
        match (self.decision(command)?, index) {
            (Decision::Fallback, None) => self.allow(),
            (Decision::Match(finger), Some(index)) if self.is_finger(index, finger) => {
                self.take_match()
            }
            (Decision::NoMatch(finger), Some(index)) if self.is_finger(index, finger) => {
                self.take_no_match()
            }
            _ => Err(Status::WRONG_DATA),
        }
    }

    pub(super) fn reset_tries(&mut self, command: &Command) -> Result<Reply, Status> {
        if command.parameters() != [1, 0] {
            return Err(Status::WRONG_PARAMETERS);
        }
        self.check(Deed::ResetTries)?;
        if self.decision(command)? != Decision::TriesReset {
            return Err(Status::WRONG_DATA);
        }
        self.tries = TRIES;
        self.count_pages(1);
        Ok(Reply::done())
    }

    /// The decision in the command; it costs the challenge, whatever comes of it.
    fn decision(&mut self, command: &Command) -> Result<Decision, Status> {
        let session = self.channel.session_mut().ok_or(Status::SECURITY)?;
        let challenge = session.take_challenge().ok_or(Status::CONDITIONS)?;
        decision::read(&command.data, &self.keys, self.serial, challenge)
    }

    /// Whether the file holds this finger: its code is the first byte of the content, behind the two of the length.
    fn is_finger(&self, index: usize, finger: u8) -> bool {
        self.application.file(index).get(2) == Some(&finger)
    }

    fn take_match(&mut self) -> Result<Reply, Status> {
        if self.tries == 0 {
            return Err(Status::BLOCKED);
        }
        self.allow()
    }

    fn take_no_match(&mut self) -> Result<Reply, Status> {
        self.tries = self.tries.checked_sub(1).ok_or(Status::BLOCKED)?;
        self.count_pages(1);
        Ok(Reply::done().warning(Some(Status::tries_left(self.tries))))
    }

    fn allow(&mut self) -> Result<Reply, Status> {
        let session = self.channel.session_mut().ok_or(Status::SECURITY)?;
        session.allow();
        Ok(Reply::done())
    }
}
