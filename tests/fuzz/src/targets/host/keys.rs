//! The host's keys.

use loket_card::keys::{Key, SessionKeys, SessionRequest};
use loket_card::{ChipSerial, Decision, KeyStore, KeyStoreError, MasterKeys};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// Keys whose sessions begin with a challenge that depends on every byte of the input, so that no input can hold the answer to it.
pub(super) struct Keys {
    masters: MasterKeys,
    challenge: [u8; 8],
}

impl Keys {
    /// Those that simulated chips have.
    pub(super) fn of_chips(input: &[u8]) -> Self {
        Self {
            masters: MasterKeys::TEST,
            challenge: hash(input, 0),
        }
    }

    /// Those that nobody has.
    pub(super) fn of_nobody(input: &[u8]) -> Self {
        let key = |salt| -> Key {
            let halves = [hash(input, salt), hash(input, salt + 1)].concat();
            std::array::from_fn(|at| halves[at])
        };
        Self {
            masters: MasterKeys::new(key(1), key(3)),
            challenge: hash(input, 0),
        }
    }
}

/// SipHash, the same in every run.
fn hash(input: &[u8], salt: u8) -> [u8; 8] {
    let mut hasher = DefaultHasher::new();
    (salt, input).hash(&mut hasher);
    hasher.finish().to_be_bytes()
}

impl KeyStore for Keys {
    fn host_challenge(&self) -> Result<[u8; 8], KeyStoreError> {
        Ok(self.challenge)
    }

    fn session_keys(&self, request: &SessionRequest) -> Result<SessionKeys, KeyStoreError> {
        Ok(self.masters.session_keys(request))
    }

    fn sign_decision(
        &self,
        serial: ChipSerial,
        challenge: &[u8; 8],
        decision: Decision,
    ) -> Result<[u8; 16], KeyStoreError> {
        Ok(self.masters.sign_decision(serial, challenge, decision))
    }
}
