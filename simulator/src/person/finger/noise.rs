//! Smooth random fields.

use super::{coordinate, split};
use crate::person::random::Dice;

/// A smooth random field: a cubic B-spline through a lattice of random heights, with mean 0 and deviation near 1.
pub(super) struct SmoothNoise {
    cell: f32,
    columns: usize,
    lattice: Vec<f32>,
    /// The knots around each pixel of a row.
    across: Vec<Knots>,
}

/// First of the four knots around a lattice coordinate, and their weights.
type Knots = (usize, [f32; 4]);

/// A field along one row of pixels.
pub(super) struct Row<'a> {
    lines: [&'a [f32]; 4],
    weights: [f32; 4],
    across: &'a [Knots],
}

impl Row<'_> {
    /// Height of the field at a pixel of the row; within its area.
    pub(super) fn at(&self, column: usize) -> f32 {
        let (first, weights) = self.across[column];
        height(
            self.lines.map(|line| &line[first..first + 4]),
            weights,
            self.weights,
        )
    }
}

/// Deviation of a B-spline surface whose knots have deviation 1.
const SPLINE_DEVIATION: f32 = 0.48;

impl SmoothNoise {
    /// A field over `width` x `height` pixels that changes over about `cell` pixels.
    pub(super) fn draw(dice: &mut Dice, width: usize, height: usize, cell: u16) -> Self {
        let columns = width / usize::from(cell) + 4;
        let rows = height / usize::from(cell) + 4;
        let lattice = (0..columns * rows)
            .map(|_| dice.normal() / SPLINE_DEVIATION)
            .collect();
        let cell = f32::from(cell);
        Self {
            cell,
            columns,
            lattice,
            across: (0..width)
                .map(|x| knots(coordinate(x) / cell, columns))
                .collect(),
        }
    }

    /// Height of the field at a pixel; outside its area the nearest edge, roughly.
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let (column, across) = knots(x / self.cell, self.columns);
        let (lines, down) = self.lines(y);
        height(lines.map(|line| &line[column..column + 4]), across, down)
    }

    /// The field along the pixels of one row.
    pub(super) fn row(&self, y: usize) -> Row<'_> {
        let (lines, weights) = self.lines(coordinate(y));
        Row {
            lines,
            weights,
            across: &self.across,
        }
    }

    /// The four lines of the lattice around a row of pixels, and their weights.
    fn lines(&self, y: f32) -> ([&[f32]; 4], [f32; 4]) {
        let (first, weights) = knots(y / self.cell, self.lattice.len() / self.columns);
        let line = |k: usize| &self.lattice[(first + k) * self.columns..][..self.columns];
        ([line(0), line(1), line(2), line(3)], weights)
    }
}

/// Height of the spline between four by four knots.
fn height(knots: [&[f32]; 4], across: [f32; 4], down: [f32; 4]) -> f32 {
    let along = |line: &[f32]| across.iter().zip(line).map(|(w, v)| w * v).sum::<f32>();
    down.iter()
        .zip(knots)
        .map(|(w, line)| w * along(line))
        .sum()
}

fn knots(at: f32, count: usize) -> Knots {
    let (cell, t) = split(at);
    let first = usize::try_from(cell).unwrap_or(0).min(count - 4);
    let (s, t2, t3) = (1.0 - t, t * t, t * t * t);
    let weights = [
        s * s * s,
        3.0 * t3 - 6.0 * t2 + 4.0,
        3.0 * (t + t2 - t3) + 1.0,
        t3,
    ];
    (first, weights.map(|w| w / 6.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_smooth_and_of_unit_deviation() {
        let field = SmoothNoise::draw(&mut Dice::new(&[5]), 400, 400, 8);
        let row: Vec<f32> = (0..160_000_u32)
            .map(|i| {
                let (y, x) = (i / 400, i % 400);
                field.at(x as f32, y as f32)
            })
            .collect();
        let variance = row.iter().map(|v| v * v).sum::<f32>() / 160_000.0;
        assert!((0.8..1.25).contains(&variance), "{variance}");
        let step = row
            .chunks(400)
            .flat_map(|line| line.windows(2))
            .map(|pair| (pair[0] - pair[1]).abs())
            .fold(0.0, f32::max);
        assert!(step < 0.8, "{step}");
    }

    #[test]
    fn a_row_is_the_field_along_it() {
        let field = SmoothNoise::draw(&mut Dice::new(&[5]), 90, 40, 22);
        for y in 0..40 {
            let row = field.row(y);
            assert!((0..90).all(|x| row.at(x) == field.at(coordinate(x), coordinate(y))));
        }
    }

    #[test]
    fn points_outside_are_answered() {
        let field = SmoothNoise::draw(&mut Dice::new(&[5]), 10, 10, 8);
        for at in [-1e9, -5.0, 30.0, 1e9] {
            assert!(field.at(at, at).is_finite());
        }
    }
}
