//! Where the print is.

use super::flow::Flow;
use super::raster::{Raster, number};

/// Window of the local contrast, in pixels to each side.
const REACH: usize = 8;
/// Gray-level deviation below which there is nothing but noise.
const NOISE: f32 = 6.0;
/// Share of the print's usual contrast that a pixel's surroundings need.
const SHARE: f32 = 0.3;
/// Least agreement of the flow.
const COHERENCE: f32 = 0.25;

/// Which pixels belong to the print.
pub(super) struct Area {
    pub(super) width: usize,
    pub(super) inside: Vec<bool>,
}

impl Area {
    /// Finds the print by local contrast and flow.
    pub(super) fn find(gray: &Raster, flow: &Flow) -> Self {
        let contrast = gray.deviation(&gray.mean(REACH), REACH);
        let threshold = (SHARE * percentile(&contrast.values, 0.9)).max(NOISE);
        let ridged = contrast.zip(&flow.coherence, |contrast, coherence| {
            f32::from(u8::from(contrast > threshold && coherence > COHERENCE))
        });
        let majority = ridged.mean(REACH);
        Self {
            width: gray.width,
            inside: majority.values.iter().map(|share| *share > 0.5).collect(),
        }
    }

    /// The pixels that are further than `margin` from the edge of the print and of the image.
    pub(super) fn shrink(&self, margin: usize) -> Self {
        let height = self.inside.len() / self.width;
        let plane = Raster::from_fn(self.width, height, |x, y| {
            f32::from(u8::from(self.inside[y * self.width + x]))
        });
        let full = plane.mean(margin);
        let deep = |at: usize| {
            let (x, y) = (at % self.width, at / self.width);
            let within = |at: usize, side: usize| at >= margin && at + margin < side;
            within(x, self.width) && within(y, height) && full.values[at] > 0.999
        };
        Self {
            width: self.width,
            inside: (0..self.inside.len()).map(deep).collect(),
        }
    }
}

/// The value below which this share of the values lies.
pub(super) fn percentile(values: &[f32], share: f32) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let at = super::raster::nearest(share * number(sorted.len().saturating_sub(1)));
    usize::try_from(at)
        .ok()
        .and_then(|at| sorted.get(at))
        .copied()
        .unwrap_or(0.0)
}
