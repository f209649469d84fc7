//! Fingerprint scanners: the trait and its values.

pub mod zfm;

use crate::device::Device;
use crate::error::DeviceError;
use crate::limit::Limit;
use serde::{Deserialize, Serialize};

/// What a scanner can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FingerprintCapabilities {
    /// Image size in pixels, width then height.
    pub size: (u16, u16),
    /// Resolution in pixels per inch, both axes.
    pub ppi: u16,
    /// Distinct gray levels (16 for 4-bit sensors).
    pub gray_levels: u16,
    /// Most fingers in one capture (1 for single-finger sensors).
    pub fingers: u8,
}

/// One finger as the scanner saw it: 8-bit gray, row by row, 0 = ridge (dark), 255 = background.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FingerImage {
    /// Width in pixels.
    pub width: u16,
    /// Height in pixels.
    pub height: u16,
    /// Pixels per inch.
    pub ppi: u16,
    /// `width * height` gray values.
    pub pixels: Vec<u8>,
}

impl std::fmt::Debug for FingerImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "FingerImage({}x{} at {} ppi)",
            self.width, self.height, self.ppi
        )
    }
}

/// What the scanner would like the person to know during a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaptureHint {
    /// Put the finger on the sensor.
    Place,
    /// Keep still, the image is being taken.
    Hold,
    /// The image was unclear: place the finger again.
    PlaceAgain,
    /// Take the finger off.
    Lift,
    /// The image is on its way to the host.
    Transferring {
        /// Image bytes received.
        received: u32,
        /// Image bytes in all.
        total: u32,
    },
}

/// Whether the receiver of a stream wants more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// End the call early; not an error.
    Stop,
}

/// Receives hints during a capture; must not block.
pub type HintSink<'a> = &'a mut dyn FnMut(CaptureHint);

/// A fingerprint scanner.
pub trait FingerprintScanner: Device {
    /// What this unit can do.
    fn capabilities(&self) -> &FingerprintCapabilities;

    /// Waits for a finger until `placing` ends, and takes its image until `limit` does, so that a finger that comes at the
    /// last moment is read out whole. A failed transfer is asked for again without the person.
    ///
    /// # Errors
    /// `FingerAbsent`, `FingerLifted`, `FingerUnclear`: ask again. `Disconnected`, `Protocol`, `TimedOut`, `Hardware`: device.
    fn capture(
        &mut self,
        hints: HintSink<'_>,
        placing: &Limit,
        limit: &Limit,
    ) -> Result<FingerImage, DeviceError>;

    /// Waits until no finger is on the sensor.
    ///
    /// # Errors
    /// `FingerStays`; device faults as in [`Self::capture`].
    fn wait_lifted(&mut self, limit: &Limit) -> Result<(), DeviceError>;

    /// Takes an image of the empty platen, which shows dirt, wear and light from outside; waits until no finger is on it. A
    /// model that keeps its last image instead may return a finger: look before you show it to anybody.
    ///
    /// # Errors
    /// `FingerStays`, `Unsupported` when the model has no image without a finger; device faults as in
    /// [`Self::capture`].
    fn platen(&mut self, limit: &Limit) -> Result<FingerImage, DeviceError>;
}
