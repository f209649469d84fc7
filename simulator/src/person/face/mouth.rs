//! Nose, mouth, and the hair around the mouth.

use super::Scene;
use super::colour::{filtered, mix, times};
use super::curve::{between, ellipse, open, stroke};
use super::looks::Beard;
use crate::person::random::Dice;

/// Draws nostrils, wings and the shadow of the nose; its ridge is in the relief.
pub(super) fn nose(scene: &mut Scene) {
    let (wide, skin) = (scene.face.shape.nose, scene.face.skin);
    let under = scene.soft(&ellipse((0.02, 0.685), (0.17 * wide, 0.028)), 0.05);
    scene.canvas.shade(&under, [0.80, 0.74, 0.72]);
    for side in [-1.0_f32, 1.0] {
        let at = |x: f32, y: f32, half: f32| (side * x * wide, y, half);
        let nostril = [
            at(0.055, 0.640, 0.008),
            at(0.105, 0.622, 0.020),
            at(0.160, 0.642, 0.008),
        ];
        let nostril = scene.soft(&stroke(&nostril), 0.014);
        scene
            .canvas
            .tint(&nostril, filtered(skin, [0.30, 0.20, 0.18]), 0.88);
        let wing = [
            at(0.215, 0.50, 0.004),
            at(0.245, 0.575, 0.009),
            at(0.205, 0.650, 0.006),
        ];
        let wing = scene.soft(&stroke(&wing), 0.020);
        scene.canvas.shade(&wing, [0.66, 0.56, 0.52]);
    }
}

/// Draws the lips.
pub(super) fn lips(scene: &mut Scene) {
    let shape = &scene.face.shape;
    let (half, full, smile) = (0.350 * shape.mouth, shape.lips, shape.smile);
    let corner = 0.935 - smile;
    let seam = [
        (-half, corner),
        (-0.16, 0.928),
        (0.0, 0.938),
        (0.16, 0.928),
        (half, corner),
    ];
    let (bow, dip) = (0.928 - 0.078 * full, 0.928 - 0.062 * full);
    let top = [
        (-half, corner),
        (-0.20, bow + 0.024),
        (-0.065, bow),
        (0.0, dip),
        (0.065, bow),
        (0.20, bow + 0.024),
        (half, corner),
    ];
    let low = 0.935 + 0.108 * full;
    let bottom = [
        (-half, corner),
        (-0.20, low - 0.030),
        (0.0, low),
        (0.20, low - 0.030),
        (half, corner),
    ];
    let (red, cover) = if scene.face.made_up {
        ([0.82, 0.47, 0.50], 0.76)
    } else {
        ([0.80, 0.60, 0.58], 0.60)
    };
    let lip = filtered(scene.face.skin, red);
    let upper = scene.soft(&between(&open(&top), &open(&seam)), 0.010);
    scene.canvas.tint(&upper, times(lip, 0.86), cover);
    let lower = scene.soft(&between(&open(&seam), &open(&bottom)), 0.012);
    scene.fill(&lower.faint(cover), |point| {
        times(
            lip,
            1.02 - 0.10 * ((point.y - 0.99) / 0.05).powi(2).min(1.5),
        )
    });
    let gleam = scene.soft(&ellipse((-0.05, 0.985), (0.10, 0.012)), 0.025);
    scene.canvas.shade(&gleam, [1.10, 1.10, 1.10]);
    part(scene, &seam, corner, half);
}

/// The line between the lips, and what shades around them.
fn part(scene: &mut Scene, seam: &[(f32, f32)], corner: f32, half: f32) {
    let line: Vec<_> = seam
        .iter()
        .zip([0.004, 0.008, 0.009, 0.008, 0.004])
        .map(|((x, y), half)| (*x, *y, half))
        .collect();
    let line = scene.soft(&stroke(&line), 0.010);
    scene
        .canvas
        .tint(&line, filtered(scene.face.skin, [0.36, 0.20, 0.19]), 0.85);
    for side in [-1.0, 1.0] {
        let pit = scene.soft(
            &ellipse((side * (half + 0.01), corner), (0.020, 0.018)),
            0.025,
        );
        scene.canvas.shade(&pit, [0.78, 0.72, 0.70]);
    }
    let under = scene.soft(&ellipse((0.0, 1.10), (0.16, 0.016)), 0.04);
    scene.canvas.shade(&under, [0.86, 0.82, 0.80]);
}

/// Draws moustache and goatee.
pub(super) fn beard(scene: &mut Scene) {
    let mut dice = Dice::new(&[scene.face.seed, 0x0062_6561_7264]);
    if matches!(scene.face.beard, Beard::Moustache | Beard::Goatee) {
        for side in [-1.0, 1.0] {
            let line = [
                (0.02, 0.770, 0.040),
                (0.17, 0.792, 0.046),
                (0.29, 0.842, 0.032),
                (0.35, 0.900, 0.010),
            ];
            patch(
                scene,
                &line.map(|(x, y, half)| (x * side, y, half)),
                side,
                &mut dice,
            );
        }
    }
    if scene.face.beard == Beard::Goatee {
        let line = [(-0.17, 1.22, 0.06), (0.0, 1.24, 0.11), (0.17, 1.22, 0.06)];
        patch(scene, &line, 0.0, &mut dice);
    }
}

/// A patch of short hairs that point down and outwards.
fn patch(scene: &mut Scene, body: &[(f32, f32, f32)], side: f32, dice: &mut Dice) {
    let hair = mix(scene.face.hair, scene.face.skin, 0.08);
    let cover = scene.soft(&stroke(body), 0.030);
    scene.canvas.tint(&cover, hair, 0.62);
    let spine = open(&body.iter().map(|(x, y, _)| (*x, *y)).collect::<Vec<_>>());
    let thick = open(
        &body
            .iter()
            .map(|(x, _, half)| (*x, *half))
            .collect::<Vec<_>>(),
    );
    for (root, half) in spine.iter().zip(&thick).flat_map(|pair| [pair; 4]) {
        let y = root.y + dice.uniform(-1.0, 0.7) * half.y;
        let x = root.x + dice.uniform(-0.015, 0.015);
        let (dx, dy) = (
            side * 0.025 + dice.uniform(-0.012, 0.012),
            dice.uniform(0.03, 0.055),
        );
        let hairline = [
            (x, y, 0.005),
            (x + dx * 0.6, y + dy * 0.5, 0.004),
            (x + dx, y + dy, 0.001),
        ];
        let strand = scene.cover(&stroke(&hairline));
        scene
            .canvas
            .tint(&strand, times(hair, dice.uniform(0.7, 1.15)), 0.5);
    }
}
