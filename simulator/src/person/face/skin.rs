//! Head, ears and neck.

use super::Scene;
use super::colour::{Colour, filtered, mix};
use super::cover::Cover;
use super::curve::{Point, ellipse, mirrored, moved, stroke};
use super::looks::{Beard, FaceSpec, Headwear};
use super::noise::grain;
use super::relief::{Light, Relief, pillar};

/// Skin in shadow is warmer than skin in light.
pub(super) fn lit(skin: Colour, light: Light) -> Colour {
    let warmth = 1.0 - light.shade;
    let [red, green, blue] = skin.map(|value| value * light.shade);
    let gleam = light.shine * 0.085;
    [
        red * (1.0 + 0.14 * warmth) + gleam,
        green + gleam,
        blue * (1.0 - 0.10 * warmth) + gleam,
    ]
}

/// The outline of the face with the forehead under the hair.
pub(super) fn outline(face: &FaceSpec) -> Vec<Point> {
    let (jaw, long) = (face.shape.jaw, face.shape.chin);
    mirrored(&[
        (0.0, -1.40),
        (0.52, -1.30),
        (0.86, -0.96),
        (0.985, -0.48),
        (1.0, -0.05),
        (0.985, 0.34),
        (0.925 * jaw.midpoint(1.0), 0.72 * long),
        (0.80 * jaw, 1.02 * long),
        (0.56 * jaw, 1.29 * long),
        (0.27, 1.425 * long),
        (0.0, 1.455 * long),
    ])
}

/// Draws the neck down into the clothes.
pub(super) fn neck(scene: &mut Scene) {
    let face = scene.face;
    let half = 0.60 * face.shape.build;
    let outline = mirrored(&[
        (0.0, 0.5),
        (half * 0.98, 0.9),
        (half, 1.5),
        (half * 1.04, 1.80),
        (half * 1.16, 2.05),
        (half * 1.20, 2.60),
        (half * 0.6, 3.0),
        (0.0, 3.1),
    ]);
    let cover = scene.cover_still(&outline);
    let skin = filtered(face.skin, [0.97, 0.94, 0.93]);
    scene.fill_still(&cover, |point| {
        let light = pillar(point.x, half * 1.18 + (point.y - 1.5).max(0.0) * 1.4);
        let mottle = 1.0 + 0.012 * grain(point, 9.0, 5);
        lit(
            skin,
            Light {
                shine: 0.0,
                ..light
            },
        )
        .map(|value| value * mottle)
    });
    sinews(scene, &cover, half);
    let shadow = scene
        .cover(&moved(&self::outline(face), 0.03, 0.20))
        .soft(0.10, &scene.view);
    scene
        .canvas
        .shade(&shadow.within(&cover), [0.66, 0.58, 0.55]);
}

/// The two muscles that run down to the collarbones.
fn sinews(scene: &mut Scene, neck: &Cover, half: f32) {
    for side in [-1.0, 1.0] {
        let line = [
            (side * half * 0.86, 1.35, 0.03),
            (side * half * 0.62, 1.80, 0.035),
            (side * half * 0.24, 2.22, 0.02),
        ];
        let cover = scene.soft_still(&stroke(&line), 0.08).within(neck);
        scene.canvas.shade(&cover, [0.88, 0.85, 0.84]);
    }
}

/// Draws the ears where nothing hides them.
pub(super) fn ears(scene: &mut Scene) {
    if matches!(scene.face.head, Headwear::Scarf(_) | Headwear::Long) {
        return;
    }
    let skin = filtered(scene.face.skin, [0.96, 0.88, 0.85]);
    for side in [-1.0_f32, 1.0] {
        let mirror = |points: &[(f32, f32)]| -> Vec<(f32, f32)> {
            points.iter().map(|(x, y)| (x * side, *y)).collect()
        };
        let shell = super::curve::closed(&mirror(&[
            (0.96, -0.10),
            (1.06, -0.17),
            (1.145, -0.10),
            (1.15, 0.10),
            (1.10, 0.34),
            (1.035, 0.50),
            (0.96, 0.50),
        ]));
        let cover = scene.cover(&shell);
        scene.fill(&cover, |point| {
            let away = (point.x.abs() - 0.96) / 0.19;
            let light = Light {
                shade: 0.80 + 0.12 * away - 0.07 * side,
                shine: 0.0,
            };
            lit(skin, light)
        });
        let fold = mirror(&[
            (1.02, -0.06),
            (1.10, -0.04),
            (1.10, 0.12),
            (1.06, 0.28),
            (1.03, 0.36),
        ]);
        let fold: Vec<_> = fold.iter().map(|(x, y)| (*x, *y, 0.018)).collect();
        let fold = scene.soft(&stroke(&fold), 0.02).within(&cover);
        scene.canvas.shade(&fold, [0.72, 0.62, 0.58]);
        let hollow = scene
            .soft(&ellipse((1.02 * side, 0.17), (0.035, 0.10)), 0.03)
            .within(&cover);
        scene.canvas.shade(&hollow, [0.62, 0.52, 0.48]);
    }
}

