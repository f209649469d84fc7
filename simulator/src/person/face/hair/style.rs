//! The shapes of hair styles.

use crate::person::face::cover::whole;
use crate::person::face::curve::{Point, between, open};
use crate::person::face::looks::Headwear;

/// A lock of hair between two curves that run with the strands, from the parting or the brow outwards.
pub(super) struct Lock {
    /// The edge towards the face.
    inner: Vec<Point>,
    /// The edge away from it.
    outer: Vec<Point>,
}

impl Lock {
    /// A lock on one side: 1 as written, -1 mirrored.
    fn on(side: f32, inner: &[(f32, f32)], outer: &[(f32, f32)]) -> Self {
        let mirror = |points: &[(f32, f32)]| {
            let points: Vec<_> = points.iter().map(|(x, y)| (x * side, *y)).collect();
            open(&points)
        };
        Self {
            inner: mirror(inner),
            outer: mirror(outer),
        }
    }

    /// The point `along` the lock (0 to 1) and `across` it from the inner edge.
    pub(super) fn point(&self, along: f32, across: f32) -> Point {
        let at = |edge: &[Point]| {
            let place = along * (edge.len() - 1) as f32;
            let index = whole(place).min(edge.len() - 2);
            edge[index].towards(edge[index + 1], place - index as f32)
        };
        at(&self.inner).towards(at(&self.outer), across)
    }

    pub(super) fn outline(&self) -> Vec<Point> {
        between(&self.inner, &self.outer)
    }
}

/// How far the locks of both sides lie over each other at the parting.
const OVERLAP: f32 = 0.04;

/// The locks of a style, in the order in which they are laid.
pub(super) fn locks(head: Headwear) -> Vec<Lock> {
    match head {
        Headwear::Combed(side) => vec![combed_aside(side), combed_over(side)],
        Headwear::Cropped => [-1.0, 1.0].map(cropped).into(),
        Headwear::Long => parted(0.16, long),
        Headwear::Tied => parted(-0.12, tied),
        Headwear::Scarf(_) => Vec::new(),
    }
}

/// Both sides of a parting at `part` head units from the middle.
fn parted(part: f32, lock: fn(f32, f32) -> Lock) -> Vec<Lock> {
    vec![lock(1.0, part - OVERLAP), lock(-1.0, -part - OVERLAP)]
}

fn combed_over(side: f32) -> Lock {
    Lock::on(
        side,
        &[
            (-0.47, -1.00),
            (-0.12, -1.03),
            (0.36, -1.02),
            (0.70, -0.92),
            (0.86, -0.66),
            (0.925, -0.36),
            (0.965, -0.02),
            (0.955, 0.14),
        ],
        &[
            (-0.44, -1.56),
            (-0.06, -1.68),
            (0.44, -1.62),
            (0.82, -1.37),
            (1.04, -0.96),
            (1.085, -0.50),
            (1.055, -0.12),
            (0.985, 0.15),
        ],
    )
}

fn combed_aside(side: f32) -> Lock {
    Lock::on(
        side,
        &[
            (-0.44, -1.00),
            (-0.70, -0.90),
            (-0.85, -0.66),
            (-0.925, -0.36),
            (-0.965, -0.02),
            (-0.955, 0.14),
        ],
        &[
            (-0.38, -1.57),
            (-0.76, -1.38),
            (-0.99, -1.04),
            (-1.075, -0.62),
            (-1.055, -0.14),
            (-0.985, 0.15),
        ],
    )
}

fn cropped(side: f32) -> Lock {
    Lock::on(
        side,
        &[
            (-0.04, -1.04),
            (0.34, -1.03),
            (0.64, -0.95),
            (0.80, -0.72),
            (0.90, -0.42),
            (0.96, -0.10),
            (0.955, 0.10),
        ],
        &[
            (-0.04, -1.535),
            (0.32, -1.505),
            (0.64, -1.355),
            (0.87, -1.08),
            (1.01, -0.70),
            (1.045, -0.30),
            (0.985, 0.12),
        ],
    )
}

fn long(side: f32, part: f32) -> Lock {
    Lock::on(
        side,
        &[
            (part, -1.06),
            (part + 0.30, -0.96),
            (0.70, -0.70),
            (0.88, -0.25),
            (0.93, 0.30),
            (0.90, 0.95),
            (0.88, 1.60),
            (0.80, 2.30),
            (0.80, 3.0),
            (0.86, 4.3),
        ],
        &[
            (part, -1.66),
            (0.44, -1.60),
            (0.80, -1.38),
            (1.06, -0.98),
            (1.20, -0.42),
            (1.25, 0.30),
            (1.28, 1.0),
            (1.33, 1.70),
            (1.38, 2.40),
            (1.36, 3.20),
            (1.30, 4.3),
        ],
    )
}

fn tied(side: f32, part: f32) -> Lock {
    Lock::on(
        side,
        &[
            (part, -1.06),
            (part + 0.34, -1.00),
            (0.68, -0.80),
            (0.87, -0.46),
            (0.95, -0.12),
            (0.985, 0.14),
        ],
        &[
            (part, -1.585),
            (0.38, -1.535),
            (0.70, -1.345),
            (0.94, -1.03),
            (1.045, -0.60),
            (1.05, -0.25),
            (1.03, 0.06),
        ],
    )
}
