//! JPEG encoding: good for the card's face, and small for its chip.

use super::PhotoError;
use image::imageops::{FilterType, resize};
use image::{RgbImage, imageops};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// A picture that keeps a budget.
#[derive(Clone, PartialEq, Eq)]
pub struct EncodedPhoto {
    /// The JPEG.
    pub jpeg: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// JPEG quality, 1 to 100.
    pub quality: u8,
}

impl std::fmt::Debug for EncodedPhoto {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "EncodedPhoto({}x{}, quality {}, {} bytes)",
            self.width,
            self.height,
            self.quality,
            self.jpeg.len()
        )
    }
}

/// Heights in pixels that are tried for a small picture, largest first.
const HEIGHTS: &[u32] = &[240, 200, 160, 128, 96, 64];
/// A quality below this looks worse than a smaller picture.
const LEAST_QUALITY: u8 = 35;
const BEST_QUALITY: u8 = 90;

/// Encodes in colour, with halved chroma; `quality` 1 to 100.
///
/// # Errors
/// `Encoding` for a picture without pixels or beyond 65,535 a side.
pub fn encode_jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, PhotoError> {
    encode(
        picture.as_raw(),
        picture.dimensions(),
        ColorType::Rgb,
        quality,
    )
}

fn encode(
    pixels: &[u8],
    size: (u32, u32),
    kind: ColorType,
    quality: u8,
) -> Result<Vec<u8>, PhotoError> {
    let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
    let mut jpeg = Vec::new();
    let mut encoder = Encoder::new(&mut jpeg, quality.clamp(1, 100));
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    // With tables of its own every component gets a scan of its own, and decoders in use (zune-jpeg 0.5) read such scans
    // wrongly when chroma is halved.
    encoder.set_optimized_huffman_tables(kind == ColorType::Luma);
    encoder
        .encode(pixels, side(size.0), side(size.1), kind)
        .map_err(PhotoError::Encoding)?;
    Ok(jpeg)
}

/// The best gray version of at most `max_bytes`: the largest of a few sizes that is still of fair quality.
///
/// # Errors
/// `OverBudget` when not even the smallest fits.
pub fn encode_to_budget(picture: &RgbImage, max_bytes: usize) -> Result<EncodedPhoto, PhotoError> {
    let mut smallest = usize::MAX;
    let picture = imageops::grayscale(picture);
    for height in HEIGHTS
        .iter()
        .map(|height| (*height).min(picture.height().max(1)))
    {
        let width = (picture.width() * height / picture.height().max(1)).max(1);
        let gray = resize(&picture, width, height, FilterType::CatmullRom);
        let at = |quality| encode(gray.as_raw(), (width, height), ColorType::Luma, quality);
        let least = at(LEAST_QUALITY)?;
        smallest = smallest.min(least.len());
        if least.len() <= max_bytes {
            let (jpeg, quality) = best_within(max_bytes, least, at)?;
            return Ok(EncodedPhoto {
                jpeg,
                width,
                height,
                quality,
            });
        }
    }
    Err(PhotoError::OverBudget {
        found: smallest,
        budget: max_bytes,
    })
}

/// The highest quality whose encoding fits, by halving; `fitting` is the one at the least quality.
fn best_within(
    max_bytes: usize,
    fitting: Vec<u8>,
    at: impl Fn(u8) -> Result<Vec<u8>, PhotoError>,
) -> Result<(Vec<u8>, u8), PhotoError> {
    let (mut low, mut high, mut best) = (LEAST_QUALITY, BEST_QUALITY, fitting);
    while low < high {
        let middle = low.midpoint(high) + (high - low) % 2;
        let jpeg = at(middle)?;
        if jpeg.len() <= max_bytes {
            (low, best) = (middle, jpeg);
        } else {
            high = middle - 1;
        }
    }
    Ok((best, low))
}
