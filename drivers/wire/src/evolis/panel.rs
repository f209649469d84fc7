//! Ribbon panels: from a landscape raster to the lines that pass the print head.

use super::command::{ESCAPE, RETURN};
use thiserror::Error;

/// Printable canvas in pixels seen with the card in landscape, width then height (300 dots per inch).
pub const CANVAS: (usize, usize) = (1016, 648);

/// One panel of the ribbon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// Yellow dye.
    Yellow,
    /// Magenta dye.
    Magenta,
    /// Cyan dye.
    Cyan,
    /// Black resin.
    Black,
    /// Clear overlay.
    Overlay,
}

impl Panel {
    const ALL: [Self; 5] = [
        Self::Yellow,
        Self::Magenta,
        Self::Cyan,
        Self::Black,
        Self::Overlay,
    ];

    pub(super) fn from_letter(letter: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|panel| panel.letter() == letter)
    }

    fn letter(self) -> u8 {
        match self {
            Self::Yellow => b'y',
            Self::Magenta => b'm',
            Self::Cyan => b'c',
            Self::Black => b'k',
            Self::Overlay => b'o',
        }
    }
}

/// The raster has another number of pixels than [`CANVAS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a panel of {0} pixels does not cover the canvas")]
pub struct PanelError(pub usize);

/// A download of one panel in 256 levels. `raster` has one byte per pixel, row by row in landscape, 0 = no dye, 255 =
/// full dye.
///
/// # Errors
/// When the raster does not cover the canvas.
pub fn colour(panel: Panel, raster: &[u8]) -> Result<Vec<u8>, PanelError> {
    Ok(frame(panel, "256", &transpose(raster)?))
}

/// A download of one panel in two levels, eight dots to the byte, first dot in the highest bit. `raster` has one byte
/// per pixel, row by row in landscape, 0 = off, anything else = on.
///
/// # Errors
/// When the raster does not cover the canvas.
pub fn resin(panel: Panel, raster: &[u8]) -> Result<Vec<u8>, PanelError> {
    let dots = transpose(raster)?;
    let packed: Vec<u8> = dots.chunks_exact(8).map(pack).collect();
    Ok(frame(panel, "2", &packed))
}

fn pack(dots: &[u8]) -> u8 {
    dots.iter()
        .fold(0, |byte, dot| byte << 1 | u8::from(*dot != 0))
}

/// The head is as wide as the card is high, and the card passes it left edge first: every column becomes a line.
fn transpose(raster: &[u8]) -> Result<Vec<u8>, PanelError> {
    let (width, height) = CANVAS;
    if raster.len() != width * height {
        return Err(PanelError(raster.len()));
    }
    let mut lines = Vec::with_capacity(raster.len());
    for x in 0..width {
        lines.extend(raster.iter().skip(x).step_by(width));
    }
    Ok(lines)
}

fn frame(panel: Panel, levels: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(data.len() + 10);
    bytes.push(ESCAPE);
    bytes.extend(b"Db;");
    bytes.push(panel.letter());
    bytes.push(b';');
    bytes.extend(levels.bytes());
    bytes.push(b';');
    bytes.extend(data);
    bytes.push(RETURN);
    bytes
}
