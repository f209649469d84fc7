//! The ciphers of the chip: AES-128, CMAC (NIST SP 800-38B) and the key derivation of SCP03 (NIST SP 800-108).

use aes::Aes128;
use aes::cipher::block_padding::Iso7816;
use aes::cipher::{BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, KeyInit, KeyIvInit};
use cmac::{Cmac, Mac};

/// An AES-128 key.
pub(super) type Key = [u8; 16];

/// One block of AES.
pub(super) type Block = [u8; 16];

/// One block, encrypted.
pub(super) fn encrypt_block(key: &Key, block: Block) -> Block {
    let mut block = block.into();
    Aes128::new(&(*key).into()).encrypt_block(&mut block);
    block.into()
}

/// CMAC over all `parts`, one behind the other.
pub(super) fn cmac(key: &Key, parts: &[&[u8]]) -> Block {
    let mut mac = Cmac::<Aes128>::new(&(*key).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Fills with 80 00… and encrypts in CBC mode.
pub(super) fn encrypt(key: &Key, vector: Block, plain: &[u8]) -> Vec<u8> {
    let cipher = cbc::Encryptor::<Aes128>::new(&(*key).into(), &vector.into());
    cipher.encrypt_padded_vec::<Iso7816>(plain)
}

/// Undoes [`encrypt`]; `None` where the length or the filling is wrong.
pub(super) fn decrypt(key: &Key, vector: Block, encrypted: &[u8]) -> Option<Vec<u8>> {
    let cipher = cbc::Decryptor::<Aes128>::new(&(*key).into(), &vector.into());
    cipher.decrypt_padded_vec::<Iso7816>(encrypted).ok()
}

/// The key derivation of SCP03 for one block of output: eleven zeros, constant, zero, length in bits, counter 1, context.
pub(super) fn derive(key: &Key, constant: u8, bits: u16, context: &[u8]) -> Block {
    let label = [0; 11];
    let [high, low] = bits.to_be_bytes();
    cmac(key, &[&label, &[constant, 0, high, low, 1], context])
}

/// The first eight bytes of a block.
pub(super) fn first_half(block: Block) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = block;
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4493, section 4.
    #[test]
    fn cmac_gives_the_published_values() {
        let key = 0x2B7E_1516_28AE_D2A6_ABF7_1588_09CF_4F3C_u128.to_be_bytes();
        let block = 0x6BC1_BEE2_2E40_9F96_E93D_7E11_7393_172A_u128.to_be_bytes();
        let of = |parts: &[&[u8]]| u128::from_be_bytes(cmac(&key, parts));
        assert_eq!(of(&[]), 0xBB1D_6929_E959_3728_7FA3_7D12_9B75_6746);
        assert_eq!(of(&[&block]), 0x070A_16B4_6B4D_4144_F79B_DD9D_D04A_287C);
        assert_eq!(of(&[&block[..5], &block[5..]]), of(&[&block]));
    }

    #[test]
    fn filling_is_added_and_taken_off_and_its_absence_noticed() {
        let (key, vector) = ([1; 16], [2; 16]);
        for length in [0, 1, 15, 16, 17] {
            let plain = vec![0x80; length];
            let encrypted = encrypt(&key, vector, &plain);
            assert_eq!(encrypted.len(), length / 16 * 16 + 16);
            assert_eq!(decrypt(&key, vector, &encrypted), Some(plain));
        }
        assert_eq!(decrypt(&key, vector, &[0; 15]), None);
        assert_eq!(decrypt(&key, vector, &[]), None);
        assert_eq!(decrypt(&key, vector, &encrypt(&key, [3; 16], &[])), None);
    }
}
