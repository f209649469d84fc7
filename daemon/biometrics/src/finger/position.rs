//! Which finger.

use serde::{Deserialize, Serialize};

/// One of the ten fingers, with its code in ISO/IEC 19794-2 and ANSI/NIST-ITL 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum FingerPosition {
    /// Code 1.
    RightThumb = 1,
    /// Code 2.
    RightIndex = 2,
    /// Code 3.
    RightMiddle = 3,
    /// Code 4.
    RightRing = 4,
    /// Code 5.
    RightLittle = 5,
    /// Code 6.
    LeftThumb = 6,
    /// Code 7.
    LeftIndex = 7,
    /// Code 8.
    LeftMiddle = 8,
    /// Code 9.
    LeftRing = 9,
    /// Code 10.
    LeftLittle = 10,
}

/// A code that names no single finger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("finger code {0} is not one of 1 to 10")]
pub struct UnknownPosition(pub u8);

impl FingerPosition {
    /// All ten, in the order of their codes.
    pub const ALL: [Self; 10] = [
        Self::RightThumb,
        Self::RightIndex,
        Self::RightMiddle,
        Self::RightRing,
        Self::RightLittle,
        Self::LeftThumb,
        Self::LeftIndex,
        Self::LeftMiddle,
        Self::LeftRing,
        Self::LeftLittle,
    ];

    /// The code, 1..=10.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}

impl TryFrom<u8> for FingerPosition {
    type Error = UnknownPosition;

    fn try_from(code: u8) -> Result<Self, Self::Error> {
        Self::ALL
            .into_iter()
            .find(|position| position.code() == code)
            .ok_or(UnknownPosition(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_go_both_ways() {
        for code in 1..=10 {
            assert_eq!(FingerPosition::try_from(code).unwrap().code(), code);
        }
        for code in [0, 11, 13, 255] {
            assert_eq!(FingerPosition::try_from(code), Err(UnknownPosition(code)));
        }
    }
}
