//! An open session: what comes is checked and decrypted, what goes is encrypted and signed.

use super::super::cipher::{self, Block};
use super::super::class::Class;
use super::super::command::{Command, Expected};
use super::super::status::{Reply, Status};
use super::Level;
use super::handshake::{SessionKeys, command_mac};
use subtle::ConstantTimeEq;

/// Bytes of a C-MAC or R-MAC as it is sent.
const MAC: usize = 8;

/// A session with an authenticated host.
#[derive(Clone)]
pub(in super::super) struct Session {
    version: u8,
    level: Level,
    keys: SessionKeys,
    chaining: Block,
    /// Commands so far, which the initial vectors are made from.
    counter: u64,
    challenge: Option<[u8; 8]>,
    allowed: bool,
}

impl Session {
    pub(super) fn open(version: u8, level: Level, keys: SessionKeys, chaining: Block) -> Self {
        Self {
            version,
            level,
            keys,
            chaining,
            counter: 0,
            challenge: None,
            allowed: false,
        }
    }

    /// The key version that the host knows.
    pub(in super::super) fn version(&self) -> u8 {
        self.version
    }

    /// What is protected.
    pub(in super::super) fn level(&self) -> Level {
        self.level
    }

    /// Gives a challenge for the next decision.
    pub(in super::super) fn challenge(&mut self, challenge: [u8; 8]) {
        self.challenge = Some(challenge);
    }

    /// Takes the challenge, which is good for one decision.
    pub(in super::super) fn take_challenge(&mut self) -> Option<[u8; 8]> {
        self.challenge.take()
    }

    /// A decision allows activation until the session ends.
    pub(in super::super) fn allow(&mut self) {
        self.allowed = true;
    }

    /// Whether a decision allows activation.
    pub(in super::super) fn is_allowed(&self) -> bool {
        self.allowed
    }

    /// The command inside a protected one.
    ///
    /// # Errors
    /// 6988: the session must end. 6700 where no answer fits what the host wants.
    pub(in super::super) fn unwrap(&mut self, command: &Command) -> Result<Command, Status> {
        let (data, mac) = (command.data.split_last_chunk::<MAC>()).ok_or(Status::WRONG_MAC)?;
        let chaining = command_mac(&self.keys.mac, &self.chaining, command, data);
        if !bool::from(mac.ct_eq(&chaining[..MAC])) {
            return Err(Status::WRONG_MAC);
        }
        self.chaining = chaining;
        self.counter += 1;
        Ok(Command {
            class: Class {
                secured: false,
                ..command.class
            },
            data: self.decrypt(data).ok_or(Status::WRONG_MAC)?,
            expected: self.room(command.expected)?,
            ..command.clone()
        })
    }

    /// The answer as it is sent.
    pub(in super::super) fn wrap(&self, mut reply: Reply) -> Reply {
        if self.level.encrypts_responses() && !reply.data.is_empty() {
            reply.data = cipher::encrypt(&self.keys.enc, self.vector(0x80), &reply.data);
        }
        if self.level.signs_responses() {
            let status = reply.status.0.to_be_bytes();
            let mac = cipher::cmac(&self.keys.rmac, &[&self.chaining, &reply.data, &status]);
            reply.data.extend(&mac[..MAC]);
        }
        reply
    }

    fn decrypt(&self, data: &[u8]) -> Option<Vec<u8>> {
        if data.is_empty() || !self.level.encrypts_commands() {
            return Some(data.to_vec());
        }
        cipher::decrypt(&self.keys.enc, self.vector(0x00), data)
    }

    /// The initial vector of the present command (first byte 00) or its answer (80).
    fn vector(&self, first: u8) -> Block {
        let mut counter = u128::from(self.counter).to_be_bytes();
        counter[0] = first;
        cipher::encrypt_block(&self.keys.enc, counter)
    }

    /// How much data fits an answer that with filling and R-MAC is as long as the host wants.
    fn room(&self, expected: Option<Expected>) -> Result<Option<Expected>, Status> {
        let Some(wanted) = expected else {
            return Ok(None);
        };
        let mac = if self.level.signs_responses() { MAC } else { 0 };
        let most = wanted
            .at_most
            .checked_sub(mac)
            .ok_or(Status::WRONG_LENGTH)?;
        let least = wanted.at_least.saturating_sub(mac);
        Ok(Some(if self.level.encrypts_responses() {
            // Filling takes at least one byte and completes the block.
            Expected {
                at_least: (least / 16 * 16).saturating_sub(16),
                at_most: (most / 16 * 16).saturating_sub(1),
                ..wanted
            }
        } else {
            Expected {
                at_least: least,
                at_most: most,
                ..wanted
            }
        }))
    }
}
