//! The layers of a head and shoulders, from the back to the front.

use super::features::{brow, eye, glasses, mouth, nose};
use super::hair::{before, behind};
use super::paint::{At, Canvas, at, edge, times};
use super::traits::{FaceSpec, Headwear};

/// Draws everything.
pub(super) fn draw(face: &FaceSpec, canvas: &mut Canvas) {
    behind(face, canvas);
    shoulders(face, canvas);
    neck(face, canvas);
    skull(face, canvas);
    shading(face, canvas);
    for side in [-1.0, 1.0] {
        eye(face, canvas, side);
        brow(face, canvas, side);
    }
    nose(face, canvas);
    mouth(face, canvas);
    before(face, canvas);
    if face.glasses {
        glasses(canvas);
    }
}

fn shoulders(face: &FaceSpec, canvas: &mut Canvas) {
    let px = canvas.pixel();
    let slope = |p: At| {
        let away = p.x.abs();
        let line = 2.18 + 0.10 * away * away + if away > 2.1 { (away - 2.1) * 1.6 } else { 0.0 };
        edge(line - p.y, px)
    };
    let fold = |p: At| {
        let wave = (p.x * 2.3 + p.y * 0.9).sin() * 0.030 + (p.x * 5.1 - p.y * 2.0).sin() * 0.015;
        times(face.cloth, 1.0 - 0.10 * (p.x / 2.4).powi(2) + wave)
    };
    canvas.lay(at(0.0, 4.6), (6.0, 2.6), slope, fold);
}

fn neck(face: &FaceSpec, canvas: &mut Canvas) {
    if face.headwear == Headwear::Scarf {
        return;
    }
    let px = canvas.pixel();
    let half = |y: f32| 0.62 + 0.16 * ((y - 1.7) / 1.2).max(0.0).powi(2);
    let column = |p: At| {
        edge(p.x.abs() - half(p.y), px)
            * edge(p.y - 2.62 + 0.5 * p.x * p.x, 0.05)
            * edge(0.9 - p.y, px)
    };
    let skin = |p: At| {
        times(
            face.skin,
            0.84 - 0.10 * (p.x / 0.7).powi(2) - 0.26 * edge(p.y - face.length - 0.18, 0.30),
        )
    };
    canvas.lay(at(0.0, 2.0), (1.6, 1.3), column, skin);
    if face.collar {
        collar(face, canvas);
    }
}

/// Two flaps that meet below the throat.
fn collar(face: &FaceSpec, canvas: &mut Canvas) {
    let px = canvas.pixel();
    for side in [-1.0_f32, 1.0] {
        let flap = move |p: At| {
            let x = p.x * side;
            let upper = 1.96 + 0.70 * (1.0 - x).max(0.0).powf(1.15);
            let lower = upper + 0.16 + 0.20 * (1.0 - x).clamp(0.0, 1.0);
            edge(upper - p.y, px) * edge(p.y - lower, px) * edge(0.02 - x, px) * edge(x - 0.98, px)
        };
        let cloth = times(face.cloth, if side > 0.0 { 1.08 } else { 1.0 });
        canvas.lay(at(0.5 * side, 2.4), (0.7, 0.9), flap, |_| cloth);
        canvas.shade(at(0.50 * side, 2.72), (0.24, 0.06), 0.14);
    }
}

/// Coverage of the face: an egg, broad at the temples, narrow at the chin.
fn egg(face: &FaceSpec, p: At, soft: f32) -> f32 {
    let half = if p.y < 0.15 { 1.42 } else { face.length - 0.15 };
    let y = (p.y - 0.15) / half;
    let jaw = if y > 0.0 { 1.0 - 0.20 * y * y } else { 1.0 };
    let x = p.x / (face.breadth * jaw);
    edge(((x * x + y * y).sqrt() - 1.0) * 1.1, soft)
}

fn skull(face: &FaceSpec, canvas: &mut Canvas) {
    let px = canvas.pixel();
    if matches!(face.headwear, Headwear::Short | Headwear::Parted) {
        for side in [-1.0, 1.0] {
            canvas.ellipse(
                at((face.breadth + 0.03) * side, 0.28),
                (0.15, 0.30),
                px,
                times(face.skin, 0.86),
            );
            canvas.ellipse(
                at((face.breadth + 0.05) * side, 0.28),
                (0.07, 0.18),
                0.05,
                times(face.skin, 0.70),
            );
        }
    }
    let lit = |p: At| {
        let round = 1.10 - 0.24 * (p.x / face.breadth).powi(2) - 0.07 * ((p.y - 0.2) / 1.5).powi(2);
        let warm = 1.0 + 0.03 * (-((p.y - 0.55).powi(2)) / 0.08).exp();
        let key = 1.0 + 0.04 * p.x;
        let tone = times(face.skin, round * key);
        [tone[0] * warm, tone[1], tone[2]]
    };
    canvas.lay(at(0.0, 0.3), (1.6, 2.2), |p| egg(face, p, px), lit);
}

/// Hollows and lights that make the face round.
fn shading(face: &FaceSpec, canvas: &mut Canvas) {
    for side in [-1.0, 1.0] {
        canvas.shade(at(0.50 * side, -0.06), (0.30, 0.16), 0.16);
        canvas.shade(at(0.15 * side, 0.30), (0.07, 0.30), 0.07);
        canvas.shade(at(0.62 * side, 0.52), (0.26, 0.20), -0.05);
        canvas.shade(at(0.92 * side, 0.85), (0.22, 0.50), 0.10);
        canvas.shade(at(0.42 * side, 0.92), (0.06, 0.18), 0.06);
        canvas.shade(at(0.50 * side, 0.17), (0.20, 0.035), 0.09);
    }
    canvas.shade(at(0.0, 0.36), (0.055, 0.30), -0.08);
    canvas.shade(at(0.0, -0.62), (0.55, 0.28), -0.04);
    canvas.shade(at(0.0, face.length - 0.40), (0.26, 0.07), 0.09);
    canvas.shade(at(0.0, face.length - 0.17), (0.24, 0.12), -0.05);
}
