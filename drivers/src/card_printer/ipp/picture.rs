//! A face as a picture: dye and resin on white, turned as the printer's medium lies.

use super::IppPrinterError;
use crate::card_printer::FacePanels;
use loket_wire::pwg_raster::{Colour, Transform};

/// Rows of pixels from the top left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) colour: Colour,
    pub(super) pixels: Vec<u8>,
}

impl Picture {
    /// What the panels give on a white card, in landscape. The overlay is the printer's own affair: IPP has no word for it.
    ///
    /// # Errors
    /// `Panel` when one does not cover the face.
    pub(super) fn of(face: &FacePanels, colour: Colour) -> Result<Self, IppPrinterError> {
        let count = usize::try_from(u64::from(face.width) * u64::from(face.height));
        let count = count.map_err(|_| IppPrinterError::Panel)?;
        let dyes = face.colour.iter().flatten();
        if dyes.chain([&face.black]).any(|panel| panel.len() != count) {
            return Err(IppPrinterError::Panel);
        }
        let pixels = (0..count)
            .flat_map(|at| pixel(rgb(face, at), colour))
            .collect();
        Ok(Self {
            width: face.width,
            height: face.height,
            colour,
            pixels,
        })
    }

    /// Turned by a quarter, top to the left: as landscape lies on a portrait sheet (RFC 8011, 5.2.10).
    pub(super) fn turned(&self) -> Self {
        let (width, height) = (self.width, self.height);
        let places = (0..width)
            .rev()
            .flat_map(|x| (0..height).map(move |y| (x, y)));
        Self {
            width: height,
            height: width,
            colour: self.colour,
            pixels: self.at(places),
        }
    }

    /// With left and right, top and bottom exchanged.
    pub(super) fn transformed(&self, transform: Transform) -> Self {
        let (width, height) = (self.width, self.height);
        let column = move |x| if transform.mirrored { width - 1 - x } else { x };
        let row = move |y| if transform.flipped { height - 1 - y } else { y };
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (column(x), row(y))));
        Self {
            pixels: self.at(places),
            ..*self
        }
    }

    fn at(&self, places: impl Iterator<Item = (u32, u32)>) -> Vec<u8> {
        let bytes = self.colour.bytes();
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for (x, y) in places {
            let index = u64::from(y) * u64::from(self.width) + u64::from(x);
            let start = usize::try_from(index)
                .unwrap_or(usize::MAX)
                .saturating_mul(bytes);
            pixels.extend(self.pixels.iter().skip(start).take(bytes));
        }
        pixels
    }
}

/// Resin covers dye; dye takes light away.
fn rgb(face: &FacePanels, at: usize) -> [u8; 3] {
    match &face.colour {
        _ if face.black[at] != 0 => [0; 3],
        Some([yellow, magenta, cyan]) => [255 - cyan[at], 255 - magenta[at], 255 - yellow[at]],
        None => [255; 3],
    }
}

fn pixel([red, green, blue]: [u8; 3], colour: Colour) -> impl Iterator<Item = u8> {
    let (pixel, bytes) = match colour {
        Colour::Rgb => ([red, green, blue], 3),
        Colour::Grey => ([grey(red, green, blue), 0, 0], 1),
    };
    pixel.into_iter().take(bytes)
}

/// Brightness as in ITU-R BT.601, in 256ths.
fn grey(red: u8, green: u8, blue: u8) -> u8 {
    let sum = 77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue);
    u8::try_from(sum >> 8).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three by two pixels: yellow, magenta, cyan; black on cyan, white, all dyes.
    fn face() -> FacePanels {
        FacePanels {
            width: 3,
            height: 2,
            colour: Some([
                vec![255, 0, 0, 0, 0, 255],
                vec![0, 255, 0, 0, 0, 255],
                vec![0, 0, 255, 255, 0, 255],
            ]),
            black: vec![0, 0, 0, 1, 0, 0],
            overlay: vec![1; 6],
        }
    }

    const YELLOW: [u8; 3] = [255, 255, 0];
    const MAGENTA: [u8; 3] = [255, 0, 255];
    const CYAN: [u8; 3] = [0, 255, 255];
    const BLACK: [u8; 3] = [0; 3];
    const WHITE: [u8; 3] = [255; 3];

    fn picture() -> Picture {
        Picture::of(&face(), Colour::Rgb).unwrap()
    }

    #[test]
    fn dye_and_resin_make_colours() {
        let expected = [YELLOW, MAGENTA, CYAN, BLACK, WHITE, BLACK].concat();
        assert_eq!(picture().pixels, expected);
        let grey = Picture::of(&face(), Colour::Grey).unwrap();
        assert_eq!(grey.pixels, [226, 105, 178, 0, 255, 0]);
    }

    #[test]
    fn a_quarter_turn_brings_the_top_to_the_left() {
        let turned = picture().turned();
        assert_eq!((turned.width, turned.height), (2, 3));
        let expected = [CYAN, BLACK, MAGENTA, WHITE, YELLOW, BLACK].concat();
        assert_eq!(turned.pixels, expected);
    }

    #[test]
    fn what_is_transformed_twice_is_as_it_was() {
        for (mirrored, flipped) in [(true, false), (false, true), (true, true)] {
            let transform = Transform { mirrored, flipped };
            let once = picture().transformed(transform);
            assert_ne!(once, picture());
            assert_eq!(once.transformed(transform), picture());
        }
        let mirrored = picture().transformed(Transform {
            mirrored: true,
            flipped: false,
        });
        assert_eq!(mirrored.pixels[..3], CYAN);
    }

    #[test]
    fn a_panel_that_does_not_cover_its_face_is_refused() {
        let mut short = face();
        short.black.pop();
        assert!(matches!(
            Picture::of(&short, Colour::Rgb),
            Err(IppPrinterError::Panel)
        ));
    }
}
