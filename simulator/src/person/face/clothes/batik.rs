//! Batik.

use crate::person::face::colour::{Colour, mix, times};
use crate::person::face::curve::Point;

/// Kawung, the oldest batik figure: petals between the crossings of a slanted net, each with a seed, and a dot where
/// four of them meet.
pub(super) fn kawung(ground: Colour, figure: Colour, point: Point) -> Colour {
    const NET: f32 = 3.6;
    let (a, b) = (
        (point.x + point.y) * NET * 0.707,
        (point.x - point.y) * NET * 0.707,
    );
    let (fa, fb) = (a - a.floor(), b - b.floor());
    let petal = |along: f32, across: f32| {
        let off = across.min(1.0 - across);
        let half = 0.21 * 4.0 * along * (1.0 - along) - 0.025;
        (off, half)
    };
    let inside = |(off, half): (f32, f32)| ((half - off) / 0.05 + 0.5).clamp(0.0, 1.0);
    let seed = |(off, half): (f32, f32)| ((half * 0.30 - off) / 0.04 + 0.5).clamp(0.0, 1.0);
    let (first, second) = (petal(fa, fb), petal(fb, fa));
    let (da, db) = (fa - 0.5, fb - 0.5);
    let dot = ((0.085 - (da * da + db * db).sqrt()) / 0.05 + 0.5).clamp(0.0, 1.0);
    let petals = inside(first).max(inside(second));
    let seeds = seed(first).max(seed(second));
    let painted = mix(ground, figure, (petals * 0.85).max(dot * 0.6));
    mix(painted, times(ground, 0.8), seeds * 0.75)
}
