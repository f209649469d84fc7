//! Gabor filters: waves of one direction and period under a bell.

use super::coordinate;
use std::f32::consts::{PI, TAU};

/// Reach of a filter from its centre, in pixels.
pub(super) const REACH: usize = 8;
/// Side of a filter.
const SIDE: usize = 2 * REACH + 1;
/// Side of a row as stored: filled up with zeros so that whole SIMD registers fit.
pub(super) const ROW: usize = 20;
/// Width of the bell, in pixels.
const SIGMA: f32 = 3.4;
/// Directions over half a turn.
const DIRECTIONS: u16 = 32;
/// Ridge periods in pixels, from `SHORTEST` in steps of `STEP`.
const PERIODS: u16 = 8;
const SHORTEST: f32 = 7.2;
const STEP: f32 = 0.5;

type Filter = [[f32; ROW]; SIDE];

/// All filters that a fingertip needs.
pub(super) struct Bank(Vec<Filter>);

impl Bank {
    /// Computes the filters.
    pub(super) fn new() -> Self {
        let filter = |index: u16| {
            let direction = f32::from(index / PERIODS) * PI / f32::from(DIRECTIONS);
            let period = SHORTEST + f32::from(index % PERIODS) * STEP;
            wave(direction, period)
        };
        Self((0..DIRECTIONS * PERIODS).map(filter).collect())
    }

    /// Number of the filter for ridges of this direction (radians, y upwards) and period (pixels).
    pub(super) fn choose(direction: f32, period: f32) -> usize {
        let turn = direction / PI - libm::floorf(direction / PI);
        let angle = nearest(turn * f32::from(DIRECTIONS), DIRECTIONS) % usize::from(DIRECTIONS);
        let size = nearest((period - SHORTEST) / STEP, PERIODS - 1);
        angle * usize::from(PERIODS) + size
    }

    /// Response of a filter whose upper left corner lies at `corner` of a raster with rows of `stride`.
    pub(super) fn respond(
        &self,
        filter: usize,
        raster: &[f32],
        corner: usize,
        stride: usize,
    ) -> f32 {
        let mut sums = [0.0_f32; ROW];
        for (row, weights) in self.0[filter].iter().enumerate() {
            let at = corner + row * stride;
            let line = &raster[at..at + ROW];
            for ((sum, weight), value) in sums.iter_mut().zip(weights).zip(line) {
                *sum += weight * value;
            }
        }
        sums.iter().sum()
    }
}

/// One filter, scaled to answer 1 to the wave it is made for and 0 to a constant.
fn wave(direction: f32, period: f32) -> Filter {
    let (sin, cos) = (libm::sinf(direction), libm::cosf(direction));
    let bell_and_wave = |row: usize, column: usize| {
        let x = coordinate(column) - coordinate(REACH);
        let y = coordinate(REACH) - coordinate(row);
        let across = y * cos - x * sin;
        let bell = libm::expf(-(x * x + y * y) / (2.0 * SIGMA * SIGMA));
        (bell, libm::cosf(TAU * across / period))
    };
    let cells = || (0..SIDE).flat_map(|row| (0..SIDE).map(move |column| (row, column)));
    let mean = cells()
        .map(|(r, c)| bell_and_wave(r, c))
        .fold((0.0, 0.0), |(sum, bells), (bell, wave)| {
            (sum + bell * wave, bells + bell)
        });
    let offset = mean.0 / mean.1;
    let mut filter = [[0.0; ROW]; SIDE];
    let mut gain = 0.0;
    for (row, column) in cells() {
        let (bell, wave) = bell_and_wave(row, column);
        filter[row][column] = bell * (wave - offset);
        gain += filter[row][column] * wave;
    }
    filter.map(|row| row.map(|weight| weight / gain))
}

/// The nearest whole number in `0..=most`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=most"
)]
fn nearest(value: f32, most: u16) -> usize {
    libm::roundf(value).clamp(0.0, f32::from(most)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_answers_to_its_own_wave_only() {
        let bank = Bank::new();
        let raster: Vec<f32> = (0..SIDE)
            .flat_map(|row| {
                let wave = libm::cosf(TAU * (coordinate(row) - 8.0) / 9.2);
                [wave; ROW]
            })
            .collect();
        let along = bank.respond(Bank::choose(0.0, 9.2), &raster, 0, ROW);
        let across = bank.respond(Bank::choose(PI / 2.0, 9.2), &raster, 0, ROW);
        assert!((along - 1.0).abs() < 1e-4, "{along}");
        assert!(across.abs() < 0.05, "{across}");
    }

    #[test]
    fn directions_wrap_at_half_a_turn() {
        assert_eq!(Bank::choose(0.0, 9.0), Bank::choose(PI, 9.0));
        assert_eq!(Bank::choose(-0.01, 9.0), Bank::choose(0.01, 9.0));
    }
}
