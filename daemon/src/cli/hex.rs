//! Hashes and serial numbers as people read them.

use std::fmt::Write;
use thiserror::Error;

/// The text is not a SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("must be 64 hexadecimal digits")]
pub(crate) struct NotSha256;

/// Lower-case hexadecimal digits.
pub(crate) fn encode(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A SHA-256 of 64 hexadecimal digits, as `sha256sum` prints it.
pub(crate) fn sha256(text: &str) -> Result<[u8; 32], NotSha256> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let bytes: Vec<u8> = digits
        .ok_or(NotSha256)?
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect();
    match text.len() {
        64 => bytes.try_into().map_err(|_| NotSha256),
        _ => Err(NotSha256),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_both_ways() {
        let hash: [u8; 32] = std::array::from_fn(|i| u8::try_from(i * 8).unwrap());
        assert_eq!(sha256(&encode(&hash)), Ok(hash));
        assert_eq!(encode(&[0, 0xAF]), "00af");
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in ["", "00", &"0".repeat(63), &"0".repeat(65), &"g".repeat(64)] {
            assert_eq!(sha256(bad), Err(NotSha256), "{bad}");
        }
    }
}
