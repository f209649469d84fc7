//! QR codes in resin: exact squares that a reader finds without help from the dye.

use crate::ArtworkError;
use crate::raster::PixelRect;
use qrcode::{Color, EcLevel, QrCode};

/// Encodes `text` with medium error correction.
pub(crate) fn encode(field: &str, text: &str) -> Result<QrCode, ArtworkError> {
    QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| ArtworkError::QrTooLong {
        field: field.to_owned(),
    })
}

/// Fills the dark modules in `black` (one byte per pixel, rows of `stride`), stretched over `area`.
pub(crate) fn draw(code: &QrCode, black: &mut [u8], stride: u32, area: PixelRect) {
    let modules = code.width();
    let module = |at: u32, length: u32| at as usize * modules / length as usize;
    area.stamp(black, stride, |x, y| {
        code[(module(x, area.width), module(y, area.height))] == Color::Dark
    });
}
