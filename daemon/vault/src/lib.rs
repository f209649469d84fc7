//! The vault's cipher: AES-256-GCM (NIST SP 800-38D) to seal what is stored of applicants, and a keyed hash by which content is
//! known again. It reads no file and draws no number.
//!
//! A crate of its own, since ciphers are generic code: it is compiled, with optimisation, where it is first used.

use aes_gcm::aead::{Aead, KeyInit, Nonce, Payload};
use aes_gcm::{Aes256Gcm, Key};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of a nonce, which must never be used twice with one key.
pub const NONCE: usize = 12;

/// Keeps keyed hashes of the vault's secret from being anything else.
const FINGERPRINT: &[u8] = b"loket-fingerprint-1";

/// What was sealed was changed, belongs to something else, or was sealed with another key; or content is too long to be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the content cannot be sealed or opened")]
pub struct CipherError;

/// The vault's keys: one to seal, one to know content again.
pub struct VaultKey {
    sealing: Aes256Gcm,
    knowing: Zeroizing<[u8; 32]>,
}

impl VaultKey {
    /// Both keys, derived from 32 secret bytes.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self {
            sealing: Aes256Gcm::new(&Key::<Aes256Gcm>::from(*secret)),
            knowing: Zeroizing::new(keyed_hash(secret, FINGERPRINT)),
        }
    }

    /// The nonce followed by the sealed content and its tag, 28 bytes more than the content; it opens only with the same
    /// `bound_to`.
    ///
    /// # Errors
    /// `CipherError` for content of 64 GiB and more.
    pub fn seal(
        &self,
        nonce: [u8; NONCE],
        bound_to: &[u8],
        content: &[u8],
    ) -> Result<Vec<u8>, CipherError> {
        let payload = Payload {
            msg: content,
            aad: bound_to,
        };
        let sealed = self
            .sealing
            .encrypt(&Nonce::<Aes256Gcm>::from(nonce), payload);
        Ok([nonce.as_slice(), &sealed.map_err(|_| CipherError)?].concat())
    }

    /// The content of what [`Self::seal`] made, erased from memory when dropped.
    ///
    /// # Errors
    /// `CipherError`.
    pub fn open(&self, bound_to: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CipherError> {
        let (nonce, content) = sealed.split_first_chunk::<NONCE>().ok_or(CipherError)?;
        let payload = Payload {
            msg: content,
            aad: bound_to,
        };
        let opened = self
            .sealing
            .decrypt(&Nonce::<Aes256Gcm>::from(*nonce), payload);
        opened.map(Zeroizing::new).map_err(|_| CipherError)
    }

    /// A keyed hash by which content is known again; without the key nobody can tell what it is of.
    pub fn fingerprint(&self, content: &[u8]) -> [u8; 32] {
        keyed_hash(&self.knowing, content)
    }
}

/// HMAC-SHA-256 (FIPS 198-1).
fn keyed_hash(key: &[u8; 32], content: &[u8]) -> [u8; 32] {
    // A key shorter than a block is filled up with zeros, says the standard.
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let mut hash = Hmac::<Sha256>::new(&block.into());
    hash.update(content);
    hash.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_for_what_it_is_bound_to() {
        let key = VaultKey::new(&[7; 32]);
        let sealed = key.seal([1; NONCE], b"order photo", b"picture").unwrap();
        assert_eq!(sealed.len(), b"picture".len() + 28);
        assert_eq!(*key.open(b"order photo", &sealed).unwrap(), b"picture");
        assert_eq!(key.open(b"other photo", &sealed), Err(CipherError));
        assert_eq!(
            VaultKey::new(&[8; 32]).open(b"order photo", &sealed),
            Err(CipherError)
        );
        assert_eq!(key.open(b"order photo", &sealed[..11]), Err(CipherError));
        let mut changed = sealed;
        changed[20] ^= 1;
        assert_eq!(key.open(b"order photo", &changed), Err(CipherError));
    }
}
