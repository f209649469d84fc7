//! Ridges as lines of one pixel.

use super::raster::Raster;

/// Steps to the eight neighbours, counter-clockwise from the right (y downwards).
pub(super) const RING: [(isize, isize); 8] = [
    (1, 0),
    (1, -1),
    (0, -1),
    (-1, -1),
    (-1, 0),
    (-1, 1),
    (0, 1),
    (1, 1),
];

/// A picture of lines.
pub(super) struct Skeleton {
    width: usize,
    height: usize,
    line: Vec<bool>,
}

impl Skeleton {
    /// Thins the parts of a plane that are above 0 to their centre lines.
    ///
    /// Peels border pixels from one side at a time; a pixel goes when its removal neither cuts nor shortens a line.
    pub(super) fn thin(ridges: &Raster) -> Self {
        let mut skeleton = Self {
            width: ridges.width,
            height: ridges.height,
            line: ridges.values.iter().map(|v| *v > 0.0).collect(),
        };
        skeleton.clear_edges();
        let mut left: Vec<usize> = skeleton.pixels().collect();
        loop {
            let before = left.len();
            for side in [0, 4, 2, 6] {
                skeleton.peel(side, &mut left);
            }
            if left.len() == before {
                break;
            }
        }
        skeleton.straighten();
        skeleton
    }

    /// Removes the outermost pixels, so that all others have eight neighbours.
    fn clear_edges(&mut self) {
        let rows = self.line.chunks_exact_mut(self.width);
        for (y, row) in rows.enumerate() {
            if y == 0 || y + 1 == self.height {
                row.fill(false);
            }
            for edge in [0, self.width - 1] {
                row[edge] = false;
            }
        }
    }

    /// Removes the border pixels of one side (an index of [`RING`]) from those that are left.
    fn peel(&mut self, side: usize, left: &mut Vec<usize>) {
        let border = |at: &usize| {
            let ring = self.ring(*at);
            !ring[side] && is_spare(ring)
        };
        // All at once: a pixel's going must not make its neighbour one of the border.
        let gone: Vec<usize> = left.extract_if(.., |at| border(at)).collect();
        for at in gone {
            self.line[at] = false;
        }
    }

    /// Takes the inner pixels of stair steps out, one after the other.
    fn straighten(&mut self) {
        let pixels: Vec<usize> = self.pixels().collect();
        for at in pixels {
            if is_spare(self.ring(at)) {
                self.line[at] = false;
            }
        }
    }

    /// Indices of all pixels on a line.
    pub(super) fn pixels(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.line.len()).filter(|at| self.line[*at])
    }

    /// Which of the eight neighbours of a line pixel are on a line.
    pub(super) fn ring(&self, at: usize) -> [bool; 8] {
        std::array::from_fn(|k| self.line[self.step(at, k)])
    }

    /// Index of a neighbour of a line pixel; line pixels never lie on the edge.
    pub(super) fn step(&self, at: usize, k: usize) -> usize {
        let (dx, dy) = RING[k];
        at.wrapping_add_signed(dy * self.width.cast_signed() + dx)
    }

    /// Column and row of a pixel.
    pub(super) fn position(&self, at: usize) -> (usize, usize) {
        (at % self.width, at / self.width)
    }
}

/// Whether a pixel with this ring can go: it has a free side, its neighbours stay connected, and it is no line's end.
fn is_spare(ring: [bool; 8]) -> bool {
    let neighbours = ring.iter().filter(|on| **on).count();
    let parts = (0..8)
        .step_by(2)
        .filter(|k| !ring[*k] && (ring[*k + 1] || ring[(*k + 2) % 8]))
        .count();
    neighbours >= 2 && parts == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thin(picture: &[&str]) -> Vec<String> {
        let ridges = Raster::from_fn(picture[0].len(), picture.len(), |x, y| {
            f32::from(u8::from(picture[y].as_bytes()[x] == b'#'))
        });
        let skeleton = Skeleton::thin(&ridges);
        let text = |row: &[bool]| row.iter().map(|on| if *on { '#' } else { '.' }).collect();
        skeleton.line.chunks(skeleton.width).map(text).collect()
    }

    #[test]
    fn a_bar_becomes_a_line() {
        let bar = ["........", ".######.", ".######.", ".######.", "........"];
        let thinned = thin(&bar);
        assert!(thinned[1].chars().all(|c| c == '.'));
        assert!(thinned[2].contains("###"));
        assert!(thinned[3].chars().all(|c| c == '.'));
    }

    #[test]
    fn a_ring_stays_a_ring() {
        let ring = [
            ".......", ".#####.", ".#####.", ".##.##.", ".#####.", ".#####.", ".......",
        ];
        let thinned = thin(&ring);
        assert!(thinned[3].starts_with(".") && thinned[3].matches('#').count() == 2);
    }

    #[test]
    fn a_full_picture_ends() {
        let full = ["#########"; 9];
        let left: usize = thin(&full).iter().map(|r| r.matches('#').count()).sum();
        assert!((1..20).contains(&left));
    }
}
