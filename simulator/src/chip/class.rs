//! Class bytes of commands.

use super::status::Status;

/// Set on every part of a chain but the last.
const CHAINED: u8 = 0x10;

/// What the class byte of a command says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class {
    /// Whether the command is one of GlobalPlatform's.
    pub(super) proprietary: bool,
    /// Whether the command carries a C-MAC.
    pub(super) secured: bool,
    /// Whether more of the command follows.
    pub(super) chained: bool,
}

impl Class {
    /// # Errors
    /// 6881 for another logical channel, 6882 for another form of secure messaging, 6E00.
    pub(super) fn parse(byte: u8) -> Result<Self, Status> {
        let class = |proprietary, secured| Self {
            proprietary,
            secured,
            chained: byte & CHAINED != 0,
        };
        match byte & !CHAINED {
            0x00 => Ok(class(false, false)),
            0x04 => Ok(class(false, true)),
            0x80 => Ok(class(true, false)),
            0x84 => Ok(class(true, true)),
            0x08 | 0x0C => Err(Status::NO_SUCH_SECURITY),
            0x01..=0x0F | 0x40..=0x7F => Err(Status::NO_SUCH_CHANNEL),
            _ => Err(Status::UNKNOWN_CLASS),
        }
    }

    /// The class byte of the whole command, as a C-MAC counts it.
    pub(super) fn byte(self) -> u8 {
        let proprietary = if self.proprietary { 0x80 } else { 0x00 };
        let secured = if self.secured { 0x04 } else { 0x00 };
        proprietary | secured
    }
}
