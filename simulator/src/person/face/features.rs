//! Eyes, brows, nose, mouth, and what is worn before them.

use super::paint::{At, Canvas, at, edge, ellipse, times};
use super::traits::{Colour, FaceSpec};

pub(super) fn eye(face: &FaceSpec, canvas: &mut Canvas, side: f32) {
    let px = canvas.pixel();
    let (cx, open) = (0.5 * side, face.eyes);
    let almond = move |p: At| {
        let x = (p.x - cx) / 0.235;
        let bend = (1.0 - x * x).max(0.0);
        let (upper, lower) = (-open * bend.powf(0.62), open * 0.72 * bend);
        let corner = -0.02 * x * side;
        edge(upper + corner - p.y, px)
            * edge(p.y - lower - corner, px)
            * edge(x.abs() - 1.0, px * 4.0)
    };
    let white = |p: At| {
        times(
            [236.0, 230.0, 226.0],
            0.98 - 0.9 * (open * 0.3 - p.y - open * 0.5).max(0.0),
        )
    };
    canvas.lay(at(cx, 0.0), (0.28, 0.18), almond, white);
    let iris = move |p: At| almond(p) * ellipse(p, at(cx, -0.012), (0.103, 0.103), px);
    let ring = move |p: At| {
        let away = ((p.x - cx).powi(2) + (p.y + 0.012).powi(2)).sqrt() / 0.103;
        times([74.0, 48.0, 34.0], 1.15 - 0.75 * away.powi(3))
    };
    canvas.lay(at(cx, 0.0), (0.14, 0.14), iris, ring);
    let pupil = move |p: At| almond(p) * ellipse(p, at(cx, -0.012), (0.047, 0.047), px);
    canvas.lay(at(cx, 0.0), (0.08, 0.08), pupil, |_| [10.0, 8.0, 8.0]);
    canvas.ellipse(
        at(cx + 0.035, -0.048),
        (0.022, 0.020),
        px,
        [250.0, 250.0, 250.0],
    );
    lashes(face, canvas, cx, open);
}

/// The dark line of the upper lid and the fold above it.
fn lashes(face: &FaceSpec, canvas: &mut Canvas, cx: f32, open: f32) {
    let px = canvas.pixel();
    let arc = move |p: At, lift: f32, width: f32, soft: f32| {
        let x = (p.x - cx) / 0.25;
        let bend = (1.0 - x * x).max(0.0);
        edge(
            (p.y + open * bend.powf(0.62) + lift).abs() - width * (0.35 + bend),
            soft,
        ) * edge(x.abs() - 1.0, px * 4.0)
    };
    let dark = times(face.hair, 0.8);
    canvas.lay(
        at(cx, -0.05),
        (0.32, 0.22),
        |p| arc(p, 0.004, 0.017, px),
        |_| dark,
    );
    let fold = times(face.skin, 0.66);
    canvas.lay(
        at(cx, -0.09),
        (0.32, 0.24),
        |p| arc(p, 0.062, 0.008, px * 1.6) * 0.7,
        |_| fold,
    );
    canvas.lay(
        at(cx, 0.05),
        (0.3, 0.2),
        |p| {
            let x = (p.x - cx) / 0.23;
            edge((p.y - open * 0.74 * (1.0 - x * x)).abs() - 0.006, px * 1.5)
                * edge(x.abs() - 0.95, 0.1)
                * 0.45
        },
        |_| fold,
    );
}

pub(super) fn brow(face: &FaceSpec, canvas: &mut Canvas, side: f32) {
    let thick = face.brows;
    let line = move |p: At| {
        let x = (p.x * side - 0.22) / 0.56;
        let y = -0.285 - 0.085 * (x * 2.6).sin().max(-0.4) + 0.075 * x * x;
        let taper = (1.0 - (x - 0.35).powi(2) * 1.5).max(0.05);
        edge((p.y - y).abs() - thick * taper * 0.62, 0.022) * edge(-x, 0.05) * edge(x - 1.0, 0.05)
    };
    let strands = move |p: At| {
        times(
            face.hair,
            1.05 + 0.12 * ((p.x * 60.0).sin() * (p.y * 47.0 + p.x * 31.0).sin()),
        )
    };
    canvas.lay(
        at(0.5 * side, -0.32),
        (0.45, 0.22),
        move |p| line(p) * 0.88,
        strands,
    );
}