/// Draws the skin of the face, lit.
pub(super) fn face(scene: &mut Scene) {
    let (face, relief) = (scene.face, Relief::of(&scene.face.shape));
    let cover = scene.cover(&outline(face));
    scene.fill(&cover, |point| {
        let mottle = 1.0 + 0.012 * grain(point, 7.0, 1) + 0.010 * grain(point, 38.0, 2);
        lit(complexion(face, point), relief.light(point)).map(|value| value * mottle)
    });
    if face.age > 0.35 {
        lines(scene);
    }
}

/// The skin's own colour: redder on cheeks, nose and chin, bluish where a beard is shaved, darker around the eyes.
fn complexion(face: &FaceSpec, point: Point) -> Colour {
    let spot = |x: f32, y: f32, width: f32, height: f32| {
        let away = Point::new(point.x.abs(), point.y).in_radii((x, y), (width, height));
        (1.0 - away * away).max(0.0)
    };
    let flush = spot(0.58, 0.42, 0.42, 0.34)
        + 0.8 * spot(0.0, 0.52, 0.26, 0.22)
        + 0.4 * spot(0.0, 1.28, 0.3, 0.2);
    let blush = if face.made_up { 0.075 } else { 0.050 };
    let socket = spot(0.44, 0.03, 0.36, 0.24);
    let red = filtered(
        face.skin,
        [
            1.0 + 0.2 * blush * flush,
            1.0 - blush * flush,
            1.0 - blush * flush,
        ],
    );
    let tired = filtered(
        red,
        [
            1.0 - 0.05 * socket,
            1.0 - 0.08 * socket,
            1.0 - 0.07 * socket,
        ],
    );
    if face.beard == Beard::None {
        return tired;
    }
    let jaw = (spot(0.36, 1.22, 0.66, 0.62) + 0.6 * spot(0.0, 0.80, 0.52, 0.20)).min(1.0);
    mix(tired, mix(tired, face.hair, 0.30), 0.62 * jaw)
}

/// What age has drawn: from the nose to the mouth, under the eyes, across the forehead.
fn lines(scene: &mut Scene) {
    let depth = (scene.face.age - 0.35) * 0.34;
    let shade = [1.0 - depth, 1.0 - depth * 1.15, 1.0 - depth * 1.2];
    for side in [-1.0_f32, 1.0] {
        let cheek = [
            (0.25, 0.62, 0.006),
            (0.37, 0.76, 0.014),
            (0.455, 0.96, 0.006),
        ];
        let bag = [
            (0.27, 0.13, 0.005),
            (0.43, 0.185, 0.012),
            (0.60, 0.14, 0.004),
        ];
        for line in [cheek, bag] {
            let line = line.map(|(x, y, half)| (x * side, y, half));
            let cover = scene.soft(&stroke(&line), 0.022);
            scene.canvas.shade(&cover, shade);
        }
    }
    for (row, y) in [(0.0, -0.60), (1.0, -0.74)] {
        let dip = 0.02 - 0.01 * row;
        let line = [
            (-0.45, y, 0.004),
            (-0.15, y + dip, 0.008),
            (0.2, y + dip, 0.008),
            (0.47, y, 0.004),
        ];
        let cover = scene.soft(&stroke(&line), 0.02);
        scene
            .canvas
            .shade(&cover, shade.map(|value| value.midpoint(1.0)));
    }
}
