//! The devices of the counter, as things that can be plugged in and out.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A device of the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Device {
    /// The fingerprint sensor on its serial line.
    Sensor,
    /// The camera on HTTP.
    Camera,
    /// The card printer on TCP.
    Printer,
    /// The chip encoder inside the printer.
    Encoder,
    /// The card reader on the desk.
    Desk,
}

impl Device {
    /// All devices.
    pub const ALL: [Device; 5] = [
        Device::Sensor,
        Device::Camera,
        Device::Printer,
        Device::Encoder,
        Device::Desk,
    ];

    /// The name used in scenario files, on the command line and in events.
    pub fn name(self) -> &'static str {
        match self {
            Device::Sensor => "sensor",
            Device::Camera => "camera",
            Device::Printer => "printer",
            Device::Encoder => "encoder",
            Device::Desk => "desk",
        }
    }
}

/// No device has this name.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("no device `{0}`; there are sensor, camera, printer, encoder, desk")]
pub struct UnknownDevice(String);

impl FromStr for Device {
    type Err = UnknownDevice;

    fn from_str(text: &str) -> Result<Self, UnknownDevice> {
        Self::ALL
            .into_iter()
            .find(|device| device.name() == text)
            .ok_or_else(|| UnknownDevice(text.to_owned()))
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
