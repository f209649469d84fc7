//! Eyes and brows.

use super::Scene;
use super::colour::{Colour, filtered, mix, times};
use super::cover::Cover;
use super::curve::{Point, between, ellipse, open, stroke};
use crate::person::random::Dice;

/// Distance of an eye from the middle.
const APART: f32 = 0.445;
/// Half the width of an eye.
const WIDTH: f32 = 0.205;
const IRIS: f32 = 0.098;

/// One of the two eyes: its lids in head units.
struct Eye {
    side: f32,
    upper: [(f32, f32); 5],
    lower: [(f32, f32); 5],
}

impl Eye {
    /// `side` is -1 for the eye on the left of the picture; corners from the nose outwards.
    fn of(scene: &Scene, side: f32) -> Self {
        let shape = &scene.face.shape;
        let (tall, slant) = (shape.eyes, shape.slant);
        let at = |x: f32, y: f32| (side * (APART + x * WIDTH), y - slant * (x + 1.0) / 2.0);
        let (inner, outer) = (at(-1.0, 0.035), at(1.0, 0.0));
        Self {
            side,
            upper: [
                inner,
                at(-0.55, -0.052 * tall),
                at(0.0, -0.088 * tall),
                at(0.55, -0.074 * tall),
                outer,
            ],
            lower: [
                inner,
                at(-0.5, 0.058 * tall),
                at(0.05, 0.068 * tall),
                at(0.6, 0.050 * tall),
                outer,
            ],
        }
    }

    fn middle(&self) -> (f32, f32) {
        (self.side * APART, -0.006)
    }

    /// The upper lid's edge raised by `by`, as a stroke of these half widths.
    fn lid(&self, by: f32, half: [f32; 5]) -> Vec<Point> {
        let line: Vec<_> = self
            .upper
            .iter()
            .zip(half)
            .map(|((x, y), half)| (*x, y - by, half))
            .collect();
        stroke(&line)
    }
}

/// Draws both eyes and brows.
pub(super) fn draw(scene: &mut Scene) {
    for side in [-1.0, 1.0] {
        let eye = Eye::of(scene, side);
        let opening = scene.cover(&between(&open(&eye.upper), &open(&eye.lower)));
        ball(scene, &eye, &opening);
        lids(scene, &eye, &opening);
        brow(scene, side);
    }
}

fn ball(scene: &mut Scene, eye: &Eye, opening: &Cover) {
    let centre = eye.middle();
    scene.fill(opening, |point| {
        let corner = ((point.x - centre.0) / WIDTH).powi(4) * 0.26;
        let under_lid = ((-0.020 - point.y) / 0.07).clamp(0.0, 1.0) * 0.34;
        let bright = 0.97 - corner - under_lid;
        [0.905 * bright, 0.875 * bright, 0.855 * bright]
    });
    let corner = (eye.side * (APART - WIDTH * 0.90), 0.030);
    let pink = scene
        .soft(&ellipse(corner, (0.026, 0.020)), 0.01)
        .within(opening);
    scene.canvas.tint(&pink, [0.78, 0.52, 0.48], 0.75);
    iris(scene, centre, opening);
    let shadow = scene.soft(&eye.lid(-0.022, [0.012, 0.02, 0.024, 0.02, 0.012]), 0.02);
    scene
        .canvas
        .shade(&shadow.within(opening), [0.58, 0.55, 0.55]);
    let spark = (centre.0 - 0.036, centre.1 - 0.040);
    let spark = scene.soft(&ellipse(spark, (0.019, 0.021)), 0.007);
    scene.canvas.tint(&spark, [1.0, 1.0, 1.0], 0.92);
    let dim = scene.soft(
        &ellipse((centre.0 + 0.040, centre.1 + 0.040), (0.020, 0.012)),
        0.012,
    );
    scene
        .canvas
        .tint(&dim.within(opening), [0.75, 0.72, 0.70], 0.28);
}

fn iris(scene: &mut Scene, centre: (f32, f32), opening: &Cover) {
    let (rim, heart): (Colour, Colour) = ([0.115, 0.070, 0.050], [0.34, 0.205, 0.125]);
    let cover = scene
        .soft(&ellipse(centre, (IRIS, IRIS)), 0.006)
        .within(opening);
    scene.fill(&cover, |point| {
        let away = point.in_radii(centre, (IRIS, IRIS));
        let spoke = ((point.y - centre.1).atan2(point.x - centre.0) * 17.0).sin() * 0.06;
        let light = 0.90 + 0.35 * ((point.y - centre.1) / IRIS) + spoke;
        times(mix(heart, rim, away.powi(3).min(1.0)), light)
    });
    let pupil = scene
        .soft(&ellipse(centre, (0.040, 0.040)), 0.008)
        .within(opening);
    scene.canvas.tint(&pupil, [0.02, 0.018, 0.02], 1.0);
}

