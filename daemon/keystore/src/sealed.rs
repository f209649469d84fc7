//! Master keys as they may lie in a file: sealed with AES-256-GCM under a secret that is kept elsewhere, best where only
//! this machine can open it.

use loket_card::MasterKeys;
use loket_card::keys::Key;
use loket_vault::{NONCE, VaultKey};
use rand::TryRng;
use thiserror::Error;
use zeroize::Zeroizing;

/// What the content is sealed for.
const BOUND_TO: &[u8] = b"loket chip keys 1";

/// Why keys cannot be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealedKeysError {
    /// The bytes are damaged, or were sealed with another secret.
    #[error("the keys cannot be opened with this secret")]
    Sealed,
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    NoRandomness,
}

/// Opens what [`seal`] made.
///
/// # Errors
/// `Sealed`.
pub fn open(sealed: &[u8], secret: &[u8; 32]) -> Result<MasterKeys, SealedKeysError> {
    let opened = VaultKey::new(secret).open(BOUND_TO, sealed);
    let keys = Zeroizing::new(opened.map_err(|_| SealedKeysError::Sealed)?);
    match keys.as_chunks::<16>() {
        ([personalisation, activation], []) => Ok(MasterKeys::new(*personalisation, *activation)),
        _ => Err(SealedKeysError::Sealed),
    }
}

/// Seals the two keys; every time other bytes.
///
/// # Errors
/// `NoRandomness`.
pub fn seal(
    secret: &[u8; 32],
    personalisation: &Key,
    activation: &Key,
) -> Result<Vec<u8>, SealedKeysError> {
    let mut nonce = [0; NONCE];
    rand::rngs::SysRng
        .try_fill_bytes(&mut nonce)
        .map_err(|_| SealedKeysError::NoRandomness)?;
    let keys = Zeroizing::new([*personalisation, *activation].concat());
    let sealed = VaultKey::new(secret).seal(nonce, BOUND_TO, &keys);
    sealed.map_err(|_| SealedKeysError::Sealed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SoftwareKeys;
    use loket_card::{ChipSerial, Decision, KeyStore};

    const SECRET: [u8; 32] = [5; 32];

    fn signature(keys: MasterKeys) -> [u8; 16] {
        let signed =
            SoftwareKeys::new(keys).sign_decision(ChipSerial([1; 8]), &[2; 8], Decision::Fallback);
        signed.unwrap()
    }

    #[test]
    fn keys_survive_and_cannot_be_seen() {
        let sealed = seal(&SECRET, &[7; 16], &[9; 16]).unwrap();
        for seen in [[7; 4], [9; 4]] {
            assert!(!sealed.windows(4).any(|four| four == seen));
        }
        let opened = open(&sealed, &SECRET).unwrap();
        assert_eq!(
            signature(opened),
            signature(MasterKeys::new([7; 16], [9; 16]))
        );
    }

    #[test]
    fn another_secret_and_damage_are_refused() {
        let sealed = seal(&SECRET, &[7; 16], &[9; 16]).unwrap();
        assert!(open(&sealed, &[6; 32]).is_err());
        assert!(open(&sealed[1..], &SECRET).is_err());
        let longer = VaultKey::new(&SECRET).seal([0; NONCE], BOUND_TO, &[7; 48]);
        assert!(open(&longer.unwrap(), &SECRET).is_err());
    }
}
