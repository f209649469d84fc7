//! Shirts, batik, jackets and blouses.

mod batik;
mod jacket;

use super::Scene;
use super::colour::{Colour, mix, times};
use super::curve::{Point, ellipse, mirrored, moved, open, stroke};
use super::looks::Clothes;
use super::noise::{grain, noise};
use super::relief::lamp;

/// Draws what of the collar is behind the neck.
pub(super) fn behind(scene: &mut Scene) {
    let colour = match scene.face.clothes {
        Clothes::Shirt(colour) | Clothes::Batik(colour, _) => colour,
        Clothes::Jacket(_) => WHITE,
        Clothes::Blouse(_) => return,
    };
    let half = 0.66 * scene.face.shape.build;
    let band = mirrored(&[
        (0.0, 1.62),
        (half * 0.7, 1.66),
        (half, 1.78),
        (half * 1.08, 2.1),
        (0.0, 2.3),
    ]);
    let cover = scene.cover_still(&band);
    scene.fill_still(&cover, |point| drape(times(colour, 0.72), point));
}

const WHITE: Colour = [0.93, 0.935, 0.95];

/// Draws the clothes over the neck.
pub(super) fn draw(scene: &mut Scene) {
    match scene.face.clothes {
        Clothes::Blouse(colour) => {
            body(scene, 2.40, |point| drape(colour, point));
            neckline(scene);
        }
        Clothes::Shirt(colour) => {
            body(scene, 2.62, |point| drape(colour, point));
            front(scene, colour);
            collar(scene, |point| drape(times(colour, 1.03), point));
        }
        Clothes::Batik(ground, figure) => {
            body(scene, 2.62, |point| {
                drape(batik::kawung(ground, figure, point), point)
            });
            front(scene, ground);
            collar(scene, |point| {
                drape(batik::kawung(ground, figure, point), point)
            });
        }
        Clothes::Jacket(colour) => {
            body(scene, 2.55, |point| drape(WHITE, point));
            front(scene, WHITE);
            collar(scene, |point| drape(WHITE, point));
            jacket::draw(scene, colour);
        }
    }
}

/// Half the outline from the neck over the shoulder and down.
fn shoulder(build: f32) -> [(f32, f32); 8] {
    [
        (0.60 * build, 1.93),
        (0.95 * build, 2.12),
        (1.50 * build, 2.34),
        (2.02 * build, 2.58),
        (2.36 * build, 2.98),
        (2.52 * build, 3.60),
        (2.60 * build, 4.60),
        (0.0, 4.80),
    ]
}

fn body(scene: &mut Scene, throat: f32, colour: impl Fn(Point) -> Colour) {
    let build = scene.face.shape.build;
    let round = [(0.0, throat), (0.32 * build, throat.midpoint(2.1))];
    let outline: Vec<_> = round.into_iter().chain(shoulder(build)).collect();
    let cover = scene.cover_still(&mirrored(&outline));
    scene.fill_still(&cover, colour);
}

/// Cloth under the lamp: rounded shoulders, slack folds, threads.
fn drape(colour: Colour, point: Point) -> Colour {
    let u = (point.x / 3.0).clamp(-0.95, 0.95);
    let across = -0.75 * u / (1.0 - u * u).sqrt();
    let down = -0.55 * (2.75 - point.y - 0.12 * point.x * point.x).clamp(0.0, 0.8);
    let fold = |x: f32| {
        noise(
            x * 1.5 + point.y * 0.7 * point.x.signum(),
            point.y * 0.55,
            11,
        )
    };
    let crease = (fold(point.x + 0.06) - fold(point.x - 0.06)) * 1.1;
    let light = lamp(across + crease, down + 0.4 * crease);
    let thread = 1.0 + 0.014 * grain(point, 50.0, 12);
    times(colour, (0.06 + 0.95 * light.shade) * thread)
}

/// The edge of a round neck.
fn neckline(scene: &mut Scene) {
    let build = scene.face.shape.build;
    let line = [
        (-0.60 * build, 1.95, 0.022),
        (-0.32 * build, 2.26, 0.024),
        (0.0, 2.41, 0.026),
        (0.32 * build, 2.26, 0.024),
        (0.60 * build, 1.95, 0.022),
    ];
    let under = scene.soft_still(
        &stroke(&line.map(|(x, y, half)| (x, y + 0.035, half))),
        0.03,
    );
    scene.canvas.shade(&under, [0.78; 3]);
    let band = scene.cover_still(&stroke(&line));
    scene.canvas.shade(&band, [1.14; 3]);
}

/// The buttoned front of a shirt.
fn front(scene: &mut Scene, colour: Colour) {
    let line = [(0.05, 2.60, 0.006), (0.06, 3.3, 0.007), (0.06, 4.6, 0.007)];
    let seam = scene.soft_still(&stroke(&line), 0.018);
    scene.canvas.shade(&seam, [0.74; 3]);
    for y in [2.86, 3.30] {
        let button = scene.cover_still(&ellipse((-0.005, y), (0.034, 0.034)));
        scene.canvas.tint(
            &button,
            mix(times(colour, 0.9), [0.8, 0.78, 0.74], 0.4),
            1.0,
        );
        let under = scene.soft_still(&ellipse((-0.002, y + 0.022), (0.030, 0.014)), 0.01);
        scene.canvas.shade(&under, [0.72; 3]);
    }
}

/// Two wings of a collar, open at the throat.
fn collar(scene: &mut Scene, colour: impl Fn(Point) -> Colour) {
    let build = scene.face.shape.build;
    for side in [-1.0_f32, 1.0] {
        let at = |x: f32, y: f32| (x * side * build, y);
        let inner = open(&[
            at(0.585, 1.74),
            at(0.52, 2.02),
            at(0.30, 2.34),
            at(0.02, 2.66),
        ]);
        let point = open(&[at(0.02, 2.66), at(0.20, 2.78), at(0.40, 2.83)]);
        let outer = open(&[
            at(0.72, 1.80),
            at(0.83, 2.05),
            at(0.66, 2.46),
            at(0.40, 2.83),
        ]);
        let wing: Vec<_> = inner
            .iter()
            .chain(&point)
            .chain(outer.iter().rev())
            .copied()
            .collect();
        let shadow = moved(&wing, 0.02, 0.06);
        let shadow = scene.soft_still(&shadow, 0.06);
        scene.canvas.shade(&shadow, [0.72, 0.71, 0.71]);
        let cover = scene.cover_still(&wing);
        scene.fill_still(&cover, &colour);
        let lift = 1.0 - 0.05 * side;
        scene.canvas.shade(&cover, [lift; 3]);
        let hem: Vec<_> = [
            at(0.70, 2.28),
            at(0.60, 2.50),
            at(0.37, 2.76),
            at(0.20, 2.72),
            at(0.06, 2.64),
        ]
        .map(|(x, y)| (x, y, 0.005))
        .into();
        let hem = scene.soft_still(&stroke(&hem), 0.008);
        scene.canvas.shade(&hem, [0.86; 3]);
    }
}
