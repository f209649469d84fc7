//! Clearing up the ridges.

use super::area::Area;
use super::flow::Flow;
use super::gabor::{Bank, REACH, ROW};
use super::raster::Raster;
use super::spacing::Spacing;

/// Filters each pixel of the print along the flow: above 0 = ridge, below 0 = valley, 0 outside the print.
pub(super) fn clear(image: &Raster, flow: &Flow, spacing: &Spacing, area: &Area) -> Raster {
    let bank = Bank::shared();
    let (plane, stride) = pad(image);
    Raster::from_fn(image.width, image.height, |x, y| {
        let at = y * image.width + x;
        if !area.inside[at] {
            return 0.0;
        }
        let filter = Bank::choose(flow.direction.values[at], spacing.at(x, y));
        bank.respond(filter, &plane, y * stride + x, stride)
    })
}

/// The plane with a border as wide as a filter's reach (and the filling of its rows), repeating the edge.
fn pad(image: &Raster) -> (Vec<f32>, usize) {
    let stride = image.width + ROW;
    let reach = REACH.cast_signed();
    let rows = 0..(image.height + 2 * REACH).cast_signed();
    let plane = rows
        .flat_map(|y| (0..stride.cast_signed()).map(move |x| (x - reach, y - reach)))
        .map(|(x, y)| image.near(x, y))
        .collect();
    (plane, stride)
}
