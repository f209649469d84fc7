//! The master keys from which every chip's keys are made.

use super::{Decision, KeyVersion, SessionKeys, SessionRequest, statement};
use crate::identity::ChipSerial;
use crate::scp03::{Key, derive, mac};
use zeroize::ZeroizeOnDrop;

/// What the chip's four keys of one version are for.
#[derive(Clone, Copy)]
enum Purpose {
    Enc = 0x01,
    Mac = 0x02,
    Match = 0x04,
}

/// One master key for each version; erased from memory when dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct MasterKeys {
    personalisation: Key,
    activation: Key,
}

impl MasterKeys {
    /// The keys that everybody knows: test cards and simulated chips are delivered with them, and no card of a real office may be.
    pub const TEST: Self = Self {
        personalisation: *b"@ABCDEFGHIJKLMNO",
        activation: *b"PQRSTUVWXYZ[\\]^_",
    };

    /// Takes the two master keys.
    pub fn new(personalisation: Key, activation: Key) -> Self {
        Self {
            personalisation,
            activation,
        }
    }

    /// Whether one of them is a key that everybody knows.
    pub fn are_public(&self) -> bool {
        self.personalisation == Self::TEST.personalisation
            || self.activation == Self::TEST.activation
    }

    /// The keys of this session.
    pub fn session_keys(&self, request: &SessionRequest) -> SessionKeys {
        let key = |purpose| self.key(request.version, purpose, request.serial);
        SessionKeys::derive(
            &key(Purpose::Enc),
            &key(Purpose::Mac),
            &request.host_challenge,
            &request.card_challenge,
        )
    }

    /// The signature under a decision.
    pub fn sign_decision(
        &self,
        serial: ChipSerial,
        challenge: &[u8; 8],
        decision: Decision,
    ) -> [u8; 16] {
        let key = self.key(KeyVersion::Activation, Purpose::Match, serial);
        mac(&key, &[&statement(serial, challenge, decision)])
    }

    fn key(&self, version: KeyVersion, purpose: Purpose, serial: ChipSerial) -> Key {
        let master = match version {
            KeyVersion::Personalisation => &self.personalisation,
            KeyVersion::Activation => &self.activation,
        };
        derive(master, purpose as u8, 128, &[&diversification(serial)])
    }
}

impl std::fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKeys(..)")
    }
}

/// From what a chip's keys are made, beside the master.
pub(crate) fn diversification(serial: ChipSerial) -> [u8; 10] {
    let mut data = *b"LK\0\0\0\0\0\0\0\0";
    data[2..].copy_from_slice(&serial.0);
    data
}
