//! The holder's signature as the chip stores it: a bitmap of one bit per pixel.

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Pixels per row.
pub const WIDTH: usize = 168;
/// Rows.
pub const HEIGHT: usize = 44;
/// Packed size in bytes.
pub const BYTES: usize = WIDTH * HEIGHT / 8;

/// 168 x 44 pixels, row by row from the top, eight pixels per byte, the leftmost in the highest bit; a set bit is ink. Erased from memory
/// when dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(try_from = "Vec<u8>", into = "Vec<u8>")]
pub struct SignatureBitmap(Vec<u8>);

/// The bytes are not [`BYTES`] long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a signature bitmap has {BYTES} bytes, not {0}")]
pub struct WrongSize(pub usize);

impl SignatureBitmap {
    /// A bitmap with ink wherever `ink(x, y)` says so; x counts from the left, y from the top.
    pub fn from_fn(mut ink: impl FnMut(usize, usize) -> bool) -> Self {
        let mut bytes = vec![0; BYTES];
        for y in 0..HEIGHT {
            for x in (0..WIDTH).filter(|x| ink(*x, y)) {
                let (byte, mask) = place(x, y);
                bytes[byte] |= mask;
            }
        }
        Self(bytes)
    }

    /// Whether there is ink at `x`, `y`; there is none outside the bitmap.
    pub fn is_ink(&self, x: usize, y: usize) -> bool {
        let (byte, mask) = place(x, y);
        x < WIDTH && y < HEIGHT && self.0[byte] & mask != 0
    }

    /// The packed bitmap, [`BYTES`] long.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<Vec<u8>> for SignatureBitmap {
    type Error = WrongSize;

    fn try_from(bytes: Vec<u8>) -> Result<Self, WrongSize> {
        if bytes.len() == BYTES {
            Ok(Self(bytes))
        } else {
            Err(WrongSize(bytes.len()))
        }
    }
}

impl From<SignatureBitmap> for Vec<u8> {
    fn from(mut bitmap: SignatureBitmap) -> Self {
        std::mem::take(&mut bitmap.0)
    }
}

impl fmt::Debug for SignatureBitmap {
    /// Leaves the strokes out: they are an applicant's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignatureBitmap(..)")
    }
}

fn place(x: usize, y: usize) -> (usize, u8) {
    (y * (WIDTH / 8) + x / 8, 0x80 >> (x % 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_rows_from_the_top_left() {
        let corner = |x, y| (x, y) == (0, 0) || (x, y) == (9, 1) || (x, y) == (167, 43);
        let bitmap = SignatureBitmap::from_fn(corner);
        let mut expected = vec![0; BYTES];
        expected[0] = 0x80;
        expected[21 + 1] = 0x40;
        expected[BYTES - 1] = 0x01;
        assert_eq!(bitmap.as_bytes(), expected);
        assert!(bitmap.is_ink(9, 1) && !bitmap.is_ink(9, 2));
        assert!(!bitmap.is_ink(168, 0) && !bitmap.is_ink(0, 44));
    }

    #[test]
    fn refuses_other_sizes() {
        assert_eq!(SignatureBitmap::try_from(vec![0; 923]), Err(WrongSize(923)));
    }
}
