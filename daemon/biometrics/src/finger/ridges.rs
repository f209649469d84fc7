//! Clearing up the ridges.

use super::area::Area;
use super::flow::Flow;
use super::gabor::{Bank, REACH, ROW};
use super::raster::Raster;
use super::spacing::Spacing;

/// How far outside the print is filtered, in pixels: what the pixels at its edge are interpolated from.
const MARGIN: usize = 3;

/// Filters the print along the flow: above 0 = ridge, below 0 = valley, 0 outside the print.
///
/// Every other pixel is filtered: ridges are waves of at least four pixels, so what lies between follows from those around.
pub(super) fn clear(image: &Raster, flow: &Flow, spacing: &Spacing, area: &Area) -> Raster {
    let bank = Bank::shared();
    let (plane, stride) = pad(image);
    let (columns, rows) = (image.width.div_ceil(2), image.height.div_ceil(2));
    let filtered = Raster::from_fn(columns, rows, |column, row| {
        let (x, y) = (column * 2, row * 2);
        if !area.reaches(x, y, MARGIN) {
            return 0.0;
        }
        let filter = Bank::choose(flow.direction(x, y), spacing.at(x, y));
        bank.respond(filter, &plane, y * stride + x, stride)
    });
    let mut ridges = filtered.doubled(image.width, image.height);
    for (value, inside) in ridges.values.iter_mut().zip(&area.inside) {
        if !inside {
            *value = 0.0;
        }
    }
    ridges
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
