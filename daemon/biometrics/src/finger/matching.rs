//! Do two sets of minutiae come from the same finger?

use super::descriptor::Descriptor;
use super::minutia::Minutia;
use super::prune::difference;
use super::raster::number;
use serde::{Deserialize, Serialize};

/// The least number of points at which two prints count as the same finger.
///
/// Chosen on 40 simulated fingers as a 4-bit 256x288 sensor sees them, then checked on 50 others: of 19,600 pairs of
/// different fingers none had more than 24 points, of 300 pairs of the same finger none fewer than 54 (half had over 220).
/// Four real prints, which have more minutiae and more false ones, reached 33 between different fingers and had 141 or more
/// with distorted copies of themselves; error rates for real fingers do not follow from this.
pub const MATCH_THRESHOLD: u16 = 40;

/// Most minutiae of a set that are compared; sets are expected best first.
const MOST: usize = 150;
/// Pairs of minutiae from which an alignment is tried.
const SEEDS: usize = 24;
/// Likeness of neighbourhoods below which a pair says nothing.
const LIKE: f32 = 0.25;
/// Points for a pair that is wholly alike.
const POINTS: f32 = 10.0 / (1.0 - LIKE);
/// How far paired minutiae may lie apart: in pixels, more with the distance from the seed, and in radians.
const APART: f32 = 6.0;
const STRETCH: f32 = 0.05;
const TURNED: f32 = 0.4;

/// How much two prints have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Score {
    /// Points; see [`MATCH_THRESHOLD`].
    pub points: u16,
    /// Minutiae that were found in both.
    pub paired: u16,
}

impl Score {
    /// Whether this is the same finger.
    #[must_use]
    pub const fn is_match(self) -> bool {
        self.points >= MATCH_THRESHOLD
    }
}

/// Compares two sets of minutiae at about 500 ppi, turned and shifted as they may be.
#[must_use]
pub fn match_score(a: &[Minutia], b: &[Minutia]) -> Score {
    let a = Descriptor::all(&a[..a.len().min(MOST)]);
    let b = Descriptor::all(&b[..b.len().min(MOST)]);
    let comparison = Comparison::new(&a, &b);
    comparison
        .seeds()
        .into_iter()
        .map(|seed| comparison.score(seed))
        .max()
        .unwrap_or_default()
}

/// A minutia of the first set and one of the second.
type Pair = (usize, usize);

struct Comparison<'a> {
    a: &'a [Descriptor],
    b: &'a [Descriptor],
    likeness: Vec<f32>,
}

impl<'a> Comparison<'a> {
    fn new(a: &'a [Descriptor], b: &'a [Descriptor]) -> Self {
        let likeness = a
            .iter()
            .flat_map(|a| b.iter().map(|b| a.likeness(b)))
            .collect();
        Self { a, b, likeness }
    }

    fn likeness(&self, (i, j): Pair) -> f32 {
        self.likeness[i * self.b.len() + j]
    }

    /// The pairs that are most alike.
    fn seeds(&self) -> Vec<Pair> {
        let mut pairs: Vec<Pair> = (0..self.a.len())
            .flat_map(|i| (0..self.b.len()).map(move |j| (i, j)))
            .filter(|pair| self.likeness(*pair) > LIKE)
            .collect();
        pairs.sort_by(|p, q| self.likeness(*q).total_cmp(&self.likeness(*p)));
        pairs.truncate(SEEDS);
        pairs
    }

    /// Lays the second set over the first so that the seed coincides, and counts what else does.
    fn score(&self, seed: Pair) -> Score {
        let (a, b) = (&self.a[seed.0], &self.b[seed.1]);
        let mut motion = Motion::onto(a, b);
        for _ in 0..2 {
            motion = motion.refine(self, &self.pair_up(&motion));
        }
        let pairs = self.pair_up(&motion);
        let likeness: f32 = pairs.iter().map(|p| self.likeness(*p) - LIKE).sum();
        let common = self.overlap(&motion);
        let share = (2.0 * number(pairs.len()) / common.max(1.0)).min(1.0);
        Score {
            points: whole(POINTS * likeness * share * share.sqrt()),
            paired: u16::try_from(pairs.len()).unwrap_or(u16::MAX),
        }
    }

    /// Pairs each minutia with at most one of the other set, the most alike first.
    fn pair_up(&self, motion: &Motion) -> Vec<Pair> {
        let mut near: Vec<Pair> = Vec::new();
        for (j, b) in self.b.iter().enumerate() {
            let (x, y) = motion.place(b);
            let far = (x - motion.centre.0).hypot(y - motion.centre.1);
            let reach = (APART + STRETCH * far).powi(2);
            for (i, a) in self.a.iter().enumerate() {
                let (dx, dy) = (a.x - x, a.y - y);
                if dx * dx + dy * dy < reach
                    && self.likeness((i, j)) > LIKE
                    && difference(b.direction + motion.turn, a.direction).abs() < TURNED
                {
                    near.push((i, j));
                }
            }
        }
        near.sort_by(|p, q| self.likeness(*q).total_cmp(&self.likeness(*p)));
        let (mut free_a, mut free_b) = (vec![true; self.a.len()], vec![true; self.b.len()]);
        near.retain(|(i, j)| {
            let free = free_a[*i] && free_b[*j];
            if free {
                (free_a[*i], free_b[*j]) = (false, false);
            }
            free
        });
        near
    }

