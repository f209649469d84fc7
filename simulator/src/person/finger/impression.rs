//! One touch of a finger on the glass.

use super::noise::SmoothNoise;
use super::{Condition, Master, coordinate, limit};
use crate::person::random::Dice;
use image::GrayImage;

/// Gray value of the empty glass.
const GLASS: f32 = 235.0;

/// How the finger meets the glass this time.
pub(super) struct Touch {
    dice: Dice,
    /// Sine and cosine of the turn.
    turn: (f32, f32),
    /// Where the centre of the finger lies, in pixels from the centre of the glass.
    shift: (f32, f32),
    /// Half axes of the contact area, in pixels.
    contact: (f32, f32),
    /// Added to the relief: above 0 ridges are broad, below 0 thin.
    pressure: f32,
    /// Gray levels by which contact darkens the glass, and by which relief modulates it.
    ink: (f32, f32),
    /// Strength of the speckle that breaks ridges.
    speckle: f32,
    /// Blots lie where their field is above this many deviations.
    blots: f32,
}

impl Touch {
    /// Draws a touch.
    pub(super) fn draw(seed: u64, condition: Condition) -> Self {
        let mut dice = Dice::new(&[seed, 0x74_6f_75_63_68]);
        let turn = dice.uniform(-0.2, 0.2);
        let shift = (dice.uniform(-14.0, 14.0), dice.uniform(-14.0, 14.0));
        let contact = (dice.uniform(110.0, 126.0), dice.uniform(130.0, 146.0));
        let pressure = dice.uniform(-0.2, 0.25);
        let mut touch = Self {
            dice,
            turn: (libm::sinf(turn), libm::cosf(turn)),
            shift,
            contact,
            pressure,
            ink: (108.0, 82.0),
            speckle: 0.3,
            blots: 2.1,
        };
        match condition {
            Condition::Good => {}
            Condition::Dry => touch.dry_up(),
            Condition::Light => touch.lighten(),
        }
        touch
    }

    fn dry_up(&mut self) {
        self.pressure = 0.5 * self.pressure - 0.5;
        self.speckle = 1.7;
        self.blots = 1.2;
        self.ink = (85.0, 65.0);
    }

    fn lighten(&mut self) {
        self.pressure -= 0.3;
        self.contact = (self.contact.0 * 0.62, self.contact.1 * 0.62);
        self.speckle = 0.5;
        self.ink = (36.0, 20.0);
    }

    /// Prints the finger on a glass of this size.
    pub(super) fn print(mut self, finger: &Master, width: u32, height: u32) -> GrayImage {
        let (Ok(columns), Ok(rows)) = (usize::try_from(width), usize::try_from(height)) else {
            return GrayImage::new(0, 0);
        };
        let mut field = |cell| SmoothNoise::draw(&mut self.dice, columns, rows, cell);
        let stretch = (field(70), field(70));
        let (ragged, blots, speckle) = (field(14), field(22), field(2));
        let mut raster = Vec::with_capacity(columns * rows);
        for y in 0..rows {
            let stretch = (stretch.0.row(y), stretch.1.row(y));
            let (ragged, blots, speckle) = (ragged.row(y), blots.row(y), speckle.row(y));
            let down = coordinate(y) - coordinate(rows) / 2.0 - self.shift.1;
            for x in 0..columns {
                let across = coordinate(x) - coordinate(columns) / 2.0 - self.shift.0;
                let moved = (across + 2.6 * stretch.0.at(x), down + 2.6 * stretch.1.at(x));
                let (relief, known) = self.sample(finger, moved);
                let mut touching = known * self.contact_at(moved, 0.09 * ragged.at(x));
                touching *= ramp((self.blots - blots.at(x)) * 4.0);
                let skin = limit(2.4 * (relief + self.pressure) + self.speckle * speckle.at(x));
                raster.push(GLASS - touching * (self.ink.0 + self.ink.1 * skin));
            }
        }
        self.expose(&raster, width, height)
    }

    /// Relief of the finger under a point of the glass.
    fn sample(&self, finger: &Master, (x, y): (f32, f32)) -> (f32, f32) {
        let (sin, cos) = self.turn;
        finger.sample(cos * x - sin * y, sin * x + cos * y)
    }

    /// How firmly a point of the glass is touched, 0..=1.
    fn contact_at(&self, (x, y): (f32, f32), ragged: f32) -> f32 {
        let (a, b) = (x / self.contact.0, y / self.contact.1);
        ramp((1.0 - (a * a + b * b) + ragged) * 6.0)
    }

    /// What the sensor makes of the picture: slight blur and noise.
    fn expose(&mut self, raster: &[f32], width: u32, height: u32) -> GrayImage {
        let rows: Vec<Vec<f32>> = raster
            .chunks_exact((width as usize).max(1))
            .map(blurred)
            .collect();
        let mut pixels = Vec::with_capacity(raster.len());
        for (y, row) in rows.iter().enumerate() {
            let above = &rows[y.saturating_sub(1)];
            let below = rows.get(y + 1).unwrap_or(row);
            for ((above, here), below) in above.iter().zip(row).zip(below) {
                let blurred = 0.2 * above + 0.6 * here + 0.2 * below;
                pixels.push(gray(blurred + 2.5 * self.dice.normal()));
            }
        }
        GrayImage::from_raw(width, height, pixels).unwrap_or_default()
    }
}

/// A row of pixels, each with a little of its neighbours; the edge has itself for one.
fn blurred(row: &[f32]) -> Vec<f32> {
    let last = row.len() - 1;
    let pixel =
        |x: usize| 0.2 * row[x.saturating_sub(1)] + 0.6 * row[x] + 0.2 * row[(x + 1).min(last)];
    (0..row.len()).map(pixel).collect()
}

/// A smooth step from 0 at -1 to 1 at +1.
fn ramp(x: f32) -> f32 {
    let t = (x * 0.5 + 0.5).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=255"
)]
fn gray(value: f32) -> u8 {
    value.clamp(0.0, 255.0) as u8
}
