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

    /// Whether a pixel of the print lies within `reach` to each side of a pixel.
    pub(super) fn reaches(&self, x: usize, y: usize, reach: usize) -> bool {
        let height = self.inside.len() / self.width;
        let around = |at: usize, side: usize| at.saturating_sub(reach)..(at + reach + 1).min(side);
        let columns = around(x, self.width);
        around(y, height).any(|y| {
            let row = &self.inside[y * self.width..(y + 1) * self.width];
            row[columns.clone()].contains(&true)
        })
    }

    /// The pixels that are further than `margin` from the edge of the print and of the image.
    pub(super) fn shrink(&self, margin: usize) -> Self {
        let height = self.inside.len() / self.width;
        let plane = Raster::from_fn(self.width, height, |x, y| {
            f32::from(u8::from(self.inside[y * self.width + x]))
        });
        let full = plane.mean(margin);
        let within = |at: usize, side: usize| at >= margin && at + margin < side;
        let mut inside = Vec::with_capacity(self.inside.len());
        for y in 0..height {
            let row = full.row(y).iter().enumerate();
            inside.extend(
                row.map(|(x, share)| within(x, self.width) && within(y, height) && *share > 0.999),
            );
        }
        Self {
            width: self.width,
            inside,
        }
    }
}

/// The value below which this share of the values lies.
pub(super) fn percentile(values: &[f32], share: f32) -> f32 {
    let mut order = values.to_vec();
    let at = super::raster::nearest(share * number(order.len().saturating_sub(1)));
    match usize::try_from(at) {
        Ok(at) if at < order.len() => *order.select_nth_unstable_by(at, f32::total_cmp).1,
        _ => 0.0,
    }
}
