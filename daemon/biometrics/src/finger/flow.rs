//! Where ridges run.

use super::raster::{Raster, in_cells};

/// Side of the cells in which gradients are collected, in pixels: less than half a ridge period, so that nothing of the
/// flow is lost.
const CELL: usize = 4;
/// Window for collecting gradients and for smoothing the flow, in cells to each side, each applied twice.
const REACH: usize = 1;

/// Direction and strength of the ridge flow.
pub(super) struct Flow {
    /// Cosine and sine of the doubled direction in each cell, as long as the flow is strong.
    cos: Raster,
    sin: Raster,
    /// How well the gradients around a pixel agree, 0 = not at all, 1 = parallel ridges.
    pub(super) coherence: Raster,
}

impl Flow {
    /// Reads the flow from a locally normalised image by its structure tensor.
    pub(super) fn read(image: &Raster) -> Self {
        let smooth = |cells: Raster| cells.mean(REACH).mean(REACH);
        let [energy, cos, sin] = collect(image).map(smooth);
        let share = |part: &Raster| smooth(part.zip(&energy, |part, all| part / (all + 1e-6)));
        let (cos, sin) = (share(&cos), share(&sin));
        let strength = cos.zip(&sin, |c, s| (c * c + s * s).sqrt());
        Self {
            coherence: strength.enlarged(CELL, image.width, image.height),
            cos,
            sin,
        }
    }

    /// Direction of the ridges at a pixel in radians within half a turn, in image terms (y downwards).
    pub(super) fn direction(&self, x: usize, y: usize) -> f32 {
        let (x, y) = (in_cells(x, CELL), in_cells(y, CELL));
        0.5 * self.sin.between(x, y).atan2(self.cos.between(x, y))
    }
}

/// Sums up in each cell how strong the gradients are, and the cosine and sine of twice the direction that lies across them.
fn collect(image: &Raster) -> [Raster; 3] {
    let columns = image.width.div_ceil(CELL);
    let empty = Raster::from_fn(columns, image.height.div_ceil(CELL), |_, _| 0.0);
    let mut sums = [empty.clone(), empty.clone(), empty];
    for y in 0..image.height {
        let rows = [y.saturating_sub(1), y, y + 1].map(|y| image.row(y));
        let start = y / CELL * columns;
        for x in 0..image.width {
            let (gx, gy) = gradient(rows, x);
            // The gradient's doubled angle; ridges run across it, which is half a turn of the doubled angle.
            let parts = [gx * gx + gy * gy, gy * gy - gx * gx, -2.0 * gx * gy];
            for (sum, part) in sums.iter_mut().zip(parts) {
                sum.values[start + x / CELL] += part;
            }
        }
    }
    sums
}

/// Sobel's gradient in the middle one of three rows.
fn gradient([above, here, below]: [&[f32]; 3], x: usize) -> (f32, f32) {
    let (left, right) = (x.saturating_sub(1), (x + 1).min(here.len() - 1));
    let across = |row: &[f32]| row[right] - row[left];
    let down = |x: usize| below[x] - above[x];
    (
        across(above) + 2.0 * across(here) + across(below),
        down(left) + 2.0 * down(x) + down(right),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finger::raster::number;

    #[test]
    fn flow_runs_along_the_ridges() {
        for direction in [-1.2_f32, -0.5, 0.0, 0.6, 1.3] {
            let (sin, cos) = direction.sin_cos();
            let ridges = Raster::from_fn(64, 64, |x, y| {
                ((number(y) * cos - number(x) * sin) * 0.7).cos()
            });
            let flow = Flow::read(&ridges);
            let error = flow.direction(32, 32) - direction;
            assert!(error.abs() < 0.03, "{direction}: {error}");
            assert!(flow.coherence.values[32 * 64 + 32] > 0.95);
        }
    }
}
