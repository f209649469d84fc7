//! Finger minutiae records of ISO/IEC 19794-2:2005 (format `FMR`, version ` 20`).
//!
//! Big-endian throughout: a header of 24 bytes, then for each view 4 bytes, 6 bytes for each minutia, and a block of
//! extended data that starts with its length.

mod decode;
mod encode;

pub use decode::{Record, TemplateError, View, decode};
pub use encode::{EncodeError, encode};

/// Format identifier and version.
const MAGIC: [u8; 8] = *b"FMR\0 20\0";
/// Lengths in bytes.
const RECORD_HEADER: usize = 24;
const VIEW_HEADER: usize = 4;
const MINUTIA: usize = 6;
const EXTENSION_LENGTH: usize = 2;
/// Coordinates have 14 bits.
const COORDINATES: u16 = 1 << 14;

/// Pixels per inch as pixels per centimetre, to the nearest.
const fn per_centimetre(ppi: u16) -> u16 {
    scale(ppi, 100, 254)
}

/// Pixels per centimetre as pixels per inch, to the nearest.
const fn per_inch(per_centimetre: u16) -> u16 {
    scale(per_centimetre, 254, 100)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "checked to fit, else the largest"
)]
const fn scale(value: u16, times: u32, over: u32) -> u16 {
    let scaled = (value as u32 * times + over / 2) / over;
    if scaled > u16::MAX as u32 {
        u16::MAX
    } else {
        scaled as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolutions_go_both_ways() {
        assert_eq!((per_centimetre(500), per_inch(197)), (197, 500));
        assert_eq!((per_centimetre(508), per_inch(200)), (200, 508));
        assert_eq!(per_inch(u16::MAX), u16::MAX);
    }
}
