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
        let values = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| value(x, y))
            .collect();
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

    /// Mean over a square window that reaches `reach` pixels to each side, cut at the edges.
    pub(super) fn mean(&self, reach: usize) -> Self {
        let mut out = self.clone();
        let mut line = Vec::new();
        for row in out.values.chunks_exact_mut(self.width) {
            line.clear();
            line.extend_from_slice(row);
            running_mean(&line, reach, |at, value| row[at] = value);
        }
        for column in 0..self.width {
            line.clear();
            line.extend(out.values[column..].iter().step_by(self.width));
            running_mean(&line, reach, |at, value| {
                out.values[at * self.width + column] = value;
            });
        }
        out
    }

    /// Deviation from the local mean within the window of [`Self::mean`].
    pub(super) fn deviation(&self, mean: &Self, reach: usize) -> Self {
        let squares = self.zip(mean, |v, m| (v - m) * (v - m));
        squares.mean(reach).map(f32::sqrt)
    }
}

fn running_mean(line: &[f32], reach: usize, mut put: impl FnMut(usize, f32)) {
    // Double precision: a running sum of thousands of steps must come back to zero.
    let mut sum: f64 = line.iter().take(reach).map(|v| f64::from(*v)).sum();
    for at in 0..line.len() {
        if let Some(entering) = line.get(at + reach) {
            sum += f64::from(*entering);
        }
        if at > reach {
            sum -= f64::from(line[at - reach - 1]);
        }
        let count = (at + reach + 1).min(line.len()) - at.saturating_sub(reach);
        put(at, single(sum) / number(count));
    }
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
    value.round() as isize
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
    fn a_constant_does_not_deviate() {
        let flat = Raster::from_fn(40, 40, |_, _| 0.1);
        let deviation = flat.deviation(&flat.mean(7), 7);
        assert!(deviation.values.iter().all(|d| *d < 1e-6));
    }
}
