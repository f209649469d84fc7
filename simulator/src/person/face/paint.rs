//! Soft shapes on a canvas: every shape is a coverage between 0 and 1 at each pixel, so edges are smooth.

use super::traits::Colour;
use image::{Rgb, RgbImage};
use rand::RngExt;
use rand::SeedableRng;
use rand_pcg::Pcg64;

/// A point in the face's units.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) x: f32,
    pub(super) y: f32,
}

/// The point (`x`, `y`).
pub(super) const fn at(x: f32, y: f32) -> At {
    At { x, y }
}

/// The colour, made lighter or darker.
pub(super) fn times(colour: Colour, factor: f32) -> Colour {
    colour.map(|value| value * factor)
}

/// The picture under way.
pub(super) struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<Colour>,
    origin: (f32, f32),
    unit: f32,
}

impl Canvas {
    /// A backdrop that is lit a little more in the middle.
    pub(super) fn new(width: u32, height: u32, backdrop: [u8; 3]) -> Self {
        let colour = backdrop.map(f32::from);
        let (w, h) = (width as f32, height as f32);
        let lit = |x: u32, y: u32| {
            let (dx, dy) = (x as f32 / w - 0.5, y as f32 / h - 0.4);
            1.04 - 0.22 * (dx * dx + dy * dy)
        };
        let pixels = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| colour.map(|c| c * lit(x, y)))
            .collect();
        Self {
            width,
            height,
            pixels,
            origin: (w / 2.0, h / 2.0),
            unit: 1.0,
        }
    }

    /// Puts the face's coordinates on the canvas; `sway` in units.
    pub(super) fn place(&mut self, eyes: f32, unit: f32, sway: f32) {
        self.unit = (self.height as f32 * unit).max(0.5);
        let (x, y) = (self.width as f32 / 2.0, self.height as f32 * eyes);
        self.origin = (x + sway * self.unit, y + 0.4 * sway * self.unit);
    }

    /// Half a pixel in units: the softness of a sharp edge.
    pub(super) fn pixel(&self) -> f32 {
        0.7 / self.unit
    }

    /// Lays `colour` over the rectangle of `reach` units around `centre`, as far as `coverage` says.
    pub(super) fn lay(
        &mut self,
        centre: At,
        reach: (f32, f32),
        coverage: impl Fn(At) -> f32,
        colour: impl Fn(At) -> Colour,
    ) {
        let (columns, rows) = self.window(centre, reach);
        for row in rows {
            for column in columns.clone() {
                let at = At {
                    x: (column as f32 + 0.5 - self.origin.0) / self.unit,
                    y: (row as f32 + 0.5 - self.origin.1) / self.unit,
                };
                let cover = coverage(at).clamp(0.0, 1.0);
                if cover > 0.0 {
                    let pixel = &mut self.pixels[(row * self.width + column) as usize];
                    let new = colour(at);
                    for (old, new) in pixel.iter_mut().zip(new) {
                        *old += (new - *old) * cover;
                    }
                }
            }
        }
    }

    fn window(
        &self,
        centre: At,
        reach: (f32, f32),
    ) -> (std::ops::Range<u32>, std::ops::Range<u32>) {
        let span = |middle: f32, reach: f32, origin: f32, most: u32| {
            let bound = |value: f32| (origin + value * self.unit).clamp(0.0, most as f32);
            whole(bound(middle - reach).floor())..whole(bound(middle + reach).ceil())
        };
        (
            span(centre.x, reach.0, self.origin.0, self.width),
            span(centre.y, reach.1, self.origin.1, self.height),
        )
    }

    /// Lays an ellipse of one colour.
    pub(super) fn ellipse(&mut self, centre: At, radii: (f32, f32), soft: f32, colour: Colour) {
        let reach = (radii.0 + 2.0 * soft, radii.1 + 2.0 * soft);
        self.lay(
            centre,
            reach,
            |at| ellipse(at, centre, radii, soft),
            |_| colour,
        );
    }

    /// Darkens (or, below 0, lightens) softly around `centre`.
    pub(super) fn shade(&mut self, centre: At, radii: (f32, f32), depth: f32) {
        let reach = (radii.0 * 3.0, radii.1 * 3.0);
        let (columns, rows) = self.window(centre, reach);
        for row in rows {
            for column in columns.clone() {
                let x = ((column as f32 + 0.5 - self.origin.0) / self.unit - centre.x) / radii.0;
                let y = ((row as f32 + 0.5 - self.origin.1) / self.unit - centre.y) / radii.1;
                let factor = 1.0 - depth * (-(x * x + y * y) / 2.0).exp();
                for value in &mut self.pixels[(row * self.width + column) as usize] {
                    *value *= factor;
                }
            }
        }
    }

    /// The picture with the sensor's noise.
    pub(super) fn develop(self, noise_seed: u64) -> RgbImage {
        let mut dice = Pcg64::seed_from_u64(noise_seed);
        let mut pixels = self.pixels.into_iter();
        RgbImage::from_fn(self.width, self.height, |_, _| {
            let noise = dice.random_range(-2.5_f32..2.5) + dice.random_range(-2.5_f32..2.5);
            Rgb(pixels
                .next()
                .unwrap_or_default()
                .map(|value| level(value + noise)))
        })
    }
}

/// Coverage of an ellipse with an edge of `soft` units.
pub(super) fn ellipse(at: At, centre: At, radii: (f32, f32), soft: f32) -> f32 {
    let (x, y) = ((at.x - centre.x) / radii.0, (at.y - centre.y) / radii.1);
    let away = (x * x + y * y).sqrt();
    edge((away - 1.0) * radii.0.min(radii.1), soft)
}

/// 1 well inside (`distance` below 0), 0 well outside, smooth between.
pub(super) fn edge(distance: f32, soft: f32) -> f32 {
    let t = (0.5 - distance / (2.0 * soft.max(1e-4))).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped before"
)]
fn whole(value: f32) -> u32 {
    value as u32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte"
)]
fn level(value: f32) -> u8 {
    value.clamp(0.0, 255.0) as u8
}
