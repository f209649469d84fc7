//! Portraits: bounded decoding, measures with reasons, the 3:4 crop, and a version small enough for a chip.
//!
//! The measures are the first few that need no face detector: sharpness, exposure, backdrop, and whether somebody sits
//! in the middle. Their limits are a profile ([`Rules`]), since offices differ in light and backdrop.

mod backdrop;
mod crop;
mod encode;
mod measures;
mod outline;
mod stream;

pub use backdrop::Backdrop;
pub use crop::crop_portrait;
pub use encode::{EncodedPhoto, encode_jpeg, encode_to_budget};
pub use measures::{Measure, MeasureName, PhotoReport, Rules, assess};

use image::{ImageFormat, ImageReader, RgbImage};
use std::io::Cursor;
use stream::Scan;
use thiserror::Error;

/// What a picture may be at most; checked on its header, before anything is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Pixels a side.
    pub side: u32,
    /// Pixels in all.
    pub pixels: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 16 << 20,
            side: 6000,
            pixels: 24_000_000,
        }
    }
}

/// Why a picture cannot be used.
#[derive(Debug, Error)]
pub enum PhotoError {
    /// More bytes than allowed.
    #[error("the picture has {found} bytes, at most {most} are allowed")]
    TooManyBytes {
        /// Bytes given.
        found: usize,
        /// Bytes allowed.
        most: usize,
    },
    /// More pixels than allowed.
    #[error(
        "the picture is {width} by {height} pixels, at most {side} a side and {pixels} in all are allowed"
    )]
    TooLarge {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Pixels allowed a side.
        side: u32,
        /// Pixels allowed in all.
        pixels: u64,
    },
    /// Not a JPEG picture, or a damaged one.
    #[error("not a JPEG picture")]
    NotJpeg(#[source] image::ImageError),
    /// The JPEG stream breaks off before its end.
    #[error("the JPEG picture is cut off")]
    CutOff,
    /// Each colour component comes in a scan of its own, which the decoder would misread without an error.
    #[error("the JPEG picture is not interleaved; set the camera to baseline or progressive JPEG")]
    SeparateScans,
    /// The picture has no pixels or more than a JPEG can have.
    #[error("the picture cannot be encoded")]
    Encoding(#[source] jpeg_encoder::EncodingError),
    /// Even the smallest version is larger than the budget.
    #[error("the smallest version has {found} bytes, {budget} are allowed")]
    OverBudget {
        /// Bytes of the smallest version.
        found: usize,
        /// Bytes allowed.
        budget: usize,
    },
}

/// Decodes a JPEG picture, gray or colour, within `limits`.
///
/// # Errors
/// `TooManyBytes`, `TooLarge`, `CutOff` and `SeparateScans` before any pixel is decoded; `NotJpeg` for what is no picture
/// at all.
pub fn decode(jpeg: &[u8], limits: &Limits) -> Result<RgbImage, PhotoError> {
    if jpeg.len() > limits.bytes {
        return Err(PhotoError::TooManyBytes {
            found: jpeg.len(),
            most: limits.bytes,
        });
    }
    let reader = || ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg);
    let (width, height) = reader().into_dimensions().map_err(PhotoError::NotJpeg)?;
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > limits.side || pixels > limits.pixels {
        let (side, pixels) = (limits.side, limits.pixels);
        return Err(PhotoError::TooLarge {
            width,
            height,
            side,
            pixels,
        });
    }
    let scan = Scan::first(jpeg).filter(Scan::is_ended);
    if scan.ok_or(PhotoError::CutOff)?.is_separate() {
        return Err(PhotoError::SeparateScans);
    }
    Ok(reader().decode().map_err(PhotoError::NotJpeg)?.into_rgb8())
}

#[cfg(test)]
mod tests;
