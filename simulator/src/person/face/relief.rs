//! The face as a landscape: its slopes under the light of an office give the shading.

use super::curve::Point;
use super::looks::Shape;

/// A rise (or, below 0, a hollow) with an elliptic foot.
#[derive(Clone, Copy, Debug)]
struct Rise {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
    rise: f32,
}

/// The landscape of one face.
pub(super) struct Relief {
    rises: Vec<Rise>,
    /// How far down the face reaches, relative to the average.
    length: f32,
}

/// Light on a surface: how bright it is, and how much of the lamp it mirrors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Light {
    pub(super) shade: f32,
    pub(super) shine: f32,
}

/// Rises on both sides of the face: x, y, half width, half height, rise, in head units.
const PAIRS: &[[f32; 5]] = &[
    [0.46, 0.00, 0.34, 0.24, -0.110],
    [0.44, 0.01, 0.25, 0.15, 0.075],
    [0.42, -0.29, 0.44, 0.17, 0.050],
    [0.60, 0.33, 0.40, 0.34, 0.070],
    [0.72, 0.80, 0.28, 0.40, -0.045],
    [0.92, -0.42, 0.26, 0.40, -0.040],
    [0.40, 0.80, 0.12, 0.26, -0.010],
    [0.44, 0.20, 0.20, 0.09, -0.020],
];

/// Rises in the middle.
const MIDDLE: &[[f32; 5]] = &[
    [0.0, -0.62, 0.70, 0.45, 0.050],
    [0.0, 0.75, 0.07, 0.12, -0.020],
    [0.0, 0.80, 0.50, 0.30, 0.045],
    [0.0, 0.865, 0.34, 0.085, 0.045],
    [0.0, 0.925, 0.40, 0.045, -0.040],
    [0.0, 0.995, 0.29, 0.095, 0.065],
    [0.0, 1.115, 0.30, 0.075, -0.040],
    [0.0, 1.26, 0.30, 0.20, 0.085],
];

impl Relief {
    pub(super) fn of(shape: &Shape) -> Self {
        let wide = shape.nose;
        let nose = [
            [0.0, 0.20, 0.24 * wide, 0.58, 0.130],
            [0.0, 0.51, 0.22 * wide, 0.20, 0.150],
        ];
        let wing = [0.175 * wide, 0.575, 0.13, 0.115, 0.055];
        let sided = PAIRS
            .iter()
            .chain([&wing])
            .flat_map(|pair| [-1.0, 1.0].map(|side| Rise::new(*pair, side)));
        let middle = MIDDLE.iter().chain(&nose).map(|one| Rise::new(*one, 1.0));
        Self {
            rises: sided.chain(middle).collect(),
            length: shape.chin,
        }
    }

    /// The light on the face at a point.
    pub(super) fn light(&self, point: Point) -> Light {
        let (mut x, mut y) = self.skull_slope(point);
        for rise in &self.rises {
            let (dx, dy) = rise.slope(point);
            x += dx;
            y += dy;
        }
        lamp(x, y)
    }

    /// Slope of the skull without features: round, but flatter in front than an egg.
    fn skull_slope(&self, Point { x, y }: Point) -> (f32, f32) {
        let (width, height) = (1.10, if y > 0.0 { 1.60 * self.length } else { 1.62 });
        let (u, v) = (x / width, y / height);
        let away = (u * u + v * v).min(0.97);
        let level = (1.0 - 0.55 * away - 0.45 * away * away).max(0.03).sqrt();
        let steep = -0.9 * (0.55 + 0.9 * away) / level;
        (steep * u / width, steep * v / height)
    }
}

impl Rise {
    fn new([x, y, width, height, rise]: [f32; 5], side: f32) -> Self {
        Self {
            x: x * side,
            y,
            width,
            height,
            rise,
        }
    }

    fn slope(&self, point: Point) -> (f32, f32) {
        let (u, v) = (
            (point.x - self.x) / self.width,
            (point.y - self.y) / self.height,
        );
        let left = 1.0 - u * u - v * v;
        if left <= 0.0 {
            return (0.0, 0.0);
        }
        let steep = -6.0 * self.rise * left * left;
        (steep * u / self.width, steep * v / self.height)
    }
}

/// Light on a round pillar of half the width `half`, such as a neck.
pub(super) fn pillar(x: f32, half: f32) -> Light {
    let u = (x / half).clamp(-0.97, 0.97);
    lamp(-u / (1.0 - u * u).sqrt(), 0.15)
}

/// Light on a surface that rises by `x` and `y` per unit to the right and down: a key lamp at the upper left, a fill
/// lamp at the right, and the room.
pub(super) fn lamp(x: f32, y: f32) -> Light {
    let scale = 1.0 / (x * x + y * y + 1.0).sqrt();
    let normal = [-x * scale, -y * scale, scale];
    let towards = |lamp: [f32; 3]| normal.iter().zip(lamp).map(|(a, b)| a * b).sum::<f32>();
    let key = ((towards([-0.34, -0.46, 0.82]) + 0.2) / 1.2).max(0.0);
    let fill = towards([0.62, -0.10, 0.78]).max(0.0);
    let gleam = towards([-0.18, -0.24, 0.95]).max(0.0).powi(22);
    Light {
        shade: 0.42 + 0.50 * key + 0.18 * fill,
        shine: gleam,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::face::FaceSpec;

    #[test]
    fn the_lamp_stands_at_the_upper_left() {
        let relief = Relief::of(&FaceSpec::from_seed(1).shape);
        let shade = |x, y| relief.light(Point::new(x, y)).shade;
        assert!(shade(-0.6, 0.3) > shade(0.8, 0.3));
        assert!(
            shade(-0.1, 0.3) > shade(0.12, 0.3),
            "the nose has a shadow side"
        );
        assert!(
            shade(0.0, -0.6) > shade(0.0, 1.4),
            "the forehead is brighter than the chin's underside"
        );
    }
}
