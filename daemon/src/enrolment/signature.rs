//! A signature picture as the chip's 1-bit bitmap: the inked part, centred, its aspect kept.

use image::{DynamicImage, ImageFormat, ImageReader, Limits, LumaA};
use loket_card::signature_bitmap::{HEIGHT, SignatureBitmap, WIDTH};
use std::io::Cursor;
use thiserror::Error;

/// Longest side in pixels.
const MAX_SIDE: u32 = 2000;
/// Most memory that decoding may take.
const MAX_MEMORY: u64 = 64 << 20;
/// Gray value on white below which a pixel is ink.
const INK: u32 = 128;
/// Share of a target pixel, in percent, that must be inked; low, so that thin strokes survive being made small.
const COVER: usize = 20;

/// Why a picture is no signature.
#[derive(Debug, Error, PartialEq, Eq)]
pub(super) enum SignatureError {
    /// The picture is not read.
    #[error("is no PNG of at most {MAX_SIDE} pixels a side")]
    Unreadable,
    /// The picture has no dark pixel.
    #[error("has no dark ink on light ground")]
    NoInk,
    /// The picture is mostly dark.
    #[error("is mostly dark; send dark ink on light ground")]
    Inverted,
}

/// Reads a PNG of at most 2,000 pixels a side with dark ink on a light or transparent ground.
pub(super) fn from_png(png: &[u8]) -> Result<SignatureBitmap, SignatureError> {
    let ink = Ink::read(&decode(png)?);
    let inked = ink.0.iter().flatten().filter(|ink| **ink).count();
    if inked * 2 > ink.0.iter().map(Vec::len).sum() {
        return Err(SignatureError::Inverted);
    }
    ink.crop()
        .map(|cropped| cropped.fit())
        .ok_or(SignatureError::NoInk)
}

fn decode(png: &[u8]) -> Result<DynamicImage, SignatureError> {
    let mut reader = ImageReader::with_format(Cursor::new(png), ImageFormat::Png);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    reader.decode().map_err(|_| SignatureError::Unreadable)
}

/// Rows of pixels, true where there is ink.
struct Ink(Vec<Vec<bool>>);

impl Ink {
    fn read(picture: &DynamicImage) -> Self {
        let gray = picture.to_luma_alpha8();
        Self(gray.rows().map(|row| row.map(is_ink).collect()).collect())
    }

    /// The smallest part that holds all ink.
    fn crop(&self) -> Option<Self> {
        let inked = |row: &Vec<bool>| row.contains(&true);
        let (top, bottom) = (
            self.0.iter().position(inked)?,
            self.0.iter().rposition(inked)?,
        );
        let rows = &self.0[top..=bottom];
        let left = rows
            .iter()
            .filter_map(|row| row.iter().position(|ink| *ink))
            .min()?;
        let right = rows
            .iter()
            .filter_map(|row| row.iter().rposition(|ink| *ink))
            .max()?;
        Some(Self(
            rows.iter().map(|row| row[left..=right].to_vec()).collect(),
        ))
    }

    /// Scaled into the bitmap, as large as it fits.
    fn fit(&self) -> SignatureBitmap {
        let (width, height) = (self.0[0].len(), self.0.len());
        let wide = width * HEIGHT >= height * WIDTH;
        let (fit_width, fit_height) = if wide {
            (WIDTH, (height * WIDTH / width).max(1))
        } else {
            ((width * HEIGHT / height).max(1), HEIGHT)
        };
        let (left, top) = ((WIDTH - fit_width) / 2, (HEIGHT - fit_height) / 2);
        SignatureBitmap::from_fn(|x, y| {
            let (Some(x), Some(y)) = (x.checked_sub(left), y.checked_sub(top)) else {
                return false;
            };
            x < fit_width
                && y < fit_height
                && self.is_covered(span(x, fit_width, width), span(y, fit_height, height))
        })
    }

    fn is_covered(&self, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> bool {
        let area = columns.len() * rows.len();
        let part = self.0[rows].iter().flat_map(|row| &row[columns.clone()]);
        part.filter(|ink| **ink).count() * 100 >= area * COVER
    }
}

/// Transparent ground counts as white paper.
fn is_ink(pixel: &LumaA<u8>) -> bool {
    let [gray, alpha] = pixel.0.map(u32::from);
    (gray * alpha + 255 * (255 - alpha)) / 255 < INK
}

/// The source pixels of target pixel `at`; at least one.
fn span(at: usize, target: usize, source: usize) -> std::ops::Range<usize> {
    let start = at * source / target;
    start..((at + 1) * source / target).max(start + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, Luma, RgbaImage};

    fn png(picture: &DynamicImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    fn gray(width: u32, height: u32, ink: impl Fn(u32, u32) -> bool) -> Vec<u8> {
        let pixel = |x, y| Luma([if ink(x, y) { 0 } else { 255 }]);
        png(&DynamicImage::ImageLuma8(GrayImage::from_fn(
            width, height, pixel,
        )))
    }

    #[test]
    fn the_inked_part_is_centred_and_keeps_its_aspect() {
        let square = |x: u32, y: u32| (300..400).contains(&x) && (20..120).contains(&y);
        let bitmap = from_png(&gray(900, 500, square)).unwrap();
        let ink = |x, y| bitmap.is_ink(x, y);
        assert!(ink(62, 0) && ink(105, 43) && ink(84, 22));
        assert!(!ink(61, 22) && !ink(106, 22));
    }

    #[test]
    fn a_thin_stroke_survives_being_made_small() {
        let diagonal = |x: u32, y: u32| x.abs_diff(y * 4) < 8;
        let bitmap = from_png(&gray(1600, 400, diagonal)).unwrap();
        for column in 0..WIDTH {
            assert!(
                (0..HEIGHT).any(|row| bitmap.is_ink(column, row)),
                "{column}"
            );
        }
    }

    #[test]
    fn a_small_picture_is_made_large() {
        let bitmap = from_png(&gray(4, 1, |x, _| x == 1)).unwrap();
        assert!(bitmap.is_ink(84, 0) && bitmap.is_ink(84, 43));
    }

    #[test]
    fn transparent_ground_is_paper() {
        let mut picture = RgbaImage::new(40, 40);
        picture.put_pixel(20, 20, image::Rgba([0, 0, 0, 255]));
        assert!(from_png(&png(&DynamicImage::ImageRgba8(picture))).is_ok());
    }

    #[test]
    fn what_is_no_signature_is_refused() {
        assert_eq!(from_png(b"GIF89a"), Err(SignatureError::Unreadable));
        assert_eq!(
            from_png(&gray(2001, 4, |_, _| true)),
            Err(SignatureError::Unreadable)
        );
        assert_eq!(
            from_png(&gray(50, 50, |_, _| false)),
            Err(SignatureError::NoInk)
        );
        assert_eq!(
            from_png(&gray(50, 50, |x, _| x > 3)),
            Err(SignatureError::Inverted)
        );
        let whole = gray(600, 600, |x, y| (x + y) % 7 == 0);
        assert_eq!(
            from_png(&whole[..whole.len() / 2]),
            Err(SignatureError::Unreadable)
        );
    }
}
