//! Which commands of a chip a fault waits for.

use std::fmt;
use std::str::FromStr;

/// Commands of one instruction, or all. Written as two hexadecimal digits, or `any`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Matching {
    /// Every command.
    Any,
    /// Commands with this instruction byte.
    Instruction(u8),
}

impl Matching {
    /// Whether this command APDU is one of them.
    pub fn fits(self, command: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::Instruction(instruction) => command.get(1) == Some(&instruction),
        }
    }
}

impl fmt::Display for Matching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Instruction(instruction) => write!(f, "{instruction:02X}"),
        }
    }
}

impl FromStr for Matching {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        match u8::from_str_radix(text, 16) {
            _ if text == "any" => Ok(Self::Any),
            Ok(instruction) if digits => Ok(Self::Instruction(instruction)),
            _ => Err(()),
        }
    }
}
