//! A borrowed, checked fingerprint image.

/// Sides that are processed, in pixels.
const SIDES: std::ops::RangeInclusive<u16> = 32..=2000;
/// Resolutions that are processed, in pixels per inch: the filters are made for 500.
const RESOLUTIONS: std::ops::RangeInclusive<u16> = 450..=550;

/// An 8-bit gray image of one finger, row by row, dark ridges on light ground.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FingerImageRef<'a> {
    width: u16,
    height: u16,
    ppi: u16,
    pixels: &'a [u8],
}

/// Why an image cannot be processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// A side is below 32 or above 2000 pixels.
    #[error("a fingerprint image of {width}x{height} pixels is not processed (32 to 2000 a side)")]
    Size {
        /// Width in pixels.
        width: u16,
        /// Height in pixels.
        height: u16,
    },
    /// The number of pixels is not width times height.
    #[error("{actual} gray values for an image of {expected} pixels")]
    Length {
        /// Width times height.
        expected: usize,
        /// Values given.
        actual: usize,
    },
    /// The resolution is not near 500 pixels per inch.
    #[error("a resolution of {ppi} pixels per inch is not processed (450 to 550)")]
    Resolution {
        /// Pixels per inch.
        ppi: u16,
    },
}

impl<'a> FingerImageRef<'a> {
    /// Checks the measures of an image and borrows its `width * height` gray values.
    ///
    /// # Errors
    /// See [`ImageError`].
    pub fn new(width: u16, height: u16, ppi: u16, pixels: &'a [u8]) -> Result<Self, ImageError> {
        if !SIDES.contains(&width) || !SIDES.contains(&height) {
            return Err(ImageError::Size { width, height });
        }
        if !RESOLUTIONS.contains(&ppi) {
            return Err(ImageError::Resolution { ppi });
        }
        let expected = usize::from(width) * usize::from(height);
        if pixels.len() != expected {
            let actual = pixels.len();
            return Err(ImageError::Length { expected, actual });
        }
        Ok(Self {
            width,
            height,
            ppi,
            pixels,
        })
    }

    /// Width in pixels.
    #[must_use]
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Height in pixels.
    #[must_use]
    pub const fn height(&self) -> u16 {
        self.height
    }

    /// Pixels per inch.
    #[must_use]
    pub const fn ppi(&self) -> u16 {
        self.ppi
    }

    /// Gray values, row by row.
    #[must_use]
    pub const fn pixels(&self) -> &'a [u8] {
        self.pixels
    }
}

impl std::fmt::Debug for FingerImageRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            width, height, ppi, ..
        } = self;
        write!(f, "FingerImageRef({width}x{height} at {ppi} ppi)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_images_are_refused() {
        let refused = |width, height, ppi, pixels: &[u8]| {
            FingerImageRef::new(width, height, ppi, pixels).unwrap_err()
        };
        let size = |width, height| ImageError::Size { width, height };
        assert_eq!(refused(0, 0, 500, &[]), size(0, 0));
        assert_eq!(refused(1, 1, 500, &[0]), size(1, 1));
        assert_eq!(refused(65_535, 65_535, 500, &[]), size(65_535, 65_535));
        let (expected, actual) = (4096, 4095);
        assert_eq!(
            refused(64, 64, 500, &[0; 4095]),
            ImageError::Length { expected, actual }
        );
        assert_eq!(
            refused(64, 64, 72, &[0; 4096]),
            ImageError::Resolution { ppi: 72 }
        );
    }
}
