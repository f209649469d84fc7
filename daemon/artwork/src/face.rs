//! One face of a card as the printer lays it down, and the picture that this gives.

use crate::{ArtworkError, dither, turn};
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

impl CardFaces {
    /// Both faces as [`Face::in_levels`] gives them.
    #[must_use]
    pub fn in_levels(self, levels: u16) -> CardFaces {
        CardFaces {
            front: self.front.in_levels(levels),
            back: self.back.in_levels(levels),
        }
    }
}

/// One drawn face as it lies on the printer's canvas.
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
    /// Whether the card is read upright: its top edge is then the left one here.
    pub(crate) upright: bool,
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
    /// Lays a face that was drawn as it is read onto the printer's canvas.
    pub(crate) fn laid(self) -> Face {
        if !self.upright {
            return self;
        }
        Face {
            rgb: turn::to_the_left::<3>(&self.rgb, self.width),
            black: turn::to_the_left::<1>(&self.black, self.width),
            overlay: turn::to_the_left::<1>(&self.overlay, self.width),
            width: self.height,
            height: self.width,
            upright: true,
        }
    }

    /// What the card will look like to who reads it: an RGB PNG of `width` by `height`, or of `height` by `width` when the
    /// card is read upright.
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
        if self.upright {
            let read = turn::to_the_right::<3>(&rgb, self.width);
            return png(&read, (self.height, self.width), ExtendedColorType::Rgb8);
        }
        png(&rgb, (self.width, self.height), ExtendedColorType::Rgb8)
    }

    /// The face as a head with so many levels of dye (2 to 256) gives it; with 256 it stays as it is.
    #[must_use]
    pub fn in_levels(mut self, levels: u16) -> Face {
        if levels < 256 {
            let width = self.width as usize;
            for (i, light) in self.rgb.iter_mut().enumerate() {
                let at = (i / 3 % width, i / 3 / width);
                *light = 255 - dither::level(255 - *light, at, levels);
            }
        }
        self
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

impl Panels {
    /// Every panel that the face needs as a picture of `width` by `height`, by its letter on the ribbon (y, m, c, k, o): an
    /// 8-bit grey PNG in which black is what is laid down in full.
    ///
    /// # Errors
    /// [`ArtworkError::Proof`] when a picture cannot be encoded.
    pub fn pictures(&self) -> Result<Vec<(char, Vec<u8>)>, ArtworkError> {
        let dyes = "ymc".chars().zip(self.colour.iter().flatten());
        let dyes =
            dyes.map(|(letter, dye)| (letter, dye.iter().map(|level| 255 - level).collect()));
        let bits = [('k', &self.black), ('o', &self.overlay)];
        let bits = bits.map(|(letter, on)| (letter, on.iter().map(|on| (1 - on) * 255).collect()));
        let picture = |(letter, grey): (char, Vec<u8>)| {
            let picture = png(&grey, (self.width, self.height), ExtendedColorType::L8)?;
            Ok((letter, picture))
        };
        dyes.chain(bits).map(picture).collect()
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

fn png(pixels: &[u8], size: (u32, u32), kind: ExtendedColorType) -> Result<Vec<u8>, ArtworkError> {
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive)
        .write_image(pixels, size.0, size.1, kind)
        .map_err(ArtworkError::Proof)?;
    Ok(png)
}
