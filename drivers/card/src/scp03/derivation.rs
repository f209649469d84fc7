//! The key derivation function: NIST SP 800-108 in counter mode with AES-CMAC (NIST SP 800-38B).

use super::Key;
use aes::Aes128;
use cmac::{Cmac, KeyInit, Mac};

/// CMAC over the parts, one after the other.
pub(crate) fn mac(key: &Key, parts: &[&[u8]]) -> Key {
    let mut mac = Cmac::<Aes128>::new(&(*key).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Section 4.1.5 of Amendment D: eleven zeros and a constant as label, one block of output. Who wants fewer than 128 `bits`
/// takes the first ones.
pub(crate) fn derive(key: &Key, constant: u8, bits: u16, context: &[&[u8]]) -> Key {
    let [high, low] = bits.to_be_bytes();
    let mut label = [0; 16];
    label[11..].copy_from_slice(&[constant, 0x00, high, low, 0x01]);
    let parts: Vec<&[u8]> = [label.as_slice()]
        .into_iter()
        .chain(context.iter().copied())
        .collect();
    mac(key, &parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NIST SP 800-38B, appendix D.1 (AES-128), examples 1 to 3.
    #[test]
    fn mac_is_that_of_the_standard() {
        let key = 0x2b7e_1516_28ae_d2a6_abf7_1588_09cf_4f3c_u128.to_be_bytes();
        let block = 0x6bc1_bee2_2e40_9f96_e93d_7e11_7393_172a_u128.to_be_bytes();
        let second = 0xae2d_8a57_1e03_ac9c_9eb7_6fac_45af_8e51_u128.to_be_bytes();
        let third = 0x30c8_1c46_a35c_e411_u64.to_be_bytes();
        for (parts, expected) in [
            (&[][..], 0xbb1d_6929_e959_3728_7fa3_7d12_9b75_6746_u128),
            (&[&block[..]], 0x070a_16b4_6b4d_4144_f79b_dd9d_d04a_287c),
            (
                &[&block, &second, &third],
                0xdfa6_6747_de9a_e630_30ca_3261_1497_c827,
            ),
        ] {
            assert_eq!(mac(&key, parts), expected.to_be_bytes());
        }
    }
}
