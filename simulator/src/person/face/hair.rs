//! Hair and headscarf, behind the face and before it.

use super::paint::{At, Canvas, at, edge, ellipse, times};
use super::traits::{FaceSpec, Headwear};

/// What lies behind neck and face: long hair, the back of a scarf, the top of short hair.
pub(super) fn behind(face: &FaceSpec, canvas: &mut Canvas) {
    let px = canvas.pixel();
    match face.headwear {
        Headwear::Long => {
            let dark = times(face.hair, 0.85);
            canvas.lay(
                at(0.0, 0.7),
                (2.4, 2.6),
                |p| hair_behind(face, p, px),
                |_| dark,
            );
        }
        Headwear::Scarf => {
            canvas.ellipse(
                at(0.0, 0.25),
                (face.breadth + 0.36, 1.98),
                px,
                times(face.scarf, 0.92),
            );
        }
        Headwear::Short | Headwear::Parted => {
            canvas.ellipse(at(0.0, -0.20), (face.breadth + 0.10, 1.36), px, face.hair);
        }
    }
}

/// The outline of long hair: round above, straight down to the shoulders.
fn hair_behind(face: &FaceSpec, p: At, soft: f32) -> f32 {
    let half = face.breadth + 0.24;
    let crown = ellipse(p, at(0.0, 0.10), (half, 1.70), soft);
    let fall = edge(p.x.abs() - half - 0.03 * (p.y * 2.2).sin(), soft)
        * edge(0.10 - p.y, soft)
        * edge(p.y - 2.30 + 0.12 * p.x * p.x, 0.10);
    crown.max(fall)
}

/// What lies before the face: the hairline, or the scarf around it.
pub(super) fn before(face: &FaceSpec, canvas: &mut Canvas) {
    let px = canvas.pixel();
    match face.headwear {
        Headwear::Scarf => scarf(face, canvas),
        headwear => {
            let part = if headwear == Headwear::Parted {
                0.38
            } else {
                0.0
            };
            let line =
                move |x: f32| -0.86 + 0.34 * (x - part).powi(2) * 0.55 + 0.02 * (x * 17.0).sin();
            let crown = move |p: At| {
                let outer = ellipse(p, at(0.0, -0.20), (face.breadth + 0.12, 1.38), px);
                outer * edge(p.y - line(p.x), 0.05) * edge(p.y - 0.25, 0.2)
            };
            let strands = move |p: At| {
                let shine = (-((p.x + 0.35).powi(2) + (p.y + 1.15).powi(2)) / 0.12).exp();
                times(
                    face.hair,
                    1.0 + 0.10 * (p.x * 38.0 + p.y * 9.0).sin() + 0.55 * shine,
                )
            };
            canvas.lay(at(0.0, -0.6), (1.6, 1.2), crown, strands);
            canvas.shade(at(part, -0.80), (0.7, 0.07), 0.10);
            if headwear == Headwear::Long {
                curtains(face, canvas);
            }
        }
    }
}

/// Long hair falling on both sides before the shoulders.
fn curtains(face: &FaceSpec, canvas: &mut Canvas) {
    let px = canvas.pixel();
    for side in [-1.0_f32, 1.0] {
        let fall = move |p: At| {
            let x = p.x * side;
            let inner = face.breadth - 0.06
                + 0.05 * (p.y * 1.6).sin()
                + 0.10 * (p.y - 0.4).max(0.0).powi(2) * 0.2;
            hair_behind(face, p, px)
                * edge(inner - x, px)
                * edge(-0.40 - p.y, 0.45)
                * edge(p.y - 2.5 + 0.25 * x, 0.12)
        };
        let strands = move |p: At| {
            times(
                face.hair,
                1.0 + 0.12 * (p.x * 44.0 + (p.y * 2.0).sin()).sin(),
            )
        };
        canvas.lay(at(1.3 * side, 0.9), (0.8, 1.9), fall, strands);
    }
}

/// A headscarf: a frame around the face, closed under the chin, falling over the shoulders.
fn scarf(face: &FaceSpec, canvas: &mut Canvas) {
    let px = canvas.pixel();
    let opening = move |p: At| {
        ellipse(
            p,
            at(0.0, 0.30),
            (face.breadth * 0.93, face.length - 0.36),
            px,
        )
    };
    let cloth = move |p: At| {
        let hood = ellipse(p, at(0.0, 0.22), (face.breadth + 0.38, 2.0), px);
        let away = p.x.abs();
        let drape = edge(away - (1.05 + 0.62 * (p.y - 1.3).max(0.0).powf(0.8)), px)
            * edge(1.2 - p.y, 0.3)
            * edge(p.y - 3.9 + 0.42 * away, px * 2.0);
        hood.max(drape) * (1.0 - opening(p))
    };
    let folds = move |p: At| {
        let around =
            (p.x.abs() * 6.0 - p.y * 2.6).sin() * 0.035 + (p.x * 3.0 + p.y * 5.0).sin() * 0.02;
        let round = 1.06 - 0.14 * (p.x / 1.6).powi(2);
        times(face.scarf, round + around * edge(0.6 - p.y, 0.8))
    };
    canvas.lay(at(0.0, 1.0), (3.6, 3.4), cloth, folds);
    let rim = move |p: At| {
        let outer = ellipse(
            p,
            at(0.0, 0.30),
            (face.breadth * 0.93 + 0.06, face.length - 0.30),
            px,
        );
        (outer - opening(p)).max(0.0) * 0.5
    };
    canvas.lay(at(0.0, 0.3), (1.6, 2.0), rim, |_| times(face.scarf, 0.82));
    canvas.shade(at(0.0, face.length + 0.16), (0.7, 0.10), 0.14);
}
