//! Directional band-pass filters.

use super::raster::{nearest, number};
use std::f32::consts::{PI, TAU};
use std::sync::LazyLock;

/// Reach of a filter from its centre, in pixels.
pub(super) const REACH: usize = 10;
const SIDE: usize = 2 * REACH + 1;
/// Length of a filter row as stored, filled with zeros to whole SIMD registers.
pub(super) const ROW: usize = 24;
/// Directions over half a turn.
const DIRECTIONS: usize = 32;
/// Shortest period in pixels, step and number of periods.
const SHORTEST: f32 = 4.5;
const STEP: f32 = 0.75;
const PERIODS: usize = 12;

type Filter = [[f32; ROW]; SIDE];

/// One filter for each direction and period.
pub(super) struct Bank(Vec<Filter>);

impl Bank {
    /// The filters, computed at first use.
    pub(super) fn shared() -> &'static Self {
        static BANK: LazyLock<Bank> = LazyLock::new(Bank::new);
        &BANK
    }

    fn new() -> Self {
        let filter = |index: usize| {
            let direction = number(index / PERIODS) * PI / number(DIRECTIONS);
            filter(direction, SHORTEST + number(index % PERIODS) * STEP)
        };
        Self((0..DIRECTIONS * PERIODS).map(filter).collect())
    }

    /// Number of the filter for ridges of a direction (radians, y downwards) and period (pixels).
    pub(super) fn choose(direction: f32, period: f32) -> usize {
        let turn = nearest(direction.rem_euclid(PI) / PI * number(DIRECTIONS));
        let size = nearest((period - SHORTEST) / STEP);
        let turn = usize::try_from(turn).unwrap_or(0) % DIRECTIONS;
        turn * PERIODS + usize::try_from(size).unwrap_or(0).min(PERIODS - 1)
    }

    /// Response of a filter whose upper left corner lies at `corner` of a plane with rows of `stride`.
    pub(super) fn respond(
        &self,
        filter: usize,
        plane: &[f32],
        corner: usize,
        stride: usize,
    ) -> f32 {
        let mut sums = [0.0_f32; ROW];
        for (row, weights) in self.0[filter].iter().enumerate() {
            let at = corner + row * stride;
            for ((sum, weight), value) in sums.iter_mut().zip(weights).zip(&plane[at..at + ROW]) {
                *sum += weight * value;
            }
        }
        sums.iter().sum()
    }
}

/// A wave under a bell, scaled to answer 1 to that wave and 0 to a constant.
fn filter(direction: f32, period: f32) -> Filter {
    let (sin, cos) = direction.sin_cos();
    let sigma = (0.42 * period).clamp(2.2, 4.2);
    let mut bells = [[0.0_f32; ROW]; SIDE];
    let mut waves = [[0.0_f32; ROW]; SIDE];
    for row in 0..SIDE {
        for column in 0..SIDE {
            let (x, y) = (number(column) - number(REACH), number(row) - number(REACH));
            bells[row][column] = (-(x * x + y * y) / (2.0 * sigma * sigma)).exp();
            waves[row][column] = (TAU * (y * cos - x * sin) / period).cos();
        }
    }
    let dot = |a: &Filter, b: &Filter| {
        let pairs = a.as_flattened().iter().zip(b.as_flattened());
        pairs.map(|(a, b)| a * b).sum::<f32>()
    };
    let offset = dot(&bells, &waves) / bells.as_flattened().iter().sum::<f32>();
    let mut out = bells;
    for (weight, wave) in out.as_flattened_mut().iter_mut().zip(waves.as_flattened()) {
        *weight *= wave - offset;
    }
    let gain = dot(&out, &waves);
    out.map(|row| row.map(|weight| weight / gain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_answers_to_its_own_wave_only() {
        let bank = Bank::new();
        let mut plane = vec![0.0; ROW * SIDE];
        for (at, value) in plane.iter_mut().enumerate() {
            *value = (TAU * (number(at / ROW) - number(REACH)) / 9.0).cos();
        }
        let along = bank.respond(Bank::choose(0.0, 9.0), &plane, 0, ROW);
        let across = bank.respond(Bank::choose(PI / 2.0, 9.0), &plane, 0, ROW);
        assert!((along - 1.0).abs() < 1e-3, "{along}");
        assert!(across.abs() < 0.05, "{across}");
    }

    #[test]
    fn any_direction_and_period_has_a_filter() {
        let last = DIRECTIONS * PERIODS;
        for value in [-1e9, -PI, 0.0, PI, 1e9, f32::NAN] {
            assert!(Bank::choose(value, value) < last);
        }
    }
}
