//! PWG Raster Format (PWG 5102.4): pictures for printers, page after page in one document, without loss.

mod header;
mod lines;

use header::header;

/// What a document begins with.
const SYNC: &[u8; 4] = b"RaS2";

/// Colour of a page's pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// One byte per pixel, 0 is black (`sgray_8`).
    Grey,
    /// Three bytes per pixel: red, green, blue (`srgb_8`).
    Rgb,
}

impl Colour {
    /// Bytes per pixel.
    pub fn bytes(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Rgb => 3,
        }
    }
}

/// On which edge the two sides of a sheet hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// Only one side is printed.
    OneSided,
    /// The long edge: both sides are upright in portrait.
    LongEdge,
    /// The short edge.
    ShortEdge,
}

/// How a page is mirrored against what is to be seen, because of how the printer turns the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transform {
    /// Left and right are exchanged.
    pub mirrored: bool,
    /// Top and bottom are exchanged.
    pub flipped: bool,
}

impl Transform {
    /// As it is.
    pub const NONE: Self = Self {
        mirrored: false,
        flipped: false,
    };
}

/// One page.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Width in pixels, at least 1.
    pub width: u32,
    /// Height in pixels, at least 1.
    pub height: u32,
    /// Pixels per inch across and along the feed.
    pub resolution: (u32, u32),
    /// Kind of pixels.
    pub colour: Colour,
    /// The pixels row by row, as they are sent: transformed already.
    pub pixels: &'a [u8],
    /// How they were transformed.
    pub transform: Transform,
}

/// A document of these pages, all on one sheet. `media` is the self-describing name of the sheet's size.
pub fn document(media: &str, binding: Binding, pages: &[Page<'_>]) -> Vec<u8> {
    let mut bytes = SYNC.to_vec();
    for page in pages {
        bytes.extend(header(media, binding, pages.len(), page));
        let pixel = page.colour.bytes();
        let row = usize::try_from(page.width).unwrap_or(0) * pixel;
        lines::compress(page.pixels, row, pixel, &mut bytes);
    }
    bytes
}

#[cfg(test)]
mod tests;
