//! A headscarf: closed around the face, folded under the chin, falling over the shoulders.

use super::Scene;
use super::colour::{Colour, times};
use super::cover::Cover;
use super::curve::{Point, mirrored, stroke};
use super::looks::{FaceSpec, Headwear};
use super::noise::{grain, noise};
use super::relief::lamp;
use super::skin;

/// Draws the scarf, if one is worn.
pub(super) fn draw(scene: &mut Scene) {
    let Headwear::Scarf(colour) = scene.face.head else {
        return;
    };
    let face = scene.face;
    let opening = scene.cover(&opening(face));
    let cloth = scene.cover(&outline());
    let skin = scene.cover(&skin::outline(face)).within(&opening);
    let cast = cloth
        .clone()
        .without(&opening)
        .soft(0.07, &scene.view)
        .within(&skin);
    scene.canvas.shade(&cast, [0.66, 0.58, 0.55]);
    let cloth = cloth.without(&opening);
    let number = number(face.seed);
    scene.fill(&cloth, |point| weave(colour, point, number));
    hem(scene, colour, &cloth);
}

/// A layer of noise of one's own.
fn number(seed: u64) -> u32 {
    let [a, b, c, d, ..] = seed.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

fn outline() -> Vec<Point> {
    mirrored(&[
        (0.0, -1.62),
        (0.38, -1.56),
        (0.74, -1.36),
        (1.00, -1.02),
        (1.15, -0.58),
        (1.205, -0.05),
        (1.19, 0.50),
        (1.16, 1.00),
        (1.24, 1.45),
        (1.52, 1.85),
        (1.86, 2.25),
        (2.00, 2.75),
        (1.62, 3.35),
        (0.80, 3.80),
        (0.0, 4.00),
    ])
}

fn opening(face: &FaceSpec) -> Vec<Point> {
    let (jaw, long) = (face.shape.jaw, face.shape.chin);
    mirrored(&[
        (0.0, -0.98),
        (0.42, -0.92),
        (0.74, -0.68),
        (0.90, -0.22),
        (0.925, 0.28),
        (0.875 * jaw.midpoint(1.0), 0.72 * long),
        (0.74 * jaw, 1.04 * long),
        (0.46 * jaw, 1.32 * long),
        (0.0, 1.44 * long),
    ])
}

/// The cloth under the lamp: round like the head above, draped in folds around the chin below.
fn weave(colour: Colour, point: Point, number: u32) -> Colour {
    let half = 1.34 + (point.y - 0.9).max(0.0) * 0.62;
    let u = (point.x / half).clamp(-0.95, 0.95);
    let across = -0.85 * u / (1.0 - u * u).sqrt();
    let down = if point.y < 0.0 {
        0.25 * point.y.abs().powi(3)
    } else {
        0.0
    };
    let (x, y) = folds(point, number);
    let light = lamp(across + x, down + y);
    let thread = 1.0 + 0.012 * grain(point, 45.0, 7);
    times(colour, (0.10 + light.shade * 0.93) * thread)
}

/// Slopes of the folds: rings around the face that grow deeper and wander below the chin.
fn folds(point: Point, number: u32) -> (f32, f32) {
    let (dx, dy) = (point.x - 0.22, point.y - 0.35);
    let away = (dx * dx + dy * dy * 0.72).sqrt().max(0.01);
    let around = (dx / away).atan2(dy / away);
    let wander = 0.42 * noise(around * 1.3, away * 0.8, number);
    let phase = (away * 1.9 + wander + 0.16 * around) * std::f32::consts::TAU;
    let below = ((point.y - 0.75) / 0.9).clamp(0.0, 1.0);
    let depth = 0.03 + 0.34 * below * (1.25 - 0.25 * away).max(0.2);
    let uneven = 0.65 + 0.65 * noise(around * 2.1, away * 1.4, number ^ 1);
    let slope = (phase.sin() + 0.45 * (2.0 * phase + 1.0).sin()) * depth * uneven;
    (slope * dx / away, slope * dy / away)
}

/// The rolled hem around the face.
fn hem(scene: &mut Scene, colour: Colour, cloth: &Cover) {
    let edge = opening(scene.face);
    let line: Vec<_> = edge
        .iter()
        .step_by(8)
        .chain(edge.first())
        .map(|point| (point.x * 1.030, (point.y - 0.2) * 1.022 + 0.2, 0.016))
        .collect();
    let fold = scene.soft(&stroke(&line), 0.020).within(cloth);
    scene.canvas.tint(&fold, times(colour, 1.08), 0.45);
    let line: Vec<_> = line
        .iter()
        .map(|(x, y, _)| (x * 1.045, (y - 0.2) * 1.035 + 0.2, 0.008))
        .collect();
    let seam = scene.soft(&stroke(&line), 0.016).within(cloth);
    scene.canvas.shade(&seam, [0.80; 3]);
}
