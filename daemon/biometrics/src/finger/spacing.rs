//! How far ridges are apart.

use super::area::Area;
use super::flow::Flow;
use super::raster::{Raster, nearest, number};

/// Side of the cells in which the period is measured, in pixels.
const CELL: usize = 16;
/// Length of the profile across the ridges and half its breadth along them, in pixels.
const LENGTH: usize = 48;
const BREADTH: isize = 7;
/// Periods that are looked for, in pixels.
const LAGS: std::ops::RangeInclusive<usize> = 4..=16;
/// Correlation of the profile with itself one period on, below which no period is believed.
const BELIEF: f32 = 0.25;
/// The usual period of an adult at 500 ppi, for want of better.
const USUAL: f32 = 9.0;

/// Ridge period over the image, in pixels.
pub(super) struct Spacing {
    columns: usize,
    periods: Vec<f32>,
}

impl Spacing {
    /// Measures the period in each cell of the print, and fills gaps from the neighbours.
    pub(super) fn measure(image: &Raster, flow: &Flow, area: &Area) -> Self {
        let columns = image.width.div_ceil(CELL);
        let rows = image.height.div_ceil(CELL);
        let measured: Vec<Option<f32>> = (0..columns * rows)
            .map(|cell| {
                let x = (cell % columns * CELL + CELL / 2).min(image.width - 1);
                let y = (cell / columns * CELL + CELL / 2).min(image.height - 1);
                area.inside[y * image.width + x]
                    .then(|| period(&profile(image, x, y, flow.direction(x, y))))
                    .flatten()
            })
            .collect();
        let overall = median(measured.iter().flatten().copied().collect()).unwrap_or(USUAL);
        let around = |cell: usize| {
            let (column, row) = (cell % columns, cell / columns);
            let near = |at: usize, side: usize| at.saturating_sub(2)..(at + 3).min(side);
            let neighbours = near(row, rows)
                .flat_map(|r| near(column, columns).map(move |c| r * columns + c))
                .filter_map(|cell| measured[cell])
                .collect();
            median(neighbours).unwrap_or(overall)
        };
        Self {
            columns,
            periods: (0..columns * rows).map(around).collect(),
        }
    }

    /// Period at a pixel.
    pub(super) fn at(&self, x: usize, y: usize) -> f32 {
        self.periods[y / CELL * self.columns + x / CELL]
    }
}

/// Mean gray across the ridges around a pixel.
fn profile(image: &Raster, x: usize, y: usize, direction: f32) -> [f32; LENGTH] {
    let (sin, cos) = direction.sin_cos();
    std::array::from_fn(|step| {
        let across = number(step) - number(LENGTH) / 2.0;
        let sum: f32 = (-BREADTH..=BREADTH)
            .map(|along| {
                let along = number(along.unsigned_abs()) * if along < 0 { -1.0 } else { 1.0 };
                let px = number(x) + cos * along - sin * across;
                let py = number(y) + sin * along + cos * across;
                image.near(nearest(px), nearest(py))
            })
            .sum();
        sum
    })
}

/// The period of a profile: the first clear peak of its autocorrelation.
fn period(profile: &[f32; LENGTH]) -> Option<f32> {
    let mean = profile.iter().sum::<f32>() / number(LENGTH);
    let correlate = |lag: usize| {
        let pairs = profile.iter().zip(&profile[lag..]);
        let sum: f32 = pairs.map(|(a, b)| (a - mean) * (b - mean)).sum();
        sum / number(LENGTH - lag)
    };
    let power = correlate(0);
    LAGS.into_iter().find_map(|lag| {
        let [before, here, after] = [lag - 1, lag, lag + 1].map(correlate);
        let peak = here >= before && here > after && here > BELIEF * power;
        // The top of the parabola through the three points.
        let shift = 0.5 * (before - after) / (before - 2.0 * here + after);
        peak.then(|| number(lag) + shift)
    })
}

fn median(mut values: Vec<f32>) -> Option<f32> {
    values.sort_unstable_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_of_a_wave_is_found() {
        for expected in [5.5_f32, 8.0, 9.3, 12.0] {
            let wave =
                std::array::from_fn(|x| (number(x) * std::f32::consts::TAU / expected).cos());
            let found = period(&wave).unwrap();
            assert!((found - expected).abs() < 0.35, "{expected}: {found}");
        }
        assert_eq!(period(&[3.0; LENGTH]), None);
    }
}
