//! What a chip is made like, as scenario files say it.

use super::{ChipTiming, ResponseStyle};
use serde::Deserialize;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// What all chips of a delivery have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Make {
    /// Master of key version 30, which personalises.
    pub personalising: MasterKey,
    /// Master of key version 31, which activates.
    pub activating: MasterKey,
    /// What becomes of answers that are not as long as the command wants them.
    pub response: ResponseStyle,
    /// How long commands take.
    pub timing: ChipTiming,
}

impl Default for Make {
    /// The public test keys, which protect nothing, plain responses, and no time for anything.
    fn default() -> Self {
        Self {
            personalising: MasterKey(*b"@ABCDEFGHIJKLMNO"),
            activating: MasterKey(*b"PQRSTUVWXYZ[\\]^_"),
            response: ResponseStyle::Plain,
            timing: ChipTiming::default(),
        }
    }
}

/// A master key that a chip's maker derives its keys from; written as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct MasterKey(pub [u8; 16]);

/// The text is no key.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("a master key has 32 hexadecimal digits")]
pub struct MasterKeyError;

impl FromStr for MasterKey {
    type Err = MasterKeyError;

    fn from_str(text: &str) -> Result<Self, MasterKeyError> {
        let digits = text.len() == 32 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = digits
            .then(|| u128::from_str_radix(text, 16).ok())
            .flatten();
        number
            .map(|number| Self(number.to_be_bytes()))
            .ok_or(MasterKeyError)
    }
}

impl TryFrom<String> for MasterKey {
    type Error = MasterKeyError;

    fn try_from(text: String) -> Result<Self, MasterKeyError> {
        text.parse()
    }
}

impl fmt::Debug for MasterKey {
    /// Leaves the key out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_digits_and_are_not_shown() {
        let key: MasterKey = "404142434445464748494a4B4C4D4E4F".parse().unwrap();
        assert_eq!(key, Make::default().personalising);
        assert_eq!(format!("{key:?}"), "MasterKey(..)");
        for wrong in ["", "40", "+04142434445464748494A4B4C4D4E4F"] {
            assert_eq!(wrong.parse::<MasterKey>(), Err(MasterKeyError), "{wrong}");
        }
    }
}
