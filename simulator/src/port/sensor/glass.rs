//! The empty glass, as the sensor's camera sees it.

use super::{HEIGHT, WIDTH};
use image::{GrayImage, Luma};

/// Gray of lit glass.
const LIT: u8 = 238;
/// A smudge: centre, radius and gray.
const SMUDGE: (u32, u32, u32, u8) = (90, 180, 34, 119);

/// Lit glass with the grain of the sensor, smudged or not.
pub(super) fn empty(smudged: bool) -> GrayImage {
    let (x0, y0, radius, gray) = SMUDGE;
    GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let (dx, dy) = (x.abs_diff(x0), y.abs_diff(y0));
        let is_smudge = smudged && dx * dx + dy * dy < radius * radius;
        let grain = if noise(x, y).is_multiple_of(11) {
            17
        } else {
            0
        };
        Luma([if is_smudge { gray } else { LIT } - grain])
    })
}

/// As good as random, and the same for the same pixel.
fn noise(x: u32, y: u32) -> u32 {
    let mixed = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77);
    (mixed ^ (mixed >> 15)).wrapping_mul(0xC2B2_AE3D) >> 8
}
