//! The holder's signature: a small bitmap that is enlarged to resin ink.

use crate::ArtworkError;
use crate::raster::PixelRect;
use zeroize::ZeroizeOnDrop;

/// A signature as the chip holds it: 168 by 44 pixels, one bit each.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct SignatureImage {
    packed: Vec<u8>,
}

impl SignatureImage {
    /// Width in pixels.
    pub const WIDTH: u32 = 168;
    /// Height in pixels.
    pub const HEIGHT: u32 = 44;
    const ROW_BYTES: usize = 21;
    const BYTES: usize = 924;

    /// Takes rows of 21 bytes, top to bottom, first pixel in the highest bit, 1 = ink.
    ///
    /// # Errors
    /// [`ArtworkError::SignatureLength`] unless there are 924 bytes.
    pub fn from_packed(packed: &[u8]) -> Result<Self, ArtworkError> {
        if packed.len() != Self::BYTES {
            return Err(ArtworkError::SignatureLength(packed.len()));
        }
        Ok(SignatureImage {
            packed: packed.to_vec(),
        })
    }

    fn ink(&self, x: usize, y: usize) -> f32 {
        let byte = self.packed[y * Self::ROW_BYTES + x / 8];
        f32::from(byte >> (7 - x % 8) & 1)
    }

    /// Ink at a point between pixel centres, 0 to 1; `x` and `y` in pixels, clamped to the bitmap.
    fn sample(&self, x: f32, y: f32) -> f32 {
        let (x0, x1, fx) = neighbours(x, Self::WIDTH);
        let (y0, y1, fy) = neighbours(y, Self::HEIGHT);
        let row = |y| self.ink(x0, y) * (1.0 - fx) + self.ink(x1, y) * fx;
        row(y0) * (1.0 - fy) + row(y1) * fy
    }

    /// Sets the ink in `black` (one byte per pixel, rows of `stride`) inside `area`, with smoothed edges cut at one half.
    pub(crate) fn draw(&self, black: &mut [u8], stride: u32, area: PixelRect) {
        let x_step = Self::WIDTH as f32 / area.width as f32;
        let y_step = Self::HEIGHT as f32 / area.height as f32;
        let source = |at: u32, step: f32| (at as f32 + 0.5) * step - 0.5;
        area.stamp(black, stride, |x, y| {
            self.sample(source(x, x_step), source(y, y_step)) >= 0.5
        });
    }
}

impl std::fmt::Debug for SignatureImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignatureImage(168x44)")
    }
}

/// The pixels left and right of `at` and how far `at` is from the left one to the right one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..size, and size is 168 or 44"
)]
fn neighbours(at: f32, size: u32) -> (usize, usize, f32) {
    let last = (size - 1) as f32;
    let at = at.clamp(0.0, last);
    let low = at.floor();
    (low as usize, (low + 1.0).min(last) as usize, at - low)
}
