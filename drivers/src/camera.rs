//! Cameras: the trait and its values.

pub mod http;

use crate::clock::Moment;
use crate::device::Device;
use crate::error::DeviceError;
use crate::fingerprint_scanner::Flow;
use crate::limit::Limit;
use serde::{Deserialize, Serialize};

/// What a camera can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameraCapabilities {
    /// Whether [`Camera::stream`] works.
    pub preview: bool,
    /// Whether stills come from a source of their own (a snapshot page) instead of the preview.
    pub still: bool,
}

/// One JPEG picture as the camera sent it, never re-encoded.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    /// A complete JPEG (starts FF D8, ends FF D9), at most [`Frame::MAX_BYTES`].
    pub jpeg: Vec<u8>,
    /// When its last byte arrived.
    pub received: Moment,
    /// Counts frames of one stream from 0; a snapshot has 0.
    pub sequence: u64,
}

impl Frame {
    /// A larger picture is a protocol error.
    pub const MAX_BYTES: usize = 16 << 20;
}

impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Frame(#{}, {} bytes)", self.sequence, self.jpeg.len())
    }
}

/// Receives frames; must not block.
pub type FrameSink<'a> = &'a mut dyn FnMut(Frame) -> Flow;

/// A camera.
pub trait Camera: Device {
    /// What this unit can do.
    fn capabilities(&self) -> &CameraCapabilities;

    /// Takes one picture now (never a buffered or repeated one).
    ///
    /// # Errors
    /// `TimedOut` when no picture comes, `Protocol` when what comes is none, `NoSignal` when it is a server's stand-in for
    /// one, `Unreachable`, `Disconnected`.
    fn still(&mut self, limit: &Limit) -> Result<Frame, DeviceError>;

    /// Streams pictures until the sink says stop (`Ok`) or the limit ends (`Ok`).
    ///
    /// # Errors
    /// `TimedOut` when the stream stalls for longer than the driver's stall limit; else as in [`Self::still`].
    fn stream(&mut self, frames: FrameSink<'_>, limit: &Limit) -> Result<(), DeviceError>;
}
