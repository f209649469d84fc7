//! A jacket with lapels, and a tie.

use super::{drape, shoulder};
use crate::person::face::Scene;
use crate::person::face::colour::{Colour, mix, times};
use crate::person::face::curve::{Point, between, closed, moved, open};

/// A jacket over the shirt, with lapels; a tie where no one is made up.
pub(super) fn draw(scene: &mut Scene, colour: Colour) {
    if !scene.face.made_up {
        tie(scene);
    }
    let build = scene.face.shape.build;
    for side in [-1.0_f32, 1.0] {
        let at = |(x, y): (f32, f32)| (x * side, y);
        let edge = open(
            &[
                (0.80 * build, 1.98),
                (0.66, 2.42),
                (0.36, 3.05),
                (0.04, 3.75),
                (0.0, 4.8),
            ]
            .map(at),
        );
        let outer = open(&shoulder(build).map(at)[1..7]);
        let panel = between(&edge, &outer);
        let shadow = scene.soft_still(&moved(&panel, -0.03 * side, 0.04), 0.05);
        scene.canvas.shade(&shadow, [0.78; 3]);
        let cover = scene.cover_still(&panel);
        scene.fill_still(&cover, |point| drape(colour, point));
        let lapel = [
            (0.80, 1.97),
            (0.68, 2.36),
            (0.40, 2.98),
            (0.10, 3.62),
            (0.46, 3.10),
            (0.80, 2.78),
            (0.70, 2.62),
            (1.04, 2.50),
            (0.98, 2.15),
        ];
        let lapel: Vec<Point> = lapel.map(|(x, y)| Point::new(x * side * build, y)).into();
        let under = scene.soft_still(&moved(&lapel, 0.03 * side, 0.04), 0.04);
        scene.canvas.shade(&under.within(&cover), [0.62; 3]);
        let cover = scene.cover_still(&lapel);
        scene.fill_still(&cover, |point| drape(times(colour, 1.12), point));
    }
}

fn tie(scene: &mut Scene) {
    const RED: Colour = [0.42, 0.10, 0.13];
    let blade = closed(&[
        (-0.10, 2.78),
        (0.10, 2.78),
        (0.24, 3.6),
        (0.28, 4.7),
        (-0.28, 4.7),
        (-0.24, 3.6),
    ]);
    let knot = closed(&[
        (-0.15, 2.55),
        (0.15, 2.55),
        (0.13, 2.72),
        (0.075, 2.82),
        (-0.075, 2.82),
        (-0.13, 2.72),
    ]);
    for (shape, light) in [(blade, 0.92), (knot, 1.08)] {
        let shadow = scene.soft_still(&moved(&shape, 0.03, 0.03), 0.04);
        scene.canvas.shade(&shadow, [0.75; 3]);
        let cover = scene.cover_still(&shape);
        scene.fill_still(&cover, |point| {
            let stripe = f32::from(((point.x + point.y) * 5.0).rem_euclid(1.0) < 0.14);
            let round = 1.0 - 0.9 * (point.x + 0.04) * (point.x + 0.04) / 0.06 * 0.3;
            times(mix(RED, [0.72, 0.62, 0.50], stripe * 0.5), light * round)
        });
    }
}
