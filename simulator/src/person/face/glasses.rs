//! Glasses.

use super::Scene;
use super::colour::{mix, times};
use super::curve::{Point, closed, moved, stroke};

/// Draws the glasses, if there are any.
pub(super) fn draw(scene: &mut Scene) {
    let Some(frame) = scene.face.glasses else {
        return;
    };
    for side in [-1.0_f32, 1.0] {
        let (outer, inner) = (lens(side, 0.345, 0.245), lens(side, 0.315, 0.215));
        let shadow = scene.soft(&moved(&outer, 0.02, 0.06), 0.035);
        let hole = scene.soft(&moved(&inner, 0.02, 0.06), 0.035);
        scene
            .canvas
            .shade(&shadow.without(&hole), [0.70, 0.64, 0.62]);
        let glass = scene.cover(&inner);
        scene.canvas.shade(&glass, [0.975, 0.985, 0.99]);
        let x = side * 0.46;
        let glare = [
            Point::new(x - 0.24, -0.20),
            Point::new(x - 0.08, -0.20),
            Point::new(x - 0.22, 0.20),
            Point::new(x - 0.34, 0.16),
        ];
        let glare = scene.soft(&glare, 0.05).within(&glass);
        scene.canvas.tint(&glare, [1.0; 3], 0.10);
        let ring = scene.cover(&outer).without(&glass);
        scene.fill(&ring, |point| {
            mix(
                frame,
                [1.0; 3],
                0.20 * ((-0.12 - point.y) / 0.12).clamp(0.0, 1.0),
            )
        });
        let arm = [
            (side * 0.79, -0.10, 0.020),
            (side * 0.92, -0.105, 0.018),
            (side * 1.02, -0.10, 0.016),
        ];
        let arm = scene.cover(&stroke(&arm));
        scene.canvas.tint(&arm, times(frame, 0.85), 1.0);
    }
    let bridge = [
        (-0.135, -0.035, 0.016),
        (-0.06, -0.085, 0.017),
        (0.06, -0.085, 0.017),
        (0.135, -0.035, 0.016),
    ];
    let bridge = scene.cover(&stroke(&bridge));
    scene.canvas.tint(&bridge, frame, 1.0);
}

/// The outline of a lens of these half widths, a rounded rectangle that narrows downwards.
fn lens(side: f32, half: f32, tall: f32) -> Vec<Point> {
    let at = |x: f32, y: f32| (side * (0.46 + x * half), 0.015 + y * tall);
    closed(&[
        at(-0.97, -0.45),
        at(-0.72, -0.92),
        at(0.0, -1.0),
        at(0.76, -0.97),
        at(1.0, -0.60),
        at(0.98, 0.10),
        at(0.78, 0.78),
        at(0.10, 1.0),
        at(-0.60, 0.88),
        at(-0.92, 0.30),
    ])
}
