//! The colour behind the applicant.

use image::{Rgb, RgbImage};
use serde::{Deserialize, Serialize};

/// Which backdrop a card needs: on a KTP-el, red for an odd birth year and blue for an even one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Backdrop {
    /// Red.
    Red,
    /// Blue.
    Blue,
    /// Whatever it is.
    Any,
}

/// Mean and spread of the colour in the upper corners, where nobody sits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Behind {
    pub(super) mean: [f64; 3],
    /// Root mean square distance of the pixels from the mean, 0 to 441.
    pub(super) spread: f64,
}

/// Width and height of a corner, as shares of the picture.
const CORNER: (f64, f64) = (0.14, 0.30);

impl Behind {
    pub(super) fn of(picture: &RgbImage) -> Self {
        let corner = |share: f64, side: u32| whole(f64::from(side) * share).max(1);
        let (width, height) = (
            corner(CORNER.0, picture.width()),
            corner(CORNER.1, picture.height()),
        );
        let inside = |x: u32| x < width || x + width >= picture.width();
        let pixels: Vec<_> = picture
            .enumerate_pixels()
            .filter(|(x, y, _)| *y < height && inside(*x))
            .map(|(_, _, pixel)| pixel.0.map(f64::from))
            .collect();
        let count = pixels.len().max(1) as f64;
        let mean = [0, 1, 2].map(|c| pixels.iter().map(|pixel| pixel[c]).sum::<f64>() / count);
        let square = pixels
            .iter()
            .map(|pixel| distance(*pixel, mean).powi(2))
            .sum::<f64>()
            / count;
        Self {
            mean,
            spread: square.sqrt(),
        }
    }

    /// How far the wanted colour stands out over the others, -255 to 255.
    pub(super) fn dominance(self, backdrop: Backdrop) -> f64 {
        let [red, green, blue] = self.mean;
        match backdrop {
            Backdrop::Red => red - green.max(blue),
            Backdrop::Blue => blue - red.max(green * 0.9),
            Backdrop::Any => 0.0,
        }
    }

    /// Whether the pixel is not backdrop.
    pub(super) fn is_before(self, pixel: Rgb<u8>) -> bool {
        distance(pixel.0.map(f64::from), self.mean) > 40.0 + 2.0 * self.spread
    }
}

/// The whole number of pixels below `length`, 0 for a negative one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the conversion saturates, which is what is wanted"
)]
pub(super) fn whole(length: f64) -> u32 {
    length as u32
}

fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).powi(2))
        .sum::<f64>()
        .sqrt()
}
