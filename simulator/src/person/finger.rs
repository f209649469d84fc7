//! Fingers: a grown or photographed ridge pattern and the impressions that it leaves on a sensor.
//!
//! A [`Master`] is the skin itself; an impression is one touch of it. Both are functions of their seeds alone, on every
//! machine: all arithmetic is IEEE basic operations or `libm` in software, never the platform's own.

mod field;
mod gabor;
mod growth;
mod impression;
mod noise;
mod photographed;

use super::random::Dice;
use image::GrayImage;

/// Width of a grown pattern in pixels at 500 ppi.
const WIDTH: usize = 320;
/// Height of a grown pattern in pixels at 500 ppi.
const HEIGHT: usize = 360;

/// The state of the skin and of the touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Healthy skin, firm touch.
    #[default]
    Good,
    /// Dry or worn skin: thin, broken, speckled ridges.
    Dry,
    /// A light touch: a small and pale contact area.
    Light,
}

/// The ridge pattern of one finger at 500 ppi, the source of all its impressions.
#[derive(Clone)]
pub struct Master {
    width: usize,
    height: usize,
    /// Height of the skin, -1 = bottom of a valley, +1 = top of a ridge.
    relief: Vec<f32>,
    /// How far the pattern is known at a pixel, 0..=1.
    known: Vec<f32>,
}

impl Master {
    /// Grows the pattern of one finger (ISO/IEC 19794-2 code, 1..=10) of the person with this seed.
    ///
    /// The class (arch, tented arch, loop, whorl) is drawn with the frequencies of the human hand, loops open to the
    /// side of the little finger more often than not.
    #[must_use]
    pub fn grow(seed: u64, finger: u8) -> Self {
        let mut dice = Dice::new(&[seed, u64::from(finger), 0x67_72_6f_77]);
        let field = field::RidgeField::draw(&mut dice, finger);
        Self {
            width: WIDTH,
            height: HEIGHT,
            relief: growth::grow(&field, WIDTH, HEIGHT, &mut dice),
            known: vec![1.0; WIDTH * HEIGHT],
        }
    }

    /// Takes a real print (dark ridges on light ground, 500 ppi) as the pattern; every impression is a distorted second
    /// impression of it.
    #[must_use]
    pub fn from_image(print: &GrayImage) -> Self {
        photographed::master(print)
    }

    /// One touch of the finger on a sensor of `width` x `height` pixels at 500 ppi: dark ridges on light ground.
    ///
    /// Another seed is another touch: turned, shifted and stretched otherwise, with other pressure, blots and noise.
    #[must_use]
    pub fn impression(
        &self,
        seed: u64,
        width: u32,
        height: u32,
        condition: Condition,
    ) -> GrayImage {
        impression::Touch::draw(seed, condition).print(self, width, height)
    }

    /// Relief and knowledge at a point measured from the centre of the pattern; unknown outside.
    fn sample(&self, x: f32, y: f32) -> (f32, f32) {
        let (column, fx) = split(x + half(self.width));
        let (row, fy) = split(y + half(self.height));
        let (Ok(column), Ok(row)) = (usize::try_from(column), usize::try_from(row)) else {
            return (0.0, 0.0);
        };
        if column + 1 >= self.width || row + 1 >= self.height {
            return (0.0, 0.0);
        }
        let at = row * self.width + column;
        let mix = |plane: &[f32]| {
            let above = plane[at] * (1.0 - fx) + plane[at + 1] * fx;
            let below = plane[at + self.width] * (1.0 - fx) + plane[at + self.width + 1] * fx;
            above * (1.0 - fy) + below * fy
        };
        (mix(&self.relief), mix(&self.known))
    }
}

impl std::fmt::Debug for Master {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Master({}x{})", self.width, self.height)
    }
}

/// Half of a raster side, as a coordinate.
fn half(side: usize) -> f32 {
    coordinate(side) / 2.0
}

/// A raster index as a coordinate; rasters are far below 2^24.
#[expect(
    clippy::cast_precision_loss,
    reason = "raster sides are far below 2^24"
)]
fn coordinate(index: usize) -> f32 {
    index as f32
}

/// Splits a coordinate into cell and position within the cell.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "raster coordinates are far below 2^24"
)]
fn split(coordinate: f32) -> (i32, f32) {
    let towards_zero = coordinate as i32;
    let below = towards_zero.saturating_sub(i32::from((towards_zero as f32) > coordinate));
    (below, coordinate - below as f32)
}

/// A smooth limiter to -1..1; close to tanh, but exact on every machine.
fn limit(x: f32) -> f32 {
    x / (1.0 + x * x).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seeds_give_the_same_picture() {
        let print = |touch| Master::grow(7, 2).impression(touch, 256, 288, Condition::Good);
        assert_eq!(print(1), print(1));
        assert_ne!(print(1), print(2));
    }

    /// The picture that every machine must draw; a change here changes every simulated person.
    #[test]
    fn the_picture_of_a_seed_is_fixed() {
        let print = Master::grow(1, 2).impression(3, 256, 288, Condition::Good);
        let sum = print.iter().fold(0_u32, |sum, gray| {
            sum.wrapping_mul(31).wrapping_add(u32::from(*gray))
        });
        assert_eq!(sum, 2810836913);
    }

    #[test]
    fn fingers_and_people_differ() {
        let relief = |seed, finger| Master::grow(seed, finger).relief;
        assert_ne!(relief(1, 1), relief(1, 2));
        assert_ne!(relief(1, 1), relief(2, 1));
    }

    #[test]
    fn ridges_fill_about_half_of_the_contact_area() {
        let print = Master::grow(3, 7).impression(1, 256, 288, Condition::Good);
        let centre = image::imageops::crop_imm(&print, 78, 94, 100, 100).to_image();
        let dark = centre.pixels().filter(|p| p.0[0] < 128).count();
        assert!((2_500..7_500).contains(&dark), "{dark} dark pixels");
    }

    #[test]
    fn odd_sizes_are_drawn() {
        let master = Master::grow(3, 7);
        for (width, height) in [(0, 0), (1, 1), (1, 300), (600, 600)] {
            let print = master.impression(1, width, height, Condition::Dry);
            assert_eq!(print.dimensions(), (width, height));
        }
    }

    #[test]
    fn a_print_without_ridges_leaves_no_ridges() {
        let blank = GrayImage::from_pixel(200, 200, image::Luma([230]));
        let print = Master::from_image(&blank).impression(1, 200, 200, Condition::Good);
        assert!(print.pixels().all(|p| p.0[0] > 200));
        let nothing = Master::from_image(&GrayImage::new(0, 0));
        assert_eq!(nothing.impression(1, 9, 9, Condition::Good).len(), 81);
    }
}
