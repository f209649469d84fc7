//! What the camera sees of a person: a drawn face or a picture.

use super::face::FaceSpec;
use image::imageops::{FilterType, overlay, resize};
use image::{Rgb, RgbImage};

/// A person's looks.
#[derive(Clone, Debug)]
pub enum Portrait {
    /// Drawn by the simulator.
    Drawn(FaceSpec),
    /// Out of a file, shown as it is with its own background.
    Picture(RgbImage),
}

impl Portrait {
    /// The person before the camera; see [`FaceSpec::render`]. A picture is fitted in and does not move.
    pub fn render(
        &self,
        width: u32,
        height: u32,
        backdrop: [u8; 3],
        wobble: f32,
        noise_seed: u64,
    ) -> RgbImage {
        match self {
            Self::Drawn(face) => face.render(width, height, backdrop, wobble, noise_seed),
            Self::Picture(picture) => fitted(picture, width, height, backdrop),
        }
    }
}

/// The whole picture as large as it can be, in the middle.
fn fitted(picture: &RgbImage, width: u32, height: u32, backdrop: [u8; 3]) -> RgbImage {
    let (w, h) = (
        u64::from(picture.width().max(1)),
        u64::from(picture.height().max(1)),
    );
    let by_height = u64::from(width) * h > u64::from(height) * w;
    let (across, down) = if by_height {
        (w * u64::from(height) / h, u64::from(height))
    } else {
        (u64::from(width), h * u64::from(width) / w)
    };
    let side = |length: u64| u32::try_from(length.max(1)).unwrap_or(u32::MAX);
    let small = resize(picture, side(across), side(down), FilterType::CatmullRom);
    let mut canvas = RgbImage::from_pixel(width, height, Rgb(backdrop));
    let middle = |whole: u32, part: u32| i64::from(whole.saturating_sub(part) / 2);
    overlay(
        &mut canvas,
        &small,
        middle(width, small.width()),
        middle(height, small.height()),
    );
    canvas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_fitted_whole_into_the_middle() {
        let picture = Portrait::Picture(RgbImage::from_pixel(10, 10, Rgb([7, 7, 7])));
        let seen = picture.render(40, 20, [1, 2, 3], 0.5, 9);
        assert_eq!(seen.get_pixel(20, 10).0, [7, 7, 7]);
        assert_eq!(
            (seen.get_pixel(2, 10).0, seen.get_pixel(38, 10).0),
            ([1, 2, 3], [1, 2, 3])
        );
    }
}
