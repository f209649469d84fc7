//! What the camera sees, and the frames it has developed so far.

use crate::applicant::{Applicant, Backdrop};
use crate::person::portrait::Portrait;
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
/// The sway of the head in the frames of one scene, -1 to 1. They repeat in this order, so that neighbours differ.
const SWAY: [f32; 8] = [0.0, 0.5, 0.9, 0.6, 0.0, -0.5, -0.9, -0.6];
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
        let index = number % SWAY.len() as u64;
        if let Some(frame) = self.film.frames.get(&index) {
            return Arc::clone(frame);
        }
        let frame: Frame = develop(&expose(self.seated(), self.backdrop(), index)).into();
        self.film.frames.insert(index, Arc::clone(&frame));
        frame
    }
}

fn expose(seated: Option<&Applicant>, backdrop: Backdrop, index: u64) -> RgbImage {
    let (width, height) = (u32::from(WIDTH), u32::from(HEIGHT));
    let cloth = backdrop.rgb();
    let Some(applicant) = seated else {
        return grained(empty_chair(width, height, cloth), index);
    };
    let sway = usize::try_from(index).ok().and_then(|at| SWAY.get(at));
    let sway = sway.copied().unwrap_or_default();
    let portrait = applicant.portrait();
    let picture = portrait.render(width, height, cloth, sway, index);
    match portrait {
        Portrait::Drawn(_) => picture,
        // A picture from a file holds still; the camera's own noise keeps its frames apart.
        Portrait::Picture(_) => grained(picture, index),
    }
}

/// The cloth with the light falling off to the sides.
fn empty_chair(width: u32, height: u32, cloth: [u8; 3]) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| {
        let off_centre = (2 * x).abs_diff(width);
        let light = 255 - 24 * off_centre / width;
        let lit = |channel: u8| u8::try_from(u32::from(channel) * light / 255);
        image::Rgb(cloth.map(|channel| lit(channel).unwrap_or(u8::MAX)))
    })
}

/// Adds the sensor's noise.
fn grained(mut picture: RgbImage, seed: u64) -> RgbImage {
    let mut noise = Pcg32::seed_from_u64(seed);
    for pixel in picture.pixels_mut() {
        let grain = noise.next_u32().to_le_bytes()[0] % 5;
        pixel.0 = pixel.0.map(|channel| channel.saturating_add(grain));
    }
    picture
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
    use crate::applicant::Backdrop;
    use crate::testing;

    fn middle_of(jpeg: &[u8]) -> [u8; 3] {
        let picture = image::load_from_memory(jpeg).unwrap().to_rgb8();
        picture.get_pixel(480, 400).0
    }

    #[test]
    fn neighbouring_frames_differ_and_frames_are_kept() {
        let mut world = testing::world();
        let first = world.frame(0);
        assert_ne!(first, world.frame(1));
        assert!(std::sync::Arc::ptr_eq(&first, &world.frame(0)));
    }

    #[test]
    fn who_sits_down_is_seen_before_the_right_cloth() {
        let mut world = testing::world();
        let empty = middle_of(&world.frame(0));
        world.seat("a", Some(Backdrop::Red)).unwrap();
        let seated = middle_of(&world.frame(0));
        assert_ne!(empty, seated);
        world.leave_seat();
        assert_eq!(middle_of(&world.frame(0)), empty);
    }
}
