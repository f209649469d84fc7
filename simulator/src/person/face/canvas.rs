//! The picture under way, and where the head is on it.

use super::colour::{Colour, mix};
use super::cover::{Cover, whole};
use super::curve::Point;
use image::RgbImage;

/// From head units to pixels and back.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    /// Width and height of the picture.
    pub(super) size: (usize, usize),
    /// Pixels of a head unit.
    pub(super) unit: f32,
    origin: (f32, f32),
    sin: f32,
    cos: f32,
}

impl View {
    /// An upright view with the head's origin at a pixel.
    pub(super) fn still(size: (usize, usize), origin: (f32, f32), unit: f32) -> Self {
        Self {
            size,
            unit,
            origin,
            sin: 0.0,
            cos: 1.0,
        }
    }

    /// The view of something that moved by `shift` head units and turned by `angle` radians around its origin.
    pub(super) fn moved(&self, shift: (f32, f32), angle: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        Self {
            origin: self.pixel(Point::new(shift.0, shift.1)),
            sin,
            cos,
            ..*self
        }
    }

    /// Where a point of the head is on the picture.
    pub(super) fn pixel(&self, Point { x, y }: Point) -> (f32, f32) {
        (
            self.origin.0 + (x * self.cos - y * self.sin) * self.unit,
            self.origin.1 + (x * self.sin + y * self.cos) * self.unit,
        )
    }

    /// The point of the head at the middle of a pixel.
    fn point(&self, x: usize, y: usize) -> Point {
        let dx = (x as f32 + 0.5 - self.origin.0) / self.unit;
        let dy = (y as f32 + 0.5 - self.origin.1) / self.unit;
        Point::new(dx * self.cos + dy * self.sin, dy * self.cos - dx * self.sin)
    }
}

/// A picture of colours.
pub(super) struct Canvas {
    width: usize,
    pixels: Vec<Colour>,
}

impl Canvas {
    /// A picture whose pixels have the colours of their points.
    pub(super) fn painted(view: &View, colour: impl Fn(Point) -> Colour) -> Self {
        let (width, height) = view.size;
        let rows = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Self {
            width,
            pixels: rows.map(|(x, y)| colour(view.point(x, y))).collect(),
        }
    }

    /// Lays the colours of the points over what is there.
    pub(super) fn fill(&mut self, cover: &Cover, view: &View, colour: impl Fn(Point) -> Colour) {
        self.change(cover, |x, y, old, share| {
            mix(old, colour(view.point(x, y)), share)
        });
    }

    /// Lays one colour over what is there.
    pub(super) fn tint(&mut self, cover: &Cover, colour: Colour, opacity: f32) {
        self.change(cover, |_, _, old, share| mix(old, colour, share * opacity));
    }

    /// Multiplies what is there: a shadow below 1, a light above.
    pub(super) fn shade(&mut self, cover: &Cover, factor: Colour) {
        self.change(cover, |_, _, old, share| {
            std::array::from_fn(|c| old[c] * (1.0 + (factor[c] - 1.0) * share))
        });
    }

    fn change(&mut self, cover: &Cover, new: impl Fn(usize, usize, Colour, f32) -> Colour) {
        let rows = cover.values.chunks_exact(cover.width.max(1));
        for (row, line) in rows.enumerate() {
            let y = cover.top + row;
            let start = y * self.width + cover.left;
            for (column, (pixel, share)) in self.pixels[start..].iter_mut().zip(line).enumerate() {
                if *share > 0.0 {
                    *pixel = new(cover.left + column, y, *pixel, *share);
                }
            }
        }
    }

    /// The picture as a camera's sensor gives it, with grain that `seed` fixes.
    pub(super) fn develop(self, seed: u64, size: (u32, u32)) -> RgbImage {
        let mut state = seed | 1;
        let mut bytes = Vec::with_capacity(self.pixels.len() * 3);
        for pixel in self.pixels {
            // One xorshift step gives the four bytes whose sum is nearly bell-shaped.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let [a, b, c, d, e, ..] = state.to_le_bytes().map(f32::from);
            let grain = (a + b + c + d - 510.0) / 110.0;
            let tinge = (e - 127.5) / 100.0;
            let [red, green, blue] = pixel.map(|value| value * 255.0 + grain);
            bytes.extend([byte(red + tinge), byte(green), byte(blue - tinge)]);
        }
        RgbImage::from_raw(size.0, size.1, bytes).unwrap_or_default()
    }
}

fn byte(value: f32) -> u8 {
    u8::try_from(whole(value + 0.5)).unwrap_or(u8::MAX)
}
