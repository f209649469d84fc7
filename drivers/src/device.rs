//! What all device classes share: identity and the class names.

use crate::bell::{Bell, Waking};
use crate::error::DeviceError;
use crate::limit::Limit;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Pause between two probes of a device that gives no sign when it goes.
pub(crate) const SILENT_PAUSE: Duration = Duration::from_secs(5);
/// The same for a device whose link tells when it goes; a probe finds what the link does not see.
pub(crate) const SIGNALLED_PAUSE: Duration = Duration::from_secs(30);

/// The four classes of hardware at a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceClass {
    /// Takes images of fingers.
    FingerprintScanner,
    /// Takes photos of applicants.
    Camera,
    /// Talks to chips.
    CardReader,
    /// Prints card faces and moves cards.
    CardPrinter,
}

/// Who the device says it is. Fields that a protocol does not have are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Maker and model as the device names itself.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// Firmware version.
    pub firmware: String,
    /// Whether the model has the word SIM or Simulated in it.
    pub simulated: bool,
}

impl Identity {
    /// An identity of these fields; simulated when the model says so. A serial number is no word, whatever letters it has.
    pub fn new(
        model: impl Into<String>,
        serial: impl Into<String>,
        firmware: impl Into<String>,
    ) -> Self {
        let model = model.into();
        let mut words = model.split(|c: char| !c.is_alphanumeric());
        Self {
            simulated: words.any(|word| matches!(word, "SIM" | "Simulated")),
            model,
            serial: serial.into(),
            firmware: firmware.into(),
        }
    }
}

/// Every open device.
pub trait Device: Send {
    /// What the device said of itself when it was opened.
    fn identity(&self) -> &Identity;

    /// Cheapest exchange that shows the device is still there; changes nothing.
    ///
    /// # Errors
    /// `Disconnected`, `TimedOut` or `Protocol` when it is not.
    fn probe(&mut self, limit: &Limit) -> Result<(), DeviceError>;

    /// How long the device may be left without a use or a probe.
    fn probe_pause(&self) -> Duration {
        SILENT_PAUSE
    }

    /// Waits between two uses until the bell is rung, the device gives a sign that it changed, or `span` is over. A sign is
    /// a reason to probe and no more.
    fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        bell.wait(span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_says_that_it_is_simulated_and_a_serial_number_does_not() {
        let simulated = |model: &str, serial: &str| Identity::new(model, serial, "1.0").simulated;
        for model in [
            "Evolis SIM Primacy",
            "R307-SIM",
            "Loket-SIM-camera",
            "Simulated reader",
        ] {
            assert!(simulated(model, "1"), "{model}");
        }
        for (model, serial) in [
            ("Primacy", "A7SIM21"),
            ("Primacy", "SIM"),
            ("SIMplex 3", "1"),
        ] {
            assert!(!simulated(model, serial), "{model} {serial}");
        }
    }
}
