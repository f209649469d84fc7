//! How clean an empty platen is: its cells are compared with what most of the platen looks like.

use loket_drivers::fingerprint_scanner::FingerImage;

/// Side of a cell in pixels.
const CELL: usize = 16;
/// A cell this far from the usual is dirty; sensors with 16 gray levels jump by 17.
const DIRTY: f32 = 40.0;
/// An empty platen is light.
const DARK: f32 = 96.0;

/// A dirty region: the smallest rectangle of whole cells around it, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    /// Left edge.
    pub(super) left: usize,
    /// Top edge.
    pub(super) top: usize,
    /// Right edge, exclusive.
    pub(super) right: usize,
    /// Bottom edge, exclusive.
    pub(super) bottom: usize,
}

/// What an image of an empty platen shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Platen {
    /// Mean gray value, 0 (dark) to 255.
    pub(super) mean: f32,
    /// Standard deviation of the gray values.
    pub(super) spread: f32,
    /// Connected regions of dirty cells.
    pub(super) dirty: Vec<Region>,
    /// Share of dirty cells, 0 to 100.
    pub(super) dirty_percent: f32,
}

impl Platen {
    /// Whether the platen is lit as it should be.
    pub(super) fn is_light(&self) -> bool {
        self.mean >= DARK
    }
}

/// Measures an image of the empty platen.
pub(super) fn measure(image: &FingerImage) -> Platen {
    let values = || image.pixels.iter().map(|value| f32::from(*value));
    let mean = mean(values());
    let variance = self::mean(values().map(|value| (value - mean).powi(2)));
    let mut cells = Cells::dirty(image);
    let share = cells.marked() as f32 / cells.marks.len().max(1) as f32;
    Platen {
        mean,
        spread: variance.sqrt(),
        dirty: cells.regions(),
        dirty_percent: 100.0 * share,
    }
}

fn mean(values: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = values.fold((0.0_f64, 0_u32), |(sum, count), value| {
        (sum + f64::from(value), count + 1)
    });
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a mean of gray values or their squares is small"
    )]
    let mean = (sum / f64::from(count.max(1))) as f32;
    mean
}

/// Marks on the cells of the platen, row by row.
struct Cells {
    columns: usize,
    marks: Vec<bool>,
}

impl Cells {
    fn dirty(image: &FingerImage) -> Self {
        let (width, height) = (usize::from(image.width), usize::from(image.height));
        let columns = width / CELL;
        let cells =
            (0..height / CELL).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let means: Vec<f32> = cells
            .map(|(row, column)| cell_mean(image, row, column))
            .collect();
        let mut sorted = means.clone();
        sorted.sort_by(f32::total_cmp);
        let usual = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        Self {
            columns,
            marks: means
                .into_iter()
                .map(|mean| (mean - usual).abs() > DIRTY)
                .collect(),
        }
    }

    fn marked(&self) -> usize {
        self.marks.iter().filter(|marked| **marked).count()
    }

    /// Takes the marks off, one connected region after the other.
    fn regions(&mut self) -> Vec<Region> {
        let mut regions = Vec::new();
        while let Some(first) = self.marks.iter().position(|marked| *marked) {
            regions.push(self.region(first));
        }
        regions
    }

    fn region(&mut self, first: usize) -> Region {
        let mut region = self.square(first);
        let mut open = vec![first];
        while let Some(cell) = open.pop() {
            if !std::mem::take(&mut self.marks[cell]) {
                continue;
            }
            let square = self.square(cell);
            region.left = region.left.min(square.left);
            region.top = region.top.min(square.top);
            region.right = region.right.max(square.right);
            region.bottom = region.bottom.max(square.bottom);
            open.extend(self.neighbours(cell));
        }
        region
    }

    fn square(&self, cell: usize) -> Region {
        let (left, top) = (cell % self.columns * CELL, cell / self.columns * CELL);
        Region {
            left,
            top,
            right: left + CELL,
            bottom: top + CELL,
        }
    }

    fn neighbours(&self, cell: usize) -> impl Iterator<Item = usize> {
        let column = cell % self.columns;
        let left = (column > 0).then(|| cell - 1);
        let right = (column + 1 < self.columns).then_some(cell + 1);
        let up = cell.checked_sub(self.columns);
        let down = Some(cell + self.columns).filter(|below| *below < self.marks.len());
        [left, right, up, down].into_iter().flatten()
    }
}

fn cell_mean(image: &FingerImage, row: usize, column: usize) -> f32 {
    let width = usize::from(image.width);
    let lines = image.pixels.chunks(width).skip(row * CELL).take(CELL);
    mean(lines.flat_map(|line| {
        let cells = &line[column * CELL..(column + 1) * CELL];
        cells.iter().map(|value| f32::from(*value))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 128 x 96 pixels of one gray with squares of another.
    fn platen(background: u8, spots: &[(usize, usize, usize)]) -> Platen {
        let mut pixels = vec![background; 128 * 96];
        for (x, y, side) in spots {
            for line in *y..y + side {
                pixels[line * 128 + x..line * 128 + x + side].fill(background / 2);
            }
        }
        measure(&FingerImage {
            width: 128,
            height: 96,
            ppi: 500,
            pixels,
        })
    }

    #[test]
    fn a_clean_platen_has_no_spread_and_no_dirt() {
        let clean = platen(240, &[]);
        assert_eq!((clean.mean, clean.spread), (240.0, 0.0));
        assert!(clean.is_light() && clean.dirty.is_empty());
    }

    #[test]
    fn dirt_is_found_where_it_is() {
        let dirty = platen(240, &[(16, 32, 48), (96, 0, 16)]);
        assert_eq!(
            dirty.dirty,
            [
                Region {
                    left: 96,
                    top: 0,
                    right: 112,
                    bottom: 16
                },
                Region {
                    left: 16,
                    top: 32,
                    right: 64,
                    bottom: 80
                },
            ]
        );
        assert!((dirty.dirty_percent - 100.0 * 10.0 / 48.0).abs() < 0.1);
        assert!(dirty.spread > 20.0);
    }

    #[test]
    fn a_speck_smaller_than_a_cell_does_not_matter() {
        assert!(platen(240, &[(20, 20, 5)]).dirty.is_empty());
    }

    #[test]
    fn a_dark_platen_is_seen() {
        assert!(!platen(40, &[]).is_light());
    }
}
