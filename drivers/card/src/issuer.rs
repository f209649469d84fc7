//! The issuer's signature: ECDSA on P-256 with SHA-256 (FIPS 186-5), deterministic (RFC 6979).

use crate::identity::ChipSerial;
use crate::open::layout::{File, PROFILE_VERSION};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::fmt;
use thiserror::Error;

/// Length of a signature: r and s, 32 bytes each, big endian.
pub const SIGNATURE_BYTES: usize = 64;

/// Keeps signatures of this profile from being taken for another protocol's.
const CONTEXT: &[u8] = b"loket chip";

/// The bytes are no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a key on the curve P-256")]
pub struct InvalidKey;

/// The private key; erased from memory when dropped.
#[derive(Clone)]
pub struct IssuerKey(SigningKey);

impl IssuerKey {
    /// Takes a private scalar of 32 bytes, big endian.
    ///
    /// # Errors
    /// `InvalidKey` for zero and for numbers not below the curve's order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, InvalidKey> {
        SigningKey::from_slice(bytes)
            .map(Self)
            .map_err(|_| InvalidKey)
    }

    /// Signs `statement`; the same statement always gets the same signature.
    pub fn sign(&self, statement: &[u8]) -> [u8; SIGNATURE_BYTES] {
        let signature: Signature = self.0.sign(statement);
        signature.to_bytes().into()
    }

    /// The key that checks this key's signatures.
    pub fn public_key(&self) -> IssuerPublicKey {
        IssuerPublicKey(*self.0.verifying_key())
    }
}

impl fmt::Debug for IssuerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IssuerKey(..)")
    }
}

/// The public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuerPublicKey(VerifyingKey);

impl IssuerPublicKey {
    /// Reads a point as SEC 1 writes it, compressed (33 bytes) or not (65).
    ///
    /// # Errors
    /// `InvalidKey` when the bytes are no point of the curve.
    pub fn from_sec1(bytes: &[u8]) -> Result<Self, InvalidKey> {
        VerifyingKey::from_sec1_bytes(bytes)
            .map(Self)
            .map_err(|_| InvalidKey)
    }

    /// The point as SEC 1 writes it, uncompressed, 65 bytes.
    pub fn to_sec1(self) -> Vec<u8> {
        self.0.to_sec1_point(false).as_bytes().to_vec()
    }

    /// Whether `signature` is this issuer's for `statement`.
    pub fn accepts(self, statement: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify(statement, &signature).is_ok())
    }
}

/// What is signed: context, profile version, chip serial number, then for each of [`File::RECORD`] its identifier and the
/// SHA-256 of its content.
pub(crate) fn statement<'a>(
    serial: ChipSerial,
    contents: impl IntoIterator<Item = (File, &'a [u8])>,
) -> Vec<u8> {
    let mut statement = CONTEXT.to_vec();
    statement.push(PROFILE_VERSION);
    statement.extend(serial.0);
    for (file, content) in contents {
        statement.extend(file.identifier().to_be_bytes());
        statement.extend(Sha256::digest(content));
    }
    statement
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6979, appendix A.2.5: the P-256 key, message "sample", SHA-256.
    #[test]
    fn signs_as_the_rfc_says() {
        let key = IssuerKey::from_bytes(&hex(
            "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
        ))
        .unwrap();
        let r: [u8; 32] = hex("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716");
        let s: [u8; 32] = hex("F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
        let signature = key.sign(b"sample");
        assert_eq!(signature, [r, s].concat()[..]);
        assert!(key.public_key().accepts(b"sample", &signature));
        assert!(!key.public_key().accepts(b"Sample", &signature));
        assert!(!key.public_key().accepts(b"sample", &[0; 64]));
    }

    #[test]
    fn the_public_key_survives_sec1() {
        let key = IssuerKey::from_bytes(&[7; 32]).unwrap().public_key();
        assert_eq!(IssuerPublicKey::from_sec1(&key.to_sec1()), Ok(key));
        assert_eq!(IssuerPublicKey::from_sec1(&[4; 65]), Err(InvalidKey));
        assert!(IssuerKey::from_bytes(&[0; 32]).is_err());
    }

    fn hex(text: &str) -> [u8; 32] {
        std::array::from_fn(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
    }
}
