//! One face of a card as the printer lays it down, and the picture that this gives.

use crate::ArtworkError;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

/// Both faces of one card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardFaces {
    /// The face with the portrait.
    pub front: Face,
    /// The other one.
    pub back: Face,
}

/// One drawn face, card in landscape.
#[derive(Clone, PartialEq, Eq)]
pub struct Face {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What the dye gives on a white card: R, G, B per pixel, row by row; white wherever there is resin.
    pub(crate) rgb: Vec<u8>,
    /// Resin, one byte per pixel.
    pub(crate) black: Vec<u8>,
    /// Overlay, one byte per pixel.
    pub(crate) overlay: Vec<u8>,
}

/// The ribbon panels of one face; every panel has `width * height` values, row by row, card in landscape.
#[derive(Clone, PartialEq, Eq)]
pub struct Panels {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Yellow, magenta and cyan: 0 is no dye, 255 is full dye. `None` when the face has no colour at all.
    pub colour: Option<[Vec<u8>; 3]>,
    /// Resin black: 0 or 1; where it is 1 there is no dye.
    pub black: Vec<u8>,
    /// Clear overlay: 0 or 1; 0 over a contact chip.
    pub overlay: Vec<u8>,
}

impl Face {
    /// What the card will look like: an RGB PNG of `width` by `height`.
    ///
    /// # Errors
    /// [`ArtworkError::Proof`] when the picture cannot be encoded.
    pub fn proof_png(&self) -> Result<Vec<u8>, ArtworkError> {
        let mut rgb = self.rgb.clone();
        for (pixel, black) in rgb.chunks_exact_mut(3).zip(&self.black) {
            if *black == 1 {
                pixel.fill(0);
            }
        }
        let mut png = Vec::new();
        PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive)
            .write_image(&rgb, self.width, self.height, ExtendedColorType::Rgb8)
            .map_err(ArtworkError::Proof)?;
        Ok(png)
    }

    /// Whether any dye is needed.
    pub fn is_coloured(&self) -> bool {
        self.rgb.iter().any(|&level| level != 255)
    }

    /// Separates the face into ribbon panels; dye is the complement of the colour on white.
    pub fn panels(&self) -> Panels {
        let dye = |channel: usize| self.rgb.chunks_exact(3).map(|p| 255 - p[channel]).collect();
        Panels {
            width: self.width,
            height: self.height,
            colour: self.is_coloured().then(|| [dye(2), dye(1), dye(0)]),
            black: self.black.clone(),
            overlay: self.overlay.clone(),
        }
    }
}

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Face({}x{})", self.width, self.height)
    }
}

impl std::fmt::Debug for Panels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let colour = self.colour.is_some();
        write!(
            f,
            "Panels({}x{}, colour: {colour})",
            self.width, self.height
        )
    }
}
