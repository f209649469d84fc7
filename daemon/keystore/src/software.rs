//! Keys in this process's memory.

use loket_card::keys::{SessionKeys, SessionRequest};
use loket_card::{ChipSerial, Decision, KeyStore, KeyStoreError, MasterKeys};
use rand::TryRng;

/// Master keys, and the system's random numbers.
#[derive(Debug)]
pub struct SoftwareKeys(MasterKeys);

impl SoftwareKeys {
    /// A store of these keys.
    pub fn new(keys: MasterKeys) -> Self {
        Self(keys)
    }

    /// A store of the keys that everybody knows, for test cards.
    pub fn test() -> Self {
        Self(MasterKeys::TEST)
    }
}

impl KeyStore for SoftwareKeys {
    fn host_challenge(&self) -> Result<[u8; 8], KeyStoreError> {
        let mut challenge = [0; 8];
        rand::rngs::SysRng
            .try_fill_bytes(&mut challenge)
            .map_err(|_| KeyStoreError::Unreachable("the system gave no random bytes".into()))?;
        Ok(challenge)
    }

    fn session_keys(&self, request: &SessionRequest) -> Result<SessionKeys, KeyStoreError> {
        Ok(self.0.session_keys(request))
    }

    fn sign_decision(
        &self,
        serial: ChipSerial,
        challenge: &[u8; 8],
        decision: Decision,
    ) -> Result<[u8; 16], KeyStoreError> {
        Ok(self.0.sign_decision(serial, challenge, decision))
    }
}