pub(super) fn nose(face: &FaceSpec, canvas: &mut Canvas) {
    let half = face.nose;
    canvas.shade(at(0.0, 0.72), (half * 1.0, 0.05), 0.18);
    canvas.shade(at(0.0, 0.60), (half * 0.42, 0.07), -0.09);
    for side in [-1.0, 1.0] {
        canvas.shade(at(half * side, 0.60), (0.035, 0.075), 0.15);
        canvas.ellipse(
            at(half * 0.52 * side, 0.695),
            (0.058, 0.026),
            0.022,
            times(face.skin, 0.40),
        );
    }
}

pub(super) fn mouth(face: &FaceSpec, canvas: &mut Canvas) {
    let px = canvas.pixel();
    let (half, y0) = (face.mouth, 1.03);
    let line = move |x: f32| y0 + 0.018 * (x / half * 3.1).cos() - 0.02 * (x / half).powi(2);
    let upper = move |p: At| {
        let x = p.x / half;
        let bow = 0.085 * (1.0 - x * x).max(0.0).powf(0.8) - 0.022 * (-(x * x) / 0.02).exp();
        edge(line(p.x) - bow - p.y, px * 1.5)
            * edge(p.y - line(p.x), px)
            * edge(x.abs() - 1.0, 0.03)
    };
    let lower = move |p: At| {
        let x = p.x / half;
        let full = 0.125 * (1.0 - x * x).max(0.0);
        edge(line(p.x) - p.y, px)
            * edge(p.y - line(p.x) - full, px * 2.0)
            * edge(x.abs() - 1.0, 0.03)
    };
    canvas.lay(at(0.0, y0), (half * 1.2, 0.3), upper, |_| {
        times(face.lips, 0.88)
    });
    canvas.lay(at(0.0, y0), (half * 1.2, 0.3), lower, |p| {
        times(face.lips, 1.08 - 0.9 * (p.y - y0 - 0.05).abs())
    });
    let seam = move |p: At| {
        edge((p.y - line(p.x)).abs() - 0.010, px * 1.3) * edge(p.x.abs() - half * 1.02, 0.04)
    };
    canvas.lay(at(0.0, y0), (half * 1.3, 0.1), seam, |_| {
        times(face.lips, 0.42)
    });
    canvas.shade(at(0.0, y0 + 0.20), (half * 0.6, 0.035), 0.13);
    if face.moustache {
        moustache(face, canvas);
    }
}

fn moustache(face: &FaceSpec, canvas: &mut Canvas) {
    let half = face.mouth * 1.02;
    let shape = move |p: At| {
        let x = p.x / half;
        let middle = 0.875 + 0.07 * x * x;
        edge((p.y - middle).abs() - 0.062 * (1.0 - 0.65 * x * x), 0.03)
            * edge(x.abs() - 1.0, 0.06)
            * 0.85
    };
    let hairs = |p: At| times(face.hair, 1.05 + 0.15 * (p.x * 70.0).sin());
    canvas.lay(at(0.0, 0.9), (0.6, 0.2), shape, hairs);
}

pub(super) fn glasses(canvas: &mut Canvas) {
    let px = canvas.pixel();
    let frame: Colour = [38.0, 34.0, 36.0];
    for side in [-1.0_f32, 1.0] {
        let centre = at(0.5 * side, 0.03);
        let ring = move |p: At| {
            let (x, y) = ((p.x - centre.x) / 0.37, (p.y - centre.y) / 0.265);
            let away = (x.powi(4) + y.powi(4)).powf(0.25);
            edge(((away - 1.0) * 0.30).abs() - 0.018, px)
        };
        canvas.lay(centre, (0.46, 0.36), ring, |_| frame);
        let arm = move |p: At| {
            edge((p.y + 0.02).abs() - 0.018, px)
                * edge(0.86 - p.x * side, px)
                * edge(p.x * side - 1.14, px)
        };
        canvas.lay(at(1.0 * side, 0.0), (0.3, 0.1), arm, |_| frame);
    }
    let bridge = move |p: At| {
        edge(
            (p.y + 0.02 + 0.05 * (1.0 - (p.x / 0.14).powi(2))).abs() - 0.015,
            px,
        ) * edge(p.x.abs() - 0.14, px)
    };
    canvas.lay(at(0.0, 0.0), (0.2, 0.15), bridge, |_| frame);
}
