//! Smooth curves through a few points, in head units.

/// A place in head units: the origin lies between the eyes, x grows to the right of the picture and y downwards; the
/// cheekbones are at x = -1 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) x: f32,
    pub(super) y: f32,
}

impl Point {
    pub(super) const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// `share` of the way from here to `other`.
    pub(super) fn towards(self, other: Self, share: f32) -> Self {
        Self {
            x: self.x + (other.x - self.x) * share,
            y: self.y + (other.y - self.y) * share,
        }
    }

    /// How far the point is from the centre of an ellipse, in its radii: 1 on the ellipse.
    pub(super) fn in_radii(self, centre: (f32, f32), radii: (f32, f32)) -> f32 {
        let (x, y) = ((self.x - centre.0) / radii.0, (self.y - centre.1) / radii.1);
        (x * x + y * y).sqrt()
    }
}

/// Steps between two neighbouring points of a curve.
const STEPS: u8 = 8;

/// An open smooth curve through the points.
pub(super) fn open(points: &[(f32, f32)]) -> Vec<Point> {
    let last = points.len().saturating_sub(1);
    let at = |index: usize| points[index.min(last)];
    let mut curve = Vec::with_capacity(points.len() * usize::from(STEPS) + 1);
    for index in 0..last {
        let four = [
            at(index.saturating_sub(1)),
            at(index),
            at(index + 1),
            at(index + 2),
        ];
        curve.extend((0..STEPS).map(|step| spline(four, f32::from(step) / f32::from(STEPS))));
    }
    curve.extend(points.last().map(|(x, y)| Point::new(*x, *y)));
    curve
}

/// A closed smooth curve through the points.
pub(super) fn closed(points: &[(f32, f32)]) -> Vec<Point> {
    let count = points.len();
    let mut curve = Vec::with_capacity(count * usize::from(STEPS));
    for index in 0..count {
        let four = [count - 1, 0, 1, 2].map(|offset| points[(index + offset) % count]);
        curve.extend((0..STEPS).map(|step| spline(four, f32::from(step) / f32::from(STEPS))));
    }
    curve
}

/// A closed curve that is the same on both sides, from its right half: top to bottom, both ends in the middle.
pub(super) fn mirrored(right: &[(f32, f32)]) -> Vec<Point> {
    let inner = &right[1..right.len().saturating_sub(1).max(1)];
    let left = inner.iter().rev().map(|(x, y)| (-x, *y));
    let all: Vec<_> = right.iter().copied().chain(left).collect();
    closed(&all)
}

/// A closed outline of two curves that share their ends' neighbourhood: along the first and back along the second.
pub(super) fn between(first: &[Point], second: &[Point]) -> Vec<Point> {
    first.iter().chain(second.iter().rev()).copied().collect()
}

/// The outline of a stroke: a curve through the points with half the width that each of them names last.
pub(super) fn stroke(points: &[(f32, f32, f32)]) -> Vec<Point> {
    let line = open(&points.iter().map(|(x, y, _)| (*x, *y)).collect::<Vec<_>>());
    let half = open(&points.iter().map(|(x, _, w)| (*x, *w)).collect::<Vec<_>>());
    let last = line.len().saturating_sub(1);
    let side = |sign: f32| {
        let (line, half) = (&line, &half);
        move |index: usize| {
            let (a, b) = (line[index.saturating_sub(1)], line[(index + 1).min(last)]);
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let scale = sign * half[index].y / (dx * dx + dy * dy).sqrt().max(1e-6);
            Point::new(line[index].x - dy * scale, line[index].y + dx * scale)
        }
    };
    let (upper, lower): (Vec<_>, Vec<_>) = (
        (0..=last).map(side(1.0)).collect(),
        (0..=last).map(side(-1.0)).collect(),
    );
    between(&upper, &lower)
}

/// The outline moved by this many head units.
pub(super) fn moved(outline: &[Point], x: f32, y: f32) -> Vec<Point> {
    let shift = |point: &Point| Point::new(point.x + x, point.y + y);
    outline.iter().map(shift).collect()
}

/// An ellipse.
pub(super) fn ellipse(centre: (f32, f32), radii: (f32, f32)) -> Vec<Point> {
    (0..40_u8)
        .map(|step| {
            let (sin, cos) = (f32::from(step) / 40.0 * std::f32::consts::TAU).sin_cos();
            Point::new(centre.0 + radii.0 * cos, centre.1 + radii.1 * sin)
        })
        .collect()
}

/// Catmull-Rom: from the second to the third of four points.
fn spline(p: [(f32, f32); 4], t: f32) -> Point {
    let axis = |a: f32, b: f32, c: f32, d: f32| {
        let (bend, twist) = (2.0 * a - 5.0 * b + 4.0 * c - d, 3.0 * (b - c) + d - a);
        0.5 * (2.0 * b + t * ((c - a) + t * (bend + t * twist)))
    };
    Point::new(
        axis(p[0].0, p[1].0, p[2].0, p[3].0),
        axis(p[0].1, p[1].1, p[2].1, p[3].1),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_pass_through_their_points() {
        let points = [(0.0, 0.0), (1.0, 2.0), (3.0, 1.0)];
        let curve = open(&points);
        for (x, y) in points {
            assert!(curve.contains(&Point::new(x, y)), "{x} {y}");
        }
        assert_eq!(closed(&points).len(), 24);
    }

    #[test]
    fn a_stroke_is_as_wide_as_it_says() {
        let outline = stroke(&[(0.0, 0.0, 0.1), (1.0, 0.0, 0.1), (2.0, 0.0, 0.1)]);
        let heights: Vec<f32> = outline.iter().map(|point| point.y.abs()).collect();
        assert!(
            heights.iter().all(|height| (height - 0.1).abs() < 1e-4),
            "{heights:?}"
        );
    }
}
