//! Who holds the chips' keys, and what a host may ask of him.

mod master;

pub(crate) use master::diversification;

pub use crate::scp03::{Key, SessionKeys};
pub use master::MasterKeys;

use crate::finger::FingerPosition;
use crate::identity::ChipSerial;
use thiserror::Error;

/// Which of a chip's two sets of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyVersion {
    /// `30`: writes a blank, and seals it.
    Personalisation = 0x30,
    /// `31`: reads, and puts in force.
    Activation = 0x31,
}

impl KeyVersion {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Personalisation, Self::Activation];

    /// The number in commands.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The version with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|version| version.number() == number)
    }
}

/// The session that keys are wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRequest {
    /// With which chip.
    pub serial: ChipSerial,
    /// With which of its keys.
    pub version: KeyVersion,
    /// What the host sent to begin it.
    pub host_challenge: [u8; 8],
    /// What the card answered.
    pub card_challenge: [u8; 8],
}

/// What was found about the holder's presence, to be signed for one chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// This finger is not the holder's.
    NoMatch {
        /// Which finger it was to be.
        finger: FingerPosition,
        /// The best score.
        score: u16,
    },
    /// This finger is the holder's.
    Match {
        /// Which finger.
        finger: FingerPosition,
        /// Its score.
        score: u16,
    },
    /// No finger was matched; people vouch for the holder, by the office's procedure.
    Fallback,
    /// A supervisor gives the holder all tries back.
    TriesReset,
}

impl Decision {
    /// Kind, finger code and score: four bytes of what is signed.
    pub fn to_bytes(self) -> [u8; 4] {
        let (kind, finger, score) = match self {
            Self::NoMatch { finger, score } => (0x00, finger.code(), score),
            Self::Match { finger, score } => (0x01, finger.code(), score),
            Self::Fallback => (0x02, 0, 0),
            Self::TriesReset => (0x03, 0, 0),
        };
        let [high, low] = score.to_be_bytes();
        [kind, finger, high, low]
    }

    /// What four bytes of [`Self::to_bytes`] say.
    pub fn from_bytes([kind, finger, high, low]: [u8; 4]) -> Option<Self> {
        let score = u16::from_be_bytes([high, low]);
        let position = FingerPosition::from_code(finger);
        match (kind, finger, score) {
            (0x00, _, _) => position.map(|finger| Self::NoMatch { finger, score }),
            (0x01, _, _) => position.map(|finger| Self::Match { finger, score }),
            (0x02, 0, 0) => Some(Self::Fallback),
            (0x03, 0, 0) => Some(Self::TriesReset),
            _ => None,
        }
    }
}

/// Why a key store does not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyStoreError {
    /// It cannot be reached, or did not answer in time.
    #[error("the key store does not answer: {0}")]
    Unreachable(String),
    /// It has no keys of this version.
    #[error("the key store has no keys of version {0:02X}")]
    NoSuchVersion(u8),
    /// It does not do this for this caller, or for nobody.
    #[error("the key store refuses: {0}")]
    Refused(String),
}

/// Holds the keys of a counter's chips, and lets nobody see one that lasts longer than a session: a file, a process of its own, a
/// security module.
///
/// All calls may block, for as long as the store's own limit lasts.
pub trait KeyStore: Send + Sync {
    /// Eight bytes that nobody could guess, to begin a session with.
    ///
    /// # Errors
    /// See [`KeyStoreError`].
    fn host_challenge(&self) -> Result<[u8; 8], KeyStoreError>;

    /// The keys of this session.
    ///
    /// # Errors
    /// See [`KeyStoreError`].
    fn session_keys(&self, request: &SessionRequest) -> Result<SessionKeys, KeyStoreError>;

    /// The signature that lets this chip, which gave this challenge, act on the decision.
    ///
    /// # Errors
    /// See [`KeyStoreError`].
    fn sign_decision(
        &self,
        serial: ChipSerial,
        challenge: &[u8; 8],
        decision: Decision,
    ) -> Result<[u8; 16], KeyStoreError>;
}

/// What is signed for a chip, beside the decision's four bytes.
pub(crate) fn statement(serial: ChipSerial, challenge: &[u8; 8], decision: Decision) -> Vec<u8> {
    [
        b"loket match".as_slice(),
        &serial.0,
        challenge,
        &decision.to_bytes(),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_survive_their_bytes_and_nothing_else_is_one() {
        let finger = FingerPosition::LeftIndex;
        for decision in [
            Decision::NoMatch { finger, score: 7 },
            Decision::Match { finger, score: 300 },
            Decision::Fallback,
            Decision::TriesReset,
        ] {
            assert_eq!(Decision::from_bytes(decision.to_bytes()), Some(decision));
        }
        for bytes in [
            [1, 0, 0, 9],
            [1, 11, 0, 9],
            [2, 1, 0, 0],
            [3, 0, 0, 1],
            [4, 0, 0, 0],
        ] {
            assert_eq!(Decision::from_bytes(bytes), None, "{bytes:?}");
        }
    }
}
