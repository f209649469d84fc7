//! The neighbourhood of a minutia as a vector, after the minutia cylinder code of Cappelli, Ferrara and Maltoni.

use super::minutia::Minutia;
use super::prune::difference;
use super::raster::number;
use std::f32::consts::{PI, TAU};

/// Half side of the square grid around the minutia, in pixels at 500 ppi.
const RADIUS: f32 = 72.0;
/// Grid cells to a side and direction layers.
const GRID: usize = 8;
const LAYERS: usize = 6;
const CELLS: usize = GRID * GRID * LAYERS;
/// How far a neighbour is smeared, in pixels and radians: what skin stretches.
const SIGMA_PLACE: f32 = 9.5;
const SIGMA_TURN: f32 = 0.55;
/// Distance in pixels beyond which less than a thousandth of a neighbour arrives.
const FAR: f32 = 4.0 * SIGMA_PLACE;

/// A minutia with its neighbourhood, in terms of calculation.
pub(super) struct Descriptor {
    pub(super) x: f32,
    pub(super) y: f32,
    /// Radians, y downwards.
    pub(super) direction: f32,
    cells: [f32; CELLS],
    norm: f32,
}

impl Descriptor {
    /// Describes each minutia by those around it.
    pub(super) fn all(minutiae: &[Minutia]) -> Vec<Self> {
        minutiae
            .iter()
            .map(|centre| Self::new(centre, minutiae))
            .collect()
    }

    fn new(centre: &Minutia, all: &[Minutia]) -> Self {
        let (x, y) = place(centre);
        let direction = direction(centre);
        let (sin, cos) = direction.sin_cos();
        let mut cells = [0.0_f32; CELLS];
        for other in all {
            let (dx, dy) = (place(other).0 - x, place(other).1 - y);
            let (along, across) = (dx * cos + dy * sin, dy * cos - dx * sin);
            let reach = RADIUS + 3.0 * SIGMA_PLACE;
            if other == centre || along.abs() > reach || across.abs() > reach {
                continue;
            }
            let turn = difference(self::direction(other), direction);
            smear(&mut cells, along, across, turn);
        }
        // A second neighbour in the same cell says little more than the first.
        for cell in &mut cells {
            *cell /= 0.5 + *cell;
        }
        let norm = cells.iter().map(|c| c * c).sum::<f32>().sqrt();
        Self {
            x,
            y,
            direction,
            cells,
            norm,
        }
    }

    /// How alike two neighbourhoods are, 0..=1.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        let mut sums = [0.0_f32; 8];
        for (a, b) in self.cells.chunks_exact(8).zip(other.cells.chunks_exact(8)) {
            for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
                *sum += (a - b) * (a - b);
            }
        }
        let apart = sums.iter().sum::<f32>().sqrt();
        1.0 - apart / (self.norm + other.norm).max(1e-6)
    }
}

fn place(minutia: &Minutia) -> (f32, f32) {
    (f32::from(minutia.x), f32::from(minutia.y))
}

fn direction(minutia: &Minutia) -> f32 {
    -f32::from(minutia.angle) / 256.0 * TAU
}

/// Adds one neighbour to the cells around its place and turn.
fn smear(cells: &mut [f32; CELLS], along: f32, across: f32, turn: f32) {
    let (columns, rows) = (smears(along), smears(across));
    let layers: [f32; LAYERS] = std::array::from_fn(|k| {
        let layer = number(k) / number(LAYERS) * TAU - PI;
        bell(difference(layer, turn), SIGMA_TURN)
    });
    let lines = cells.chunks_exact_mut(GRID * LAYERS).zip(rows);
    for (line, row) in lines.filter(|(_, row)| *row > 0.0) {
        let places = line.chunks_exact_mut(LAYERS).zip(columns);
        for (place, column) in places.filter(|(_, column)| *column > 0.0) {
            for (cell, layer) in place.iter_mut().zip(layers) {
                *cell += row * column * layer;
            }
        }
    }
}

/// How much of a neighbour reaches each row or column of cells; nothing beyond [`FAR`].
fn smears(at: f32) -> [f32; GRID] {
    let middle = |k: usize| (number(k) + 0.5) / number(GRID) * 2.0 * RADIUS - RADIUS;
    std::array::from_fn(|k| match middle(k) - at {
        apart if apart.abs() > FAR => 0.0,
        apart => bell(apart, SIGMA_PLACE),
    })
}

fn bell(apart: f32, sigma: f32) -> f32 {
    (-(apart * apart) / (2.0 * sigma * sigma)).exp()
}
