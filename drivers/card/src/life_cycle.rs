//! The life-cycle status byte of ISO/IEC 7816-4 (FCP tag `8A`), as this profile uses it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a chip is in its life. It only ever moves down this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LifeCycle {
    /// `01`: as delivered, nothing written.
    Blank,
    /// `03`: writing has begun, by this or an earlier attempt.
    Initialised,
    /// `04`: complete and read-only, waiting for its holder.
    Personalised,
    /// `05`: in its holder's hand, in force.
    Activated,
    /// `0C`: out of force for good; its files cannot be read any more.
    Terminated,
}

impl LifeCycle {
    /// The state that a status byte stands for; ISO/IEC 7816-4 gives some states several bytes.
    pub fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0x01 => Some(Self::Blank),
            0x03 => Some(Self::Initialised),
            0x04 | 0x06 => Some(Self::Personalised),
            0x05 | 0x07 => Some(Self::Activated),
            0x0C..=0x0F => Some(Self::Terminated),
            _ => None,
        }
    }
}

impl fmt::Display for LifeCycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blank => "blank",
            Self::Initialised => "half written",
            Self::Personalised => "personalised",
            Self::Activated => "activated",
            Self::Terminated => "terminated",
        })
    }
}
