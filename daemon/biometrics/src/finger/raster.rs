//! A plane of numbers, one per pixel.

/// Values of a picture, row by row.
#[derive(Clone)]
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<f32>,
}

impl Raster {
    /// A plane computed from the position of each pixel.
    pub(super) fn from_fn(
        width: usize,
        height: usize,
        value: impl Fn(usize, usize) -> f32,
    ) -> Self {
        let mut values = Vec::with_capacity(width * height);
        for y in 0..height {
            values.extend((0..width).map(|x| value(x, y)));
        }
        Self {
            width,
            height,
            values,
        }
    }

    /// The same plane with each value changed.
    pub(super) fn map(&self, change: impl Fn(f32) -> f32) -> Self {
        self.with(self.values.iter().map(|v| change(*v)).collect())
    }

    /// Combines two planes of the same size.
    pub(super) fn zip(&self, other: &Self, combine: impl Fn(f32, f32) -> f32) -> Self {
        let pairs = self.values.iter().zip(&other.values);
        self.with(pairs.map(|(a, b)| combine(*a, *b)).collect())
    }

    fn with(&self, values: Vec<f32>) -> Self {
        Self {
            width: self.width,
            height: self.height,
            values,
        }
    }

    /// Value at a pixel; outside, that of the nearest pixel.
    pub(super) fn near(&self, x: isize, y: isize) -> f32 {
        let inside = |at: isize, side: usize| usize::try_from(at).unwrap_or(0).min(side - 1);
        self.values[inside(y, self.height) * self.width + inside(x, self.width)]
    }

    /// Row of the plane; below the last one, the last one.
    pub(super) fn row(&self, y: usize) -> &[f32] {
        let start = y.min(self.height - 1) * self.width;
        &self.values[start..start + self.width]
    }

    /// Value at a point between pixels; outside, that of the nearest edge.
    pub(super) fn between(&self, x: f32, y: f32) -> f32 {
        let ((left, right, fx), (upper, lower, fy)) =
            (neighbours(x, self.width), neighbours(y, self.height));
        let along = |row: &[f32]| mix(row[left], row[right], fx);
        mix(along(self.row(upper)), along(self.row(lower)), fy)
    }

    /// A plane of cells as a plane of pixels, `cell` pixels to a side of a cell, evenly from middle to middle.
    pub(super) fn enlarged(&self, cell: usize, width: usize, height: usize) -> Self {
        let columns: Vec<_> = (0..width)
            .map(|x| neighbours(in_cells(x, cell), self.width))
            .collect();
        let mut values = Vec::with_capacity(width * height);
        for y in 0..height {
            let (upper, lower, fy) = neighbours(in_cells(y, cell), self.height);
            let pairs = self.row(upper).iter().zip(self.row(lower));
            let line: Vec<f32> = pairs.map(|(a, b)| mix(*a, *b, fy)).collect();
            values.extend(
                columns
                    .iter()
                    .map(|(a, b, fx)| mix(line[*a], line[*b], *fx)),
            );
        }
        Self {
            width,
            height,
            values,
        }
    }

    /// A plane of every other pixel as a plane of all of them: a cubic through the two values to each side.
    pub(super) fn doubled(&self, width: usize, height: usize) -> Self {
        let across = Self::from_fn(width, self.height, |x, y| {
            let row = self.row(y);
            let at = |k: usize| row[k.min(row.len() - 1)];
            halfway(x, at)
        });
        Self::from_fn(width, height, |x, y| halfway(y, |k| across.row(k)[x]))
    }

    /// Mean over a square window that reaches `reach` pixels to each side, cut at the edges.
    pub(super) fn mean(&self, reach: usize) -> Self {
        self.mean_down_turned(reach).mean_down_turned(reach)
    }

    /// The mean of each pixel and those up to `reach` above and below, with rows and columns exchanged: all columns are
    /// summed up side by side, and a second call does the rows and restores the order.
    fn mean_down_turned(&self, reach: usize) -> Self {
        let rows: Vec<&[f32]> = self.values.chunks_exact(self.width).collect();
        // Double precision: a running sum of thousands of steps must come back to zero.
        let mut sums = vec![0.0_f64; self.width];
        for row in rows.iter().take(reach) {
            add(&mut sums, row, 1.0);
        }
        let mut values = vec![0.0; self.values.len()];
        for y in 0..self.height {
            if let Some(entering) = rows.get(y + reach) {
                add(&mut sums, entering, 1.0);
            }
            if y > reach {
                add(&mut sums, rows[y - reach - 1], -1.0);
            }
            let count = number((y + reach + 1).min(self.height) - y.saturating_sub(reach));
            let column = values[y..].iter_mut().step_by(self.height);
            for (value, sum) in column.zip(&sums) {
                *value = single(*sum) / count;
            }
        }
        Self {
            width: self.height,
            height: self.width,
            values,
        }
    }

