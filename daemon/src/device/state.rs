//! What is known of a configured device at any moment.

use crate::condition::Condition;
use loket_drivers::device::{DeviceClass, Identity};

/// Whether a device can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Not there, or not there yet; looked for again by itself.
    Absent(Condition),
    /// Open and idle.
    Ready,
    /// Working.
    Busy,
    /// A call did not come back in time.
    Stuck(Condition),
}

impl Availability {
    /// What is wrong, if anything is.
    pub fn condition(&self) -> Option<&Condition> {
        match self {
            Self::Absent(condition) | Self::Stuck(condition) => Some(condition),
            Self::Ready | Self::Busy => None,
        }
    }
}

/// A configured device as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceView {
    /// Its role at the counter and name in the config file: scanner, camera, printer, encoder, desk.
    pub name: &'static str,
    /// Class of hardware.
    pub class: DeviceClass,
    /// Driver name.
    pub driver: String,
    /// Configured address.
    pub address: String,
    /// Whether it can be used.
    pub availability: Availability,
    /// What it said of itself when it was opened last.
    pub identity: Identity,
}
