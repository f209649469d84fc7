//! Which chip this is and where it stands.

use crate::life_cycle::LifeCycle;
use crate::open::WriteJournal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A chip's serial number, set for good by its maker.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChipSerial(pub [u8; Self::LENGTH]);

impl ChipSerial {
    /// Bytes of a serial number.
    pub const LENGTH: usize = 8;
}

impl fmt::Display for ChipSerial {
    /// Sixteen hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl fmt::Debug for ChipSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChipSerial({self})")
    }
}

/// What a chip says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChipIdentity {
    /// Serial number.
    pub serial: ChipSerial,
    /// Maker's name for the chip, at most 64 printable ASCII characters. Simulated chips have "SIM" in it.
    pub model: String,
    /// Where the chip is in its life.
    pub life_cycle: LifeCycle,
    /// Profile version in the control file; `None` as long as nothing usable was written, and on a terminated chip.
    pub profile_version: Option<u8>,
    /// Write journal in the control file; zero where there is no profile version.
    pub journal: WriteJournal,
}

impl ChipIdentity {
    /// Whether the chip says that it is simulated.
    pub fn is_simulated(&self) -> bool {
        self.model.contains("SIM")
    }
}
