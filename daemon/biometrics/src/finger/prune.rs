//! Removing ends and forks that are not in the skin.

use super::detect::Node;
use super::minutia::MinutiaKind;
use std::f32::consts::PI;

/// Line length in ridge periods below which an end or fork that meets another is an artefact: a spur, a bridge, a lake or
/// a speck.
const SHORT: f32 = 1.1;
/// Distance in ridge periods below which two ends that face each other are one broken ridge.
const GAP: f32 = 1.4;
/// Distance in ridge periods at which two nodes of any kind cannot both be true.
const CROWDED: f32 = 0.65;

/// Which of the nodes are to be believed; `period` gives the ridge period in pixels around a node.
pub(super) fn believable(nodes: &[Node], period: impl Fn(&Node) -> f32) -> Vec<bool> {
    let mut keep = vec![true; nodes.len()];
    for (i, node) in nodes.iter().enumerate() {
        let period = period(node);
        if meets_another(node, nodes, period) {
            keep[i] = false;
            continue;
        }
        let mut others = nodes.iter().enumerate().filter(|(j, _)| *j != i);
        if others.any(|(_, other)| is_crowded(node, other, period) || is_gap(node, other, period)) {
            keep[i] = false;
        }
    }
    keep
}

/// Whether a short line joins this node to another, or dangles from it.
fn meets_another(node: &Node, nodes: &[Node], period: f32) -> bool {
    node.branches.iter().any(|branch| {
        let short = crate::finger::raster::number(branch.length) < SHORT * period;
        let other = branch
            .meets
            .and_then(|at| nodes.iter().find(|n| n.at == at));
        let dangles = branch.meets.is_none() && branch.length < super::detect::TRACE;
        short && (other.is_some() || dangles)
    })
}

fn distance(a: &Node, b: &Node) -> f32 {
    (a.x - b.x).hypot(a.y - b.y)
}

fn is_crowded(a: &Node, b: &Node, period: f32) -> bool {
    distance(a, b) < CROWDED * period
}

/// Whether two ends lie close and look at each other along the ridge.
fn is_gap(a: &Node, b: &Node, period: f32) -> bool {
    let ends = a.kind == MinutiaKind::Ending && b.kind == MinutiaKind::Ending;
    if !ends || distance(a, b) > GAP * period {
        return false;
    }
    let bearing = (b.y - a.y).atan2(b.x - a.x);
    // Each ridge leads away from the gap.
    let away_a = difference(a.direction(), bearing + PI).abs() < PI / 4.0;
    let away_b = difference(b.direction(), bearing).abs() < PI / 4.0;
    away_a && away_b
}

/// The turn from one angle to another, in -PI..=PI.
pub(super) fn difference(a: f32, b: f32) -> f32 {
    let turn = (a - b).rem_euclid(2.0 * PI);
    if turn > PI { turn - 2.0 * PI } else { turn }
}