    /// How many minutiae of both sets lie where the other set has minutiae around.
    fn overlap(&self, motion: &Motion) -> f32 {
        let moved: Vec<(f32, f32)> = self.b.iter().map(|b| motion.place(b)).collect();
        let fixed: Vec<(f32, f32)> = self.a.iter().map(|a| (a.x, a.y)).collect();
        number(covered(&moved, &fixed) + covered(&fixed, &moved))
    }
}

/// How many points lie within the bounding box of others.
fn covered(points: &[(f32, f32)], others: &[(f32, f32)]) -> usize {
    let range = |part: fn(&(f32, f32)) -> f32| {
        others
            .iter()
            .map(part)
            .fold((f32::MAX, f32::MIN), |(low, high), v| {
                (low.min(v), high.max(v))
            })
    };
    let (columns, rows) = (range(|p| p.0), range(|p| p.1));
    let inside = |v: f32, (low, high): (f32, f32)| (low..=high).contains(&v);
    points
        .iter()
        .filter(|p| inside(p.0, columns) && inside(p.1, rows))
        .count()
}

/// A turn and shift that lays the second set over the first.
struct Motion {
    turn: f32,
    /// A point of the second set, and where it comes to lie in the first.
    pivot: (f32, f32),
    centre: (f32, f32),
}

impl Motion {
    fn onto(a: &Descriptor, b: &Descriptor) -> Self {
        Self {
            turn: difference(a.direction, b.direction),
            pivot: (b.x, b.y),
            centre: (a.x, a.y),
        }
    }

    fn place(&self, b: &Descriptor) -> (f32, f32) {
        let (sin, cos) = self.turn.sin_cos();
        let (dx, dy) = (b.x - self.pivot.0, b.y - self.pivot.1);
        (
            self.centre.0 + cos * dx - sin * dy,
            self.centre.1 + sin * dx + cos * dy,
        )
    }

    /// The motion that fits these pairs best (least squares).
    fn refine(&self, of: &Comparison<'_>, pairs: &[Pair]) -> Self {
        let count = number(pairs.len().max(1));
        let mean = |part: &dyn Fn(&Pair) -> f32| pairs.iter().map(part).sum::<f32>() / count;
        let centre = (mean(&|p| of.a[p.0].x), mean(&|p| of.a[p.0].y));
        let pivot = (mean(&|p| of.b[p.1].x), mean(&|p| of.b[p.1].y));
        let spokes = |p: &Pair| {
            let (a, b) = (&of.a[p.0], &of.b[p.1]);
            (a.x - centre.0, a.y - centre.1, b.x - pivot.0, b.y - pivot.1)
        };
        let (mut sin, mut cos) = (0.0, 0.0);
        for (ax, ay, bx, by) in pairs.iter().map(spokes) {
            sin += bx * ay - by * ax;
            cos += bx * ax + by * ay;
        }
        let turn = if pairs.len() < 2 {
            self.turn
        } else {
            sin.atan2(cos)
        };
        if pairs.is_empty() {
            return Self { ..*self };
        }
        Self {
            turn,
            pivot,
            centre,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of u16"
)]
fn whole(points: f32) -> u16 {
    points.clamp(0.0, f32::from(u16::MAX)) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finger::MinutiaKind;

    /// Scattered minutiae; another step is another finger.
    fn finger(step: u32) -> Vec<Minutia> {
        let mut state = step;
        let mut next = |range: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % range
        };
        (0..40)
            .map(|_| Minutia {
                x: u16::try_from(next(200) + 40).unwrap(),
                y: u16::try_from(next(200) + 40).unwrap(),
                angle: u8::try_from(next(256)).unwrap(),
                kind: MinutiaKind::Ending,
                quality: 50,
            })
            .collect()
    }

    #[test]
    fn a_finger_matches_itself_turned() {
        let print = finger(1);
        // A quarter turn about the centre of a 280 pixel square.
        let turned: Vec<Minutia> = print
            .iter()
            .map(|m| Minutia {
                x: m.y,
                y: 280 - m.x,
                angle: m.angle.wrapping_add(64),
                ..*m
            })
            .collect();
        assert!(match_score(&print, &print).is_match());
        let score = match_score(&print, &turned);
        assert!(score.is_match() && score.paired >= 38, "{score:?}");
    }

    #[test]
    fn scattered_points_do_not_match() {
        assert!(!match_score(&finger(1), &finger(2)).is_match());
    }

    #[test]
    fn degenerate_sets_are_scored() {
        let one = finger(3)[..1].to_vec();
        assert_eq!(match_score(&[], &[]), Score::default());
        assert!(!match_score(&one, &one).is_match());
        assert!(!match_score(&one, &finger(1)).is_match());
        let heap = vec![one[0]; 100_000];
        assert!(!match_score(&heap, &finger(1)).is_match());
    }
}
