//! The 1,796 bytes before each page (PWG 5102.4, 4.3).

use super::{Binding, Colour, Page};

const LENGTH: usize = 1796;
const POINTS_PER_INCH: u32 = 72;
/// `sGray` and `sRGB` in the field of colour spaces.
const GREY: u32 = 18;
const RGB: u32 = 19;

pub(super) fn header(media: &str, binding: Binding, pages: usize, page: &Page<'_>) -> Vec<u8> {
    let mut header = Header(vec![0; LENGTH]);
    let (across, along) = page.resolution;
    header.text(0, "PwgRaster");
    header.number(272, u32::from(binding != Binding::OneSided));
    header.number(276, across);
    header.number(280, along);
    header.number(340, 1);
    header.number(352, points(page.width, across));
    header.number(356, points(page.height, along));
    header.number(368, u32::from(binding == Binding::ShortEdge));
    header.number(372, page.width);
    header.number(376, page.height);
    pixels(&mut header, page);
    header.number(452, u32::try_from(pages).unwrap_or(0));
    header.number(456, direction(page.transform.mirrored));
    header.number(460, direction(page.transform.flipped));
    header.number(472, page.width);
    header.number(476, page.height);
    header.number(480, 0x00FF_FFFF);
    header.text(1732, media);
    header.0
}

fn pixels(header: &mut Header, page: &Page<'_>) {
    let (channels, space) = match page.colour {
        Colour::Grey => (1, GREY),
        Colour::Rgb => (3, RGB),
    };
    header.number(384, 8);
    header.number(388, 8 * channels);
    header.number(392, page.width * channels);
    header.number(400, space);
    header.number(420, channels);
}

fn points(pixels: u32, resolution: u32) -> u32 {
    (pixels * POINTS_PER_INCH + resolution / 2) / resolution.max(1)
}

/// 1 as it is, -1 the other way round.
fn direction(reversed: bool) -> u32 {
    if reversed { u32::MAX } else { 1 }
}

struct Header(Vec<u8>);

impl Header {
    fn number(&mut self, offset: usize, number: u32) {
        self.0[offset..offset + 4].copy_from_slice(&number.to_be_bytes());
    }

    /// At most 63 bytes and a NUL.
    fn text(&mut self, offset: usize, text: &str) {
        let bytes = &text.as_bytes()[..text.len().min(63)];
        self.0[offset..offset + bytes.len()].copy_from_slice(bytes);
    }
}
