//! What the camera sees (for now the cloth alone), and the frames it has developed so far.

use crate::applicant::Backdrop;
use crate::world::World;
use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Width of a frame in pixels.
pub const WIDTH: u16 = 960;
/// Height of a frame in pixels.
pub const HEIGHT: u16 = 720;
/// Frames of one scene; they repeat in this order, so that neighbours differ.
const LOOP: u64 = 8;
const JPEG_QUALITY: u8 = 88;

/// A JPEG.
pub type Frame = Arc<[u8]>;

/// The developed frames of the present scene: drawing and encoding takes longer than the camera's frame time.
#[derive(Debug, Default)]
pub struct Film {
    scene: Option<(Option<String>, Backdrop)>,
    frames: BTreeMap<u64, Frame>,
}

impl World {
    /// The camera's frame of this number: the seated applicant before the cloth, or the cloth alone.
    pub fn frame(&mut self, number: u64) -> Frame {
        let seated = self.seated().map(|applicant| applicant.id().to_owned());
        let scene = (seated, self.backdrop());
        if self.film.scene.as_ref() != Some(&scene) {
            self.film.frames.clear();
            self.film.scene = Some(scene);
        }
        let index = number % LOOP;
        if let Some(frame) = self.film.frames.get(&index) {
            return Arc::clone(frame);
        }
        let frame: Frame = develop(&empty_chair(
            (u32::from(WIDTH), u32::from(HEIGHT)),
            self.backdrop(),
            index,
        ))
        .into();
        self.film.frames.insert(index, Arc::clone(&frame));
        frame
    }
}

/// The cloth with the light falling off to the sides and the sensor's noise.
fn empty_chair((width, height): (u32, u32), backdrop: Backdrop, seed: u64) -> RgbImage {
    let mut noise = Pcg32::seed_from_u64(seed);
    let [red, green, blue] = backdrop.rgb();
    RgbImage::from_fn(width, height, |x, _| {
        let off_centre = (2 * x).abs_diff(width);
        let light = 255 - 24 * off_centre / width;
        let grain = noise.next_u32() % 5;
        let shade = |channel: u8| {
            let lit = u32::from(channel) * light / 255 + grain;
            u8::try_from(lit).unwrap_or(u8::MAX)
        };
        image::Rgb([shade(red), shade(green), shade(blue)])
    })
}

fn develop(picture: &RgbImage) -> Vec<u8> {
    let mut jpeg = Vec::new();
    let encoder = Encoder::new(&mut jpeg, JPEG_QUALITY);
    // Writing into memory cannot fail and the picture has the size that it says it has.
    if let Err(error) = encoder.encode(picture.as_raw(), WIDTH, HEIGHT, ColorType::Rgb) {
        tracing::error!(%error, "frame not encoded");
    }
    jpeg
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[test]
    fn neighbouring_frames_differ_and_frames_are_kept() {
        let mut world = testing::world();
        let first = world.frame(0);
        assert_ne!(first, world.frame(1));
        assert!(std::sync::Arc::ptr_eq(&first, &world.frame(0)));
    }
}
