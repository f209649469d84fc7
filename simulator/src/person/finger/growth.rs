//! Growing ridges: noise that is filtered along the flow again and again becomes ridges, and where the flow spreads or
//! the spacing changes they split and end, as skin does.

use super::field::RidgeField;
use super::gabor::{Bank, REACH, ROW};
use super::{coordinate, limit};
use crate::person::random::Dice;

/// Rounds of filtering. Fewer leave ragged ridges, more iron out minutiae.
const ROUNDS: usize = 9;
/// Gain of a round: small waves grow, the limiter holds large ones.
const GAIN: f32 = 2.6;

/// Grows the relief of a fingertip, `width * height` heights in -1..1.
pub(super) fn grow(field: &RidgeField, width: usize, height: usize, dice: &mut Dice) -> Vec<f32> {
    let bank = Bank::new();
    let choices: Vec<usize> = (0..width * height)
        .map(|at| {
            let (x, y) = (coordinate(at % width), coordinate(at / width));
            Bank::choose(field.direction(x, y), field.period(x, y))
        })
        .collect();
    // A border as wide as a filter's reach, so that the inner loop needs no edge cases; a row's filling may read further.
    let stride = width + 2 * REACH;
    let mut raster: Vec<f32> = (0..stride * (height + 2 * REACH) + ROW)
        .map(|_| dice.normal())
        .collect();
    let mut relief = vec![0.0; width * height];
    for _ in 0..ROUNDS {
        for (at, cell) in relief.iter_mut().enumerate() {
            let corner = at / width * stride + at % width;
            *cell = limit(GAIN * bank.respond(choices[at], &raster, corner, stride));
        }
        for (row, line) in relief.chunks_exact(width).enumerate() {
            let start = (row + REACH) * stride + REACH;
            raster[start..start + width].copy_from_slice(line);
        }
    }
    relief
}
