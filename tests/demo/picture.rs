//! Pictures as files and as part of the page.

use anyhow::Context;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::{GrayImage, ImageFormat, Luma};
use loket_proto::v1::FingerPicture;
use std::io::Cursor;

/// A PNG that stands in the page itself.
pub(crate) fn png_url(png: &[u8]) -> String {
    format!("data:image/png;base64,{}", BASE64_STANDARD.encode(png))
}

/// A JPEG that stands in the page itself.
pub(crate) fn jpeg_url(jpeg: &[u8]) -> String {
    format!("data:image/jpeg;base64,{}", BASE64_STANDARD.encode(jpeg))
}

/// A captured finger as PNG.
pub(crate) fn finger_png(picture: &FingerPicture) -> anyhow::Result<Vec<u8>> {
    let pixels = picture.pixels.to_vec();
    let image = GrayImage::from_raw(picture.width, picture.height, pixels)
        .context("a finger has not as many pixels as it says")?;
    png(&image)
}

/// Rows of `#` (ink) and `.` as PNG.
pub(crate) fn bitmap_png(rows: &[&str]) -> anyhow::Result<Vec<u8>> {
    let width = rows.first().map_or(0, |row| row.len());
    let ink = rows.iter().flat_map(|row| row.bytes());
    let pixels = ink
        .map(|mark| if mark == b'#' { 20 } else { 255 })
        .collect();
    let (width, height) = (u32::try_from(width)?, u32::try_from(rows.len())?);
    let image: GrayImage = GrayImage::from_raw(width, height, pixels).context("ragged rows")?;
    png(&image)
}

fn png(image: &image::ImageBuffer<Luma<u8>, Vec<u8>>) -> anyhow::Result<Vec<u8>> {
    let mut png = Cursor::new(Vec::new());
    image.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}
