//! The points where ridges end or fork.

use serde::{Deserialize, Serialize};

/// What happens to the ridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MinutiaKind {
    /// Something else or not told; only in records made by others.
    Other,
    /// The ridge ends.
    Ending,
    /// The ridge forks.
    Bifurcation,
}

/// A point where a ridge ends or forks, in the terms of ISO/IEC 19794-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Minutia {
    /// Pixels from the left edge.
    pub x: u16,
    /// Pixels from the upper edge.
    pub y: u16,
    /// Direction in 256ths of a turn, counter-clockwise from the right: from the end back along its ridge, or from the
    /// fork in between its two branches.
    pub angle: u8,
    /// What happens to the ridge.
    pub kind: MinutiaKind,
    /// 1 = worst, 100 = best, 0 = not told.
    pub quality: u8,
}
