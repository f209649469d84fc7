//! Status words (SW1 SW2) of ISO/IEC 7816-4, table 6.

use std::fmt;

/// The two bytes that close every response.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StatusWord(pub u16);

impl StatusWord {
    /// Done.
    pub const OK: Self = Self(0x9000);
    /// Fewer bytes than asked for were there to read.
    pub const END_OF_FILE: Self = Self(0x6282);
    /// The selected file is deactivated.
    pub const DEACTIVATED: Self = Self(0x6283);
    /// Writing the memory failed.
    pub const MEMORY_FAILURE: Self = Self(0x6581);
    /// Wrong length, nothing more said.
    pub const WRONG_LENGTH: Self = Self(0x6700);
    /// Secure messaging is not supported.
    pub const SECURE_MESSAGING_UNSUPPORTED: Self = Self(0x6882);
    /// The security status does not allow this.
    pub const SECURITY_STATUS: Self = Self(0x6982);
    /// The authentication method is blocked.
    pub const BLOCKED: Self = Self(0x6983);
    /// The card's state does not allow this.
    pub const CONDITIONS: Self = Self(0x6985);
    /// Secure-messaging objects are missing.
    pub const SECURE_MESSAGING_MISSING: Self = Self(0x6987);
    /// Secure-messaging objects are wrong.
    pub const SECURE_MESSAGING_WRONG: Self = Self(0x6988);
    /// Wrong data field.
    pub const WRONG_DATA: Self = Self(0x6A80);
    /// No such file or application.
    pub const NOT_FOUND: Self = Self(0x6A82);
    /// No room in the file.
    pub const NO_ROOM: Self = Self(0x6A84);
    /// Wrong P1 or P2.
    pub const WRONG_PARAMETERS: Self = Self(0x6A86);
    /// No such data object.
    pub const NO_DATA_OBJECT: Self = Self(0x6A88);
    /// The offset is outside the file.
    pub const WRONG_OFFSET: Self = Self(0x6B00);
    /// Unknown instruction.
    pub const UNKNOWN_INSTRUCTION: Self = Self(0x6D00);
    /// Unknown class.
    pub const UNKNOWN_CLASS: Self = Self(0x6E00);

    /// Whether the command did all that it was asked (9000).
    pub fn is_ok(self) -> bool {
        self == Self::OK
    }

    /// First byte.
    pub fn sw1(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    /// Second byte.
    pub fn sw2(self) -> u8 {
        self.0.to_be_bytes()[1]
    }

    /// 61xx: bytes that GET RESPONSE can fetch, 1 to 256.
    pub fn more_data(self) -> Option<u32> {
        (self.sw1() == 0x61).then(|| one_to_256(self.sw2()))
    }

    /// 6Cxx: the expected length to repeat the command with, 1 to 256.
    pub fn right_length(self) -> Option<u32> {
        (self.sw1() == 0x6C).then(|| one_to_256(self.sw2()))
    }

    /// 63Cx: tries left, 0 to 15.
    pub fn tries_left(self) -> Option<u8> {
        (self.0 & 0xFFF0 == 0x63C0).then(|| self.sw2() & 0x0F)
    }
}

fn one_to_256(sw2: u8) -> u32 {
    if sw2 == 0 { 256 } else { u32::from(sw2) }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl fmt::Debug for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SW {self}")
    }
}
