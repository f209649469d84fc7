//! A real print as the skin of a finger.

use super::{Master, limit};
use image::GrayImage;

/// Half side of the window for local brightness and contrast: about one and a half ridge periods.
const REACH: usize = 13;
/// Local gray-level deviation below which there is no print, and from which there surely is one.
const FAINT: (f32, f32) = (9.0, 22.0);

/// Evens out brightness and contrast, so that ridges reach +1 and valleys -1 wherever there is a print.
pub(super) fn master(print: &GrayImage) -> Master {
    let width = print.width() as usize;
    let height = print.height() as usize;
    let gray: Vec<f32> = print.pixels().map(|p| f32::from(p.0[0])).collect();
    let squares: Vec<f32> = gray.iter().map(|g| g * g).collect();
    let mean = blur(&gray, width, height);
    let mean_square = blur(&squares, width, height);
    let mut relief = Vec::with_capacity(gray.len());
    let mut known = Vec::with_capacity(gray.len());
    for ((g, m), s) in gray.iter().zip(&mean).zip(&mean_square) {
        let deviation = (s - m * m).max(0.0).sqrt();
        relief.push(limit(1.2 * (m - g) / (deviation + 4.0)));
        known.push(((deviation - FAINT.0) / (FAINT.1 - FAINT.0)).clamp(0.0, 1.0));
    }
    Master {
        width,
        height,
        relief,
        known,
    }
}

/// Mean over a square window, cut at the edges.
fn blur(plane: &[f32], width: usize, height: usize) -> Vec<f32> {
    let rows: Vec<f32> = plane.chunks(width.max(1)).flat_map(running_mean).collect();
    let mut out = vec![0.0; plane.len()];
    for column in 0..width {
        let line: Vec<f32> = (0..height).map(|row| rows[row * width + column]).collect();
        for (row, value) in running_mean(&line).into_iter().enumerate() {
            out[row * width + column] = value;
        }
    }
    out
}

/// Mean over a window along a line, cut at the ends.
fn running_mean(line: &[f32]) -> Vec<f32> {
    (0..line.len())
        .map(|at| {
            let window = &line[at.saturating_sub(REACH)..(at + REACH + 1).min(line.len())];
            window.iter().sum::<f32>() / super::coordinate(window.len())
        })
        .collect()
}
