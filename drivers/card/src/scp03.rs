//! The secure channel protocol SCP03 (GlobalPlatform Amendment D), host's side, with AES-128 and eight-byte challenges and MACs.
//!
//! Static keys never come here: a [`crate::KeyStore`] turns them into the keys of one session.

mod channel;
mod derivation;
mod opening;

pub(crate) use channel::SecureChannel;
pub(crate) use derivation::{derive, mac};
pub(crate) use opening::{INITIALIZE_UPDATE, Opened, Opening};

use zeroize::ZeroizeOnDrop;

/// A key of AES-128.
pub type Key = [u8; 16];

/// The keys of one session; erased from memory when dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct SessionKeys {
    /// Encrypts commands and answers (S-ENC).
    pub enc: Key,
    /// Authenticates commands (S-MAC), and both sides at the beginning.
    pub mac: Key,
    /// Authenticates answers (S-RMAC).
    pub rmac: Key,
}

impl SessionKeys {
    /// The keys of the session between these two challenges, from the chip's static keys ENC and MAC (section 6.2.1).
    pub fn derive(enc: &Key, mac: &Key, host: &[u8; 8], card: &[u8; 8]) -> Self {
        Self {
            enc: derive(enc, 0x04, 128, &[host, card]),
            mac: derive(mac, 0x06, 128, &[host, card]),
            rmac: derive(mac, 0x07, 128, &[host, card]),
        }
    }
}

impl std::fmt::Debug for SessionKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionKeys(..)")
    }
}

/// What a session protects (table 7-5); commands are authenticated in every one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Level(pub(crate) u8);

impl Level {
    /// Commands and answers are authenticated and encrypted. Nothing less is ever opened.
    pub(crate) const ALL: Self = Self(0x33);

    pub(crate) fn encrypts_commands(self) -> bool {
        self.0 & 0x02 != 0
    }

    pub(crate) fn authenticates_answers(self) -> bool {
        self.0 & 0x10 != 0
    }

    pub(crate) fn encrypts_answers(self) -> bool {
        self.0 & 0x20 != 0
    }
}

#[cfg(test)]
mod tests;
