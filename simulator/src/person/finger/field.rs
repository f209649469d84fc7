//! Where ridges run: the flow and spacing of one fingertip.
//!
//! The flow is the zero-pole model of Sherlock and Monro: half the sum of the angles to the cores less half the sum of
//! the angles to the deltas. Alone it leaves the flanks too flat, so an arching term that fades towards the crease of the
//! finger bends ridges around the tip; and it lets the legs of a loop fan out, so near a core more of the turn happens at
//! the crown (a correction in the spirit of Vizcaya and Gerhardt).

use super::noise::SmoothNoise;
use super::{HEIGHT, WIDTH, half};
use crate::person::random::Dice;

/// The Galton-Henry class of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Arch,
    TentedArch,
    /// Ridges enter and leave at the left of the picture.
    LeftLoop,
    RightLoop,
    Whorl,
}

impl Class {
    /// Draws the class of a finger (ISO code 1..=10) with about the frequencies of the human hand.
    fn draw(dice: &mut Dice, finger: u8) -> Self {
        let right_hand = finger <= 5;
        let (arch, whorl, radial) = match (finger.max(1) - 1) % 5 {
            0 => (0.04, 0.38, 0.02), // thumb
            1 => (0.14, 0.30, 0.30), // index
            3 => (0.02, 0.42, 0.02), // ring
            _ => (0.05, 0.18, 0.02),
        };
        let roll = dice.uniform(0.0, 1.0);
        if roll < arch * 0.6 {
            Self::Arch
        } else if roll < arch {
            Self::TentedArch
        } else if roll < arch + whorl {
            Self::Whorl
        } else if dice.chance(radial) != right_hand {
            Self::RightLoop
        } else {
            Self::LeftLoop
        }
    }
}

/// A point of the fingertip in pixels from its centre, y upwards.
type Point = (f32, f32);

/// Share of a core's turn that moves from its legs to its crown.
const CROWN: f32 = 0.55;
/// Distance from a core in pixels over which that fades.
const CROWN_REACH: f32 = 70.0;

/// The end of a recurving ridge: ridges turn by half a turn around it.
struct Core {
    at: Point,
    /// Angle at which ridges run straight away from the core.
    legs: f32,
}

impl Core {
    /// Angle from the core to a point, bent so that legs run side by side.
    fn angle(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x - self.at.0, y - self.at.1);
        let angle = libm::atan2f(y, x);
        let fade = libm::expf(-(x * x + y * y).sqrt() / CROWN_REACH);
        angle - CROWN * fade * libm::sinf(angle - self.legs)
    }
}

/// Flow and spacing of ridges over one fingertip.
pub(super) struct RidgeField {
    cores: Vec<Core>,
    deltas: Vec<Point>,
    /// Steepest slope that the arching term adds, in radians.
    arching: f32,
    bend: SmoothNoise,
    period: f32,
    stretch: SmoothNoise,
}

impl RidgeField {
    /// Draws the field of a finger (ISO code 1..=10).
    pub(super) fn draw(dice: &mut Dice, finger: u8) -> Self {
        let class = Class::draw(dice, finger);
        let (cores, deltas) = singularities(class, dice);
        let cores = cores
            .iter()
            .map(|core| aim(*core, &cores, &deltas))
            .collect();
        let arching = match class {
            Class::Arch => dice.uniform(0.85, 1.05),
            Class::TentedArch => dice.uniform(0.6, 0.75),
            _ => dice.uniform(0.45, 0.65),
        };
        Self {
            cores,
            deltas,
            arching,
            bend: SmoothNoise::draw(dice, WIDTH, HEIGHT, 60),
            period: dice.uniform(8.2, 9.6),
            stretch: SmoothNoise::draw(dice, WIDTH, HEIGHT, 70),
        }
    }

    /// Direction of the ridges at a pixel in radians, 0 = along x, counter-clockwise, any multiple of pi.
    pub(super) fn direction(&self, column: f32, row: f32) -> f32 {
        let (x, y) = (column - half(WIDTH), half(HEIGHT) - row);
        let cores: f32 = self.cores.iter().map(|core| core.angle(x, y)).sum();
        let deltas: f32 = self.deltas.iter().map(|delta| angle(*delta, (x, y))).sum();
        let flow = 0.5 * (cores - deltas);
        flow - self.arch(x, y) + 0.06 * self.bend.at(column, row)
    }

    /// The arching term: none at the crease, full above the centre, odd in x.
    fn arch(&self, x: f32, y: f32) -> f32 {
        let rise = ((y + 150.0) / 230.0).clamp(0.0, 1.0);
        let ease = rise * rise * (3.0 - 2.0 * rise);
        self.arching * ease * x / (x * x + 75.0 * 75.0).sqrt() * 1.2
    }

    /// Distance from ridge to ridge at a pixel, in pixels.
    pub(super) fn period(&self, column: f32, row: f32) -> f32 {
        // Ridges are coarser towards the crease.
        let coarser = 0.06 * (row - half(HEIGHT)) / half(HEIGHT);
        let factor = 1.0 + coarser + 0.05 * self.stretch.at(column, row);
        (self.period * factor).clamp(7.2, 11.0)
    }
}

/// Angle from one point to another; 0 where they are the same.
fn angle(from: Point, to: Point) -> f32 {
    libm::atan2f(to.1 - from.1, to.0 - from.0)
}

/// Finds where the legs of a core lead: where the flow, half the angle around the core plus the flow of all else, is radial.
fn aim(core: Point, cores: &[Point], deltas: &[Point]) -> Core {
    let turn = |points: &[Point]| points.iter().map(|p| angle(*p, core)).sum::<f32>();
    Core {
        at: core,
        legs: turn(cores) - turn(deltas),
    }
}

/// Places the cores and deltas of a class.
fn singularities(class: Class, dice: &mut Dice) -> (Vec<Point>, Vec<Point>) {
    let (x, y) = (dice.uniform(-14.0, 14.0), dice.uniform(0.0, 30.0));
    let mut aside = |side: f32| {
        (
            x + side * dice.uniform(82.0, 112.0),
            y - dice.uniform(95.0, 125.0),
        )
    };
    match class {
        Class::Arch => (vec![], vec![]),
        Class::TentedArch => (
            vec![(x, y)],
            vec![(x + dice.uniform(-10.0, 10.0), y - dice.uniform(60.0, 90.0))],
        ),
        Class::LeftLoop => (vec![(x, y)], vec![aside(1.0)]),
        Class::RightLoop => (vec![(x, y)], vec![aside(-1.0)]),
        Class::Whorl => {
            let deltas = vec![aside(-1.15), aside(1.15)];
            let apart = dice.uniform(9.0, 30.0);
            let lean = dice.uniform(-12.0, 12.0);
            (vec![(x - lean, y + apart), (x + lean, y - apart)], deltas)
        }
    }
}