    /// Deviation from the local mean within the window of [`Self::mean`].
    pub(super) fn deviation(&self, mean: &Self, reach: usize) -> Self {
        let squares = self.zip(mean, |v, m| (v - m) * (v - m));
        squares.mean(reach).map(f32::sqrt)
    }
}

fn add(sums: &mut [f64], row: &[f32], times: f64) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += times * f64::from(*value);
    }
}

/// Value of a line at half of `position`: that at an index, or in the middle of two.
fn halfway(position: usize, at: impl Fn(usize) -> f32) -> f32 {
    let before = position / 2;
    if position.is_multiple_of(2) {
        return at(before);
    }
    let near = at(before) + at(before + 1);
    let far = at(before.saturating_sub(1)) + at(before + 2);
    (9.0 * near - far) / 16.0
}

fn mix(a: f32, b: f32, share: f32) -> f32 {
    a + (b - a) * share
}

/// The middle of a pixel in terms of the middles of cells.
pub(super) fn in_cells(pixel: usize, cell: usize) -> f32 {
    (number(pixel) + 0.5) / number(cell) - 0.5
}

/// The indices below and above a position, and how far it is from the one to the other.
fn neighbours(at: f32, count: usize) -> (usize, usize, f32) {
    let at = at.clamp(0.0, number(count - 1));
    let low = below(at);
    (low, (low + 1).min(count - 1), at - number(low))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a plane's side"
)]
fn below(at: f32) -> usize {
    at as usize
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the nearest single is meant"
)]
fn single(value: f64) -> f32 {
    value as f32
}

/// A pixel count or position as a number.
#[expect(clippy::cast_precision_loss, reason = "image sides are at most 2000")]
pub(super) fn number(count: usize) -> f32 {
    count as f32
}

/// The whole number nearest to a position in or near an image.
#[expect(
    clippy::cast_possible_truncation,
    reason = "positions are far below 2^31"
)]
pub(super) fn nearest(value: f32) -> isize {
    // Rounding by conversion: the processors that this is built for have no instruction for it.
    (value + 0.5_f32.copysign(value)) as isize
}

/// A share in 0..=1 as a percentage.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=100"
)]
pub(super) fn percent(share: f32) -> u8 {
    (share * 100.0).round().clamp(0.0, 100.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_cut_at_the_edges() {
        let ramp = Raster::from_fn(5, 3, |x, _| number(x));
        assert_eq!(ramp.mean(1).values[..5], [0.5, 1.0, 2.0, 3.0, 3.5]);
        assert_eq!(ramp.mean(100).values[7], 2.0);
    }

    #[test]
    fn the_whole_number_nearest_is_found() {
        let found = [-1.6, -1.4, -0.5, 0.0, 0.4, 0.5, 7.5].map(nearest);
        assert_eq!(found, [-2, -1, -1, 0, 0, 1, 8]);
    }

    #[test]
    fn cells_are_enlarged_from_middle_to_middle() {
        let cells = Raster::from_fn(2, 1, |x, _| number(x));
        let pixels = cells.enlarged(4, 8, 3);
        let expected = [0.0, 0.0, 0.125, 0.375, 0.625, 0.875, 1.0, 1.0];
        let line = [0, 1, 2, 3, 4, 5, 6, 7].map(|x| cells.between(in_cells(x, 4), 9.0));
        assert_eq!((pixels.row(2), line), (expected.as_slice(), expected));
    }

    #[test]
    fn a_wave_survives_being_taken_at_every_other_pixel() {
        let wave = |step: usize| {
            Raster::from_fn(60 / step, 2, move |x, _| {
                (number(x * step) * std::f32::consts::TAU / 9.0).cos()
            })
        };
        let doubled = wave(2).doubled(60, 3);
        let pairs = doubled.row(2).iter().zip(wave(1).values);
        let worst = pairs
            .skip(4)
            .take(52)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        assert!(worst < 0.08, "{worst}");
    }

    #[test]
    fn a_constant_does_not_deviate() {
        let flat = Raster::from_fn(40, 40, |_, _| 0.1);
        let deviation = flat.deviation(&flat.mean(7), 7);
        assert!(deviation.values.iter().all(|d| *d < 1e-6));
    }
}
