//! The portrait: decoded within limits, cropped and scaled to its place, dye only.

use crate::ArtworkError;
use crate::raster::PixelRect;
use image::imageops::{self, FilterType};
use image::{ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;

const MAX_SIDE: u32 = 8000;
/// A camera of today takes more for a portrait than any card shows; what is beyond costs memory before it is cropped.
const MAX_PIXELS: u64 = 25_000_000;
const MAX_BYTES: u64 = 256 << 20;

/// Decodes a JPEG.
pub(crate) fn decode(jpeg: &[u8]) -> Result<RgbImage, ArtworkError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_BYTES);
    let header = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg).into_dimensions();
    let (width, height) = header.map_err(ArtworkError::Photo)?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(ArtworkError::PhotoTooLarge {
            width,
            height,
            limit: MAX_PIXELS,
        });
    }
    let mut reader = ImageReader::with_format(Cursor::new(jpeg), ImageFormat::Jpeg);
    reader.limits(limits);
    Ok(reader.decode().map_err(ArtworkError::Photo)?.into_rgb8())
}

/// Puts the middle of `photo` into `area` of an opaque RGBA picture whose rows have `stride` pixels.
pub(crate) fn draw(photo: &RgbImage, rgba: &mut [u8], stride: u32, area: PixelRect) {
    let PixelRect { width, height, .. } = area;
    let (x, y, w, h) = crop(photo.dimensions(), (width, height));
    let middle = imageops::crop_imm(photo, x, y, w, h);
    let scaled = imageops::resize(&*middle, width, height, FilterType::Lanczos3);
    for (row, source) in area.rows(stride).zip(scaled.rows()) {
        let targets = rgba[row.start * 4..row.end * 4].chunks_exact_mut(4);
        for (target, pixel) in targets.zip(source) {
            target[..3].copy_from_slice(&pixel.0);
        }
    }
}

/// The largest centred rectangle of the shape `to`, at least one pixel: x, y, width, height.
fn crop((width, height): (u32, u32), to: (u32, u32)) -> (u32, u32, u32, u32) {
    let w = width.min(height * to.0 / to.1).max(1);
    let h = height.min(width * to.1 / to.0).max(1);
    ((width - w) / 2, (height - h) / 2, w, h)
}
