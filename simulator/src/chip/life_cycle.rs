//! The life of the application.

use serde::Serialize;

/// Life-cycle status, with the status bytes of ISO/IEC 7816-4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LifeCycle {
    /// Nothing was written since the maker delivered the chip.
    Blank = 0x01,
    /// Something was written.
    Initialised = 0x03,
    /// Read-only, not in force yet.
    Personalised = 0x04,
    /// In force.
    Activated = 0x05,
    /// Out of force for good.
    Terminated = 0x0C,
}

impl LifeCycle {
    /// The status byte.
    pub fn byte(self) -> u8 {
        self as u8
    }
}