fn lids(scene: &mut Scene, eye: &Eye, opening: &Cover) {
    let skin = scene.face.skin;
    let fold = scene.soft(&eye.lid(0.058, [0.003, 0.008, 0.010, 0.010, 0.006]), 0.016);
    scene.canvas.shade(&fold, [0.60, 0.52, 0.48]);
    let heavy = if scene.face.made_up { 1.25 } else { 0.95 };
    let half = [0.006, 0.013, 0.017, 0.018, 0.010].map(|half| half * heavy);
    let lashes = scene.soft(&eye.lid(0.002, half), 0.006);
    scene.canvas.tint(&lashes, [0.07, 0.05, 0.045], 0.90);
    let lower: Vec<_> = eye
        .lower
        .iter()
        .zip([0.002, 0.006, 0.007, 0.008, 0.006])
        .map(|((x, y), half)| (*x, y + 0.006, half))
        .collect();
    let lower = scene.soft(&stroke(&lower), 0.010).without(opening);
    scene
        .canvas
        .tint(&lower, filtered(skin, [0.45, 0.34, 0.32]), 0.70);
    let under = scene.soft(&ellipse((eye.side * APART, 0.135), (0.17, 0.014)), 0.03);
    scene.canvas.shade(&under, [0.93, 0.90, 0.90]);
    if scene.face.made_up {
        wing(scene, eye);
    }
}

/// Longer lashes at the outer corner.
fn wing(scene: &mut Scene, eye: &Eye) {
    let (x, y) = eye.upper[4];
    let line = [
        (x - eye.side * 0.05, y - 0.016, 0.010),
        (x + eye.side * 0.012, y - 0.012, 0.009),
        (x + eye.side * 0.042, y - 0.030, 0.002),
    ];
    let cover = scene.soft(&stroke(&line), 0.006);
    scene.canvas.tint(&cover, [0.07, 0.05, 0.045], 0.85);
}

/// A brow: a soft shadow with hairs in it.
fn brow(scene: &mut Scene, side: f32) {
    let (thick, hair) = (
        scene.face.shape.brows,
        mix(scene.face.hair, scene.face.skin, 0.10),
    );
    let line = [
        (0.225, -0.262),
        (0.36, -0.315),
        (0.52, -0.335),
        (0.66, -0.305),
        (0.765, -0.235),
    ];
    let half = [0.036, 0.042, 0.036, 0.024, 0.006].map(|half| half * thick);
    let body: Vec<_> = line
        .iter()
        .zip(half)
        .map(|((x, y), h)| (x * side, *y, h))
        .collect();
    let cover = scene.soft(&stroke(&body), 0.022);
    scene.canvas.tint(&cover, hair, 0.62);
    let mut dice = Dice::new(&[scene.face.seed, 0x62_72_6f_77, u64::from(side > 0.0)]);
    let spine = open(&body.iter().map(|(x, y, _)| (*x, *y)).collect::<Vec<_>>());
    let count = spine.len() - 1;
    for index in 0..count * 2 {
        let along = index as f32 / (count * 2) as f32;
        let root = spine[index / 2];
        let reach = 0.045 * thick.max(0.8) * (1.1 - along);
        let up = dice.uniform(-1.0, 1.0) * half[0] * (1.0 - along * 0.85);
        let lean = 0.35 + along * 1.4 + dice.uniform(-0.15, 0.15);
        let tip = (
            root.x + side * reach * lean,
            root.y + up * 0.4 - reach * (0.9 - along),
        );
        let from = (
            root.x - side * reach * lean * 0.4,
            root.y + up + reach * 0.3,
        );
        let middle = (from.0.midpoint(tip.0), from.1.midpoint(tip.1) - 0.004);
        let hairline = [
            (from.0, from.1, 0.005),
            (middle.0, middle.1, 0.005),
            (tip.0, tip.1, 0.001),
        ];
        let strand = scene.cover(&stroke(&hairline));
        scene.canvas.tint(&strand, times(hair, 0.85), 0.55);
    }
}
