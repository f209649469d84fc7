//! Reading ends and forks off the lines.

use super::minutia::MinutiaKind;
use super::raster::number;
use super::skeleton::Skeleton;

/// How far a branch is followed, in pixels of line.
pub(super) const TRACE: usize = 14;

/// A line that leaves an end or fork.
pub(super) struct Branch {
    /// Pixels followed, at most [`TRACE`].
    pub(super) length: usize,
    /// Where it leads, as a step in pixels (y downwards).
    pub(super) step: (f32, f32),
    /// The end or fork that it runs into.
    pub(super) meets: Option<usize>,
}

/// A place where a line ends or forks.
pub(super) struct Node {
    /// Index of the pixel.
    pub(super) at: usize,
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) kind: MinutiaKind,
    pub(super) branches: Vec<Branch>,
}

impl Node {
    /// Direction (radians, y downwards) back along an end's ridge, or in between a fork's two branches.
    pub(super) fn direction(&self) -> f32 {
        let angle = |branch: &Branch| branch.step.1.atan2(branch.step.0);
        match self.branches.as_slice() {
            [ridge] => angle(ridge),
            branches => {
                // The stem is the branch that leads away from the two others.
                let unit = |b: &Branch| {
                    let length = b.step.0.hypot(b.step.1).max(1e-3);
                    (b.step.0 / length, b.step.1 / length)
                };
                let sum = branches
                    .iter()
                    .map(unit)
                    .fold((0.0, 0.0), |s, u| (s.0 + u.0, s.1 + u.1));
                let apart = |b: &Branch| {
                    let u = unit(b);
                    u.0 * (sum.0 - u.0) + u.1 * (sum.1 - u.1)
                };
                let stem = branches.iter().min_by(|a, b| apart(a).total_cmp(&apart(b)));
                stem.map_or(0.0, |stem| angle(stem) + std::f32::consts::PI)
            }
        }
    }
}

/// All places of a skeleton where a line ends or forks.
pub(super) fn nodes(skeleton: &Skeleton) -> Vec<Node> {
    skeleton
        .pixels()
        .filter_map(|at| {
            let kind = kind(skeleton.ring(at))?;
            let (x, y) = skeleton.position(at);
            let branches = branches(skeleton, at);
            Some(Node {
                at,
                x: number(x),
                y: number(y),
                kind,
                branches,
            })
        })
        .collect()
}

/// The crossing number of a ring tells an end (1) from a fork (3).
fn kind(ring: [bool; 8]) -> Option<MinutiaKind> {
    match crossings(ring) {
        1 => Some(MinutiaKind::Ending),
        3 => Some(MinutiaKind::Bifurcation),
        _ => None,
    }
}

/// How many lines leave a pixel with this ring.
fn crossings(ring: [bool; 8]) -> usize {
    (0..8).filter(|k| !ring[*k] && ring[(*k + 1) % 8]).count()
}

fn branches(skeleton: &Skeleton, from: usize) -> Vec<Branch> {
    let ring = skeleton.ring(from);
    let first = |k: usize| {
        let next = (k + 1) % 8;
        let starts = !ring[k] && ring[next];
        // Of two neighbours in a row the straight one (an even index) is the nearer.
        let straight = next % 2 == 1 && ring[(next + 1) % 8];
        starts.then_some(if straight { (next + 1) % 8 } else { next })
    };
    (0..8)
        .filter_map(first)
        .map(|k| follow(skeleton, from, skeleton.step(from, k)))
        .collect()
}

/// Follows a line from one pixel over the next.
fn follow(skeleton: &Skeleton, from: usize, next: usize) -> Branch {
    let mut path = vec![from, next];
    // The other pixels around the start belong to other branches.
    let around: Vec<usize> = (0..8).map(|k| skeleton.step(from, k)).collect();
    let mut meets = None;
    while path.len() <= TRACE {
        let here = path[path.len() - 1];
        let ring = skeleton.ring(here);
        if path.len() > 2 && crossings(ring) != 2 {
            meets = Some(here);
            break;
        }
        let onward = (0..8)
            .filter(|k| ring[*k])
            .map(|k| skeleton.step(here, k))
            .filter(|at| !path.contains(at) && !around.contains(at))
            // Straight neighbours have even indices; take them before diagonal ones.
            .min_by_key(|at| {
                usize::from(at.abs_diff(here) != 1 && !is_vertical(skeleton, *at, here))
            });
        let Some(onward) = onward else { break };
        path.push(onward);
    }
    let (x0, y0) = skeleton.position(from);
    let (x1, y1) = skeleton.position(path[path.len() - 1]);
    Branch {
        length: path.len() - 1,
        step: (number(x1) - number(x0), number(y1) - number(y0)),
        meets,
    }
}

fn is_vertical(skeleton: &Skeleton, a: usize, b: usize) -> bool {
    skeleton.position(a).0 == skeleton.position(b).0
}
