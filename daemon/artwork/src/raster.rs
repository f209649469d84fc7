//! From the layout's grid to the pixels of a canvas.

use crate::ArtworkError;
use crate::manifest::{Area, Grid};
use resvg::tiny_skia::{Pixmap, Transform};
use std::ops::Range;

const MAX_SIDE: u32 = 4096;

/// The pixels of a printer's face and how the grid is stretched onto them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Canvas {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) grid: Grid,
}

/// Whole pixels inside a canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PixelRect {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl PixelRect {
    /// Where each of its rows lies in a buffer whose rows have `stride` pixels.
    pub(crate) fn rows(self, stride: u32) -> impl Iterator<Item = Range<usize>> {
        (self.y..self.y + self.height).map(move |y| {
            let start = (y * stride + self.x) as usize;
            start..start + self.width as usize
        })
    }

    /// Sets resin in `black` (one byte per pixel, rows of `stride`) wherever `ink` says so of a place in the rectangle.
    pub(crate) fn stamp(self, black: &mut [u8], stride: u32, ink: impl Fn(u32, u32) -> bool) {
        for (y, row) in (0..).zip(self.rows(stride)) {
            for (x, pixel) in (0..).zip(&mut black[row]) {
                *pixel |= u8::from(ink(x, y));
            }
        }
    }
}

impl Canvas {
    /// What lies on a printer's canvas, as it is read: a design that is higher than wide is drawn upright and turned then.
    pub(crate) fn new((width, height): (u32, u32), grid: Grid) -> Result<Canvas, ArtworkError> {
        let side = 1..=MAX_SIDE;
        if !side.contains(&width) || !side.contains(&height) {
            return Err(ArtworkError::Canvas { width, height });
        }
        let (width, height) = match grid.is_upright() {
            true => (height, width),
            false => (width, height),
        };
        Ok(Canvas {
            width,
            height,
            grid,
        })
    }

    /// A picture of this size with nothing on it.
    pub(crate) fn blank(&self) -> Result<Pixmap, ArtworkError> {
        let (width, height) = (self.width, self.height);
        Pixmap::new(width, height).ok_or(ArtworkError::Canvas { width, height })
    }

    /// Pixels in all.
    pub(crate) fn pixels(&self) -> usize {
        self.width as usize * self.height as usize
    }

    /// Stretches the grid onto the canvas.
    pub(crate) fn transform(&self) -> Transform {
        Transform::from_scale(
            self.width as f32 / self.grid.width,
            self.height as f32 / self.grid.height,
        )
    }

    /// The pixels nearest to an area that lies on the grid; at least one.
    pub(crate) fn pixel_rect(&self, area: Area) -> PixelRect {
        let scale = self.transform();
        let (x, width) = span(area.x * scale.sx, area.width * scale.sx, self.width);
        let (y, height) = span(area.y * scale.sy, area.height * scale.sy, self.height);
        PixelRect {
            x,
            y,
            width,
            height,
        }
    }
}

/// First pixel and count of a stretch, kept inside `limit`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a canvas side, at most 4096"
)]
fn span(start: f32, length: f32, limit: u32) -> (u32, u32) {
    let last = limit as f32;
    let first = start.round().clamp(0.0, last - 1.0);
    let end = (start + length).round().clamp(first + 1.0, last);
    (first as u32, (end - first) as u32)
}
