//! Hair: a few locks, each a shape with strands that run along its two edges.

mod style;

use super::Scene;
use super::colour::{Colour, lightness, mix, times};
use super::curve::{Point, moved, stroke};
use super::looks::Headwear;
use super::noise::{grain, noise};
use super::skin;
use crate::person::random::Dice;
use style::Lock;

/// Draws what hangs behind the neck.
pub(super) fn behind(scene: &mut Scene) {
    if scene.face.head != Headwear::Long {
        return;
    }
    let outline = super::curve::mirrored(&[
        (0.0, -1.2),
        (0.9, -0.9),
        (1.16, 0.2),
        (1.20, 1.2),
        (1.22, 2.0),
        (1.10, 2.5),
        (0.6, 2.62),
        (0.0, 2.6),
    ]);
    let dark = times(scene.face.hair, 0.62);
    let cover = scene.soft(&outline, 0.03);
    scene.fill(&cover, |point| {
        times(dark, 1.0 + 0.25 * noise(point.x * 26.0, point.y * 1.3, 3))
    });
}

/// Draws the hair around the face.
pub(super) fn draw(scene: &mut Scene) {
    let locks = style::locks(scene.face.head);
    for lock in &locks {
        shadow(scene, lock);
    }
    for (index, lock) in locks.iter().enumerate() {
        if scene.face.head == Headwear::Cropped {
            stubble(scene, lock);
        } else {
            body(scene, lock);
            strands(scene, lock, index as u64);
        }
    }
}

/// The shadow of the hair on the forehead.
fn shadow(scene: &mut Scene, lock: &Lock) {
    let face = scene.cover(&skin::outline(scene.face));
    let cast = scene
        .soft(&moved(&lock.outline(), 0.02, 0.05), 0.07)
        .within(&face);
    scene.canvas.shade(&cast, [0.74, 0.66, 0.63]);
}

/// Light on hair as a whole: a band of shine around the crown, darker at the sides.
fn sheen(hair: Colour, point: Point) -> Colour {
    let away = point.in_radii((0.0, -0.10), (1.0, 1.28));
    let band = (-((away - 1.10) / 0.085).powi(2)).exp() * (0.75 - 0.55 * point.x).max(0.0);
    let streak = 0.6 + 0.4 * noise(point.x * 22.0, point.y * 9.0, 8);
    let side = 1.0 - 0.22 * (point.x.abs() - 0.4).max(0.0) - 0.10 * point.x;
    let strength = 0.20 + 0.12 * lightness(hair);
    mix(
        times(hair, side),
        [0.62, 0.58, 0.56],
        strength * band * streak * (0.5 - point.y).clamp(0.0, 1.0),
    )
}

fn body(scene: &mut Scene, lock: &Lock) {
    let hair = scene.face.hair;
    let cover = scene.soft(&lock.outline(), 0.022);
    scene.fill(&cover, |point| sheen(hair, point));
}

/// Hair too short for strands.
fn stubble(scene: &mut Scene, lock: &Lock) {
    let hair = scene.face.hair;
    let cover = scene.soft(&lock.outline(), 0.028);
    scene.fill(&cover, |point| {
        let speckle = 1.0 + 0.30 * grain(point, 52.0, 4) + 0.12 * grain(point, 11.0, 6);
        times(mix(sheen(hair, point), [0.42, 0.36, 0.33], 0.07), speckle)
    });
}

/// Single strands, some lighter and some darker; those at the face stand a little apart.
fn strands(scene: &mut Scene, lock: &Lock, index: u64) {
    const COUNT: u16 = 110;
    let mut dice = Dice::new(&[scene.face.seed, 0x68_61_69_72, index]);
    let hair = scene.face.hair;
    for strand in 0..COUNT {
        let across = f32::from(strand) / f32::from(COUNT) + dice.uniform(-0.02, 0.02);
        let (first, last) = (dice.uniform(0.0, 0.35), dice.uniform(0.65, 1.0));
        let drift = dice.uniform(-0.05, 0.05);
        let half = dice.uniform(0.003, 0.010);
        let line: Vec<_> = [0.0, 0.17, 0.33, 0.5, 0.67, 0.83, 1.0]
            .map(|share| {
                let point = lock.point(first + (last - first) * share, across + drift * share);
                (
                    point.x,
                    point.y,
                    half * (1.0 - (2.0 * share - 1.0_f32).powi(2)) + 0.0008,
                )
            })
            .into();
        let tone = dice.uniform(0.55, 1.75);
        let cover = scene.cover(&stroke(&line));
        let light = f32::from(tone > 1.0) * (tone - 1.0) * 0.16;
        scene.fill(&cover.faint(0.42), |point| {
            mix(times(sheen(hair, point), tone), [0.5, 0.45, 0.42], light)
        });
    }
}
