//! Drawn faces: seeded, of nobody who exists, shaded enough for an ID card and for face detectors.
//!
//! A face is a stack of soft shapes in a coordinate system of its own: one unit is the distance between the eyes, the
//! origin lies between them, y goes down.

mod features;
mod hair;
mod head;
mod paint;
mod traits;

use image::RgbImage;
use paint::Canvas;
pub use traits::FaceSpec;

/// Height of the eyes as a share of the picture.
const EYES: f32 = 0.46;
/// Distance between the eyes as a share of the picture's height.
const UNIT: f32 = 0.135;
/// How far the head moves at a wobble of one, in units.
const SWAY: f32 = 0.05;

impl FaceSpec {
    /// Draws the person before a backdrop of one colour, as a camera sees it: `wobble` (-1 to 1) is a small movement of
    /// the head, `noise_seed` that of the sensor.
    pub fn render(
        &self,
        width: u32,
        height: u32,
        backdrop: [u8; 3],
        wobble: f32,
        noise_seed: u64,
    ) -> RgbImage {
        let mut canvas = Canvas::new(width, height, backdrop);
        canvas.place(EYES, UNIT, wobble.clamp(-1.0, 1.0) * SWAY);
        head::draw(self, &mut canvas);
        canvas.develop(noise_seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 3] = [200, 28, 32];

    #[test]
    fn a_seed_is_a_person() {
        let draw = |seed, wobble| FaceSpec::from_seed(seed).render(160, 120, RED, wobble, 7);
        assert_eq!(draw(1, 0.0), draw(1, 0.0));
        assert_ne!(draw(1, 0.0), draw(2, 0.0));
        assert_ne!(draw(1, 0.0), draw(1, 1.0), "the head moves");
    }

    #[test]
    fn the_backdrop_shows_in_the_corners_and_skin_in_the_middle() {
        for seed in 0..12 {
            let picture = FaceSpec::from_seed(seed).render(320, 240, RED, 0.0, seed);
            let corner = picture.get_pixel(4, 4).0;
            assert!(corner[0] > 150 && corner[1] < 70, "{corner:?}");
            let cheek = picture.get_pixel(160 + 12, 128).0;
            assert!(
                cheek[0] > cheek[2] && cheek[1] > 60,
                "seed {seed}: {cheek:?}"
            );
        }
    }

    #[test]
    fn any_size_can_be_drawn() {
        for (width, height) in [(1, 1), (3, 200), (200, 3)] {
            let picture = FaceSpec::from_seed(3).render(width, height, RED, 1.0, 0);
            assert_eq!(picture.dimensions(), (width, height));
        }
    }
}
