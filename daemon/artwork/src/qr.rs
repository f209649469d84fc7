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
pub(crate) fn draw(code: &QrCode, black: &mut [u8], stride: usize, area: PixelRect) {
    let modules = code.width();
    for y in 0..area.height {
        for x in 0..area.width {
            let module = (x * modules / area.width, y * modules / area.height);
            if code[module] == Color::Dark {
                black[(area.y + y) * stride + area.x + x] = 1;
            }
        }
    }
}
