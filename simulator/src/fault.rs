//! Faults as data: what can go wrong, and the plan that says when.

pub mod answer;
pub mod catalogue;
pub mod kind;
mod matching;
pub mod spec;

pub use answer::{Amiss, Told};
pub use kind::{FaultKind, JamPoint};
pub use matching::Matching;
pub use spec::FaultSpecError;

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;

/// Whether an armed fault strikes again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// It strikes once and is gone.
    #[default]
    Once,
    /// It strikes at every opportunity until it is cleared.
    Permanent,
}

/// Chances are out of this many.
pub const CERTAIN: u32 = 1000;

/// How a fault is armed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arming {
    /// What goes wrong.
    pub kind: FaultKind,
    /// Once or until cleared.
    pub repeat: Repeat,
    /// Opportunities that pass unharmed first.
    pub skip: u32,
    /// Chance to strike at an opportunity, in thousandths; drawn from the plan's seed.
    pub chance: u32,
}

impl Arming {
    /// A fault that strikes at its first opportunity and only there.
    pub fn once(kind: FaultKind) -> Self {
        Self {
            kind,
            repeat: Repeat::Once,
            skip: 0,
            chance: CERTAIN,
        }
    }

    /// A fault that strikes at every opportunity.
    pub fn permanent(kind: FaultKind) -> Self {
        Self {
            repeat: Repeat::Permanent,
            ..Self::once(kind)
        }
    }
}

/// A fault that waits for its opportunity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArmedFault {
    /// Number of the arming, counts from 1.
    pub id: u32,
    /// How it was armed; `skip` counts down.
    pub arming: Arming,
}

/// All armed faults. With the same seed, the same armings and the same opportunities the same faults strike.
#[derive(Debug)]
pub struct FaultPlan {
    armed: Vec<ArmedFault>,
    last: u32,
    chance: Pcg32,
}

impl FaultPlan {
    /// An empty plan that draws chances from `seed`.
    pub fn new(seed: u64) -> Self {
        Self {
            armed: Vec::new(),
            last: 0,
            chance: Pcg32::seed_from_u64(seed),
        }
    }

    /// The armed faults in the order of arming.
    pub fn armed(&self) -> &[ArmedFault] {
        &self.armed
    }

    pub(crate) fn arm(&mut self, arming: Arming) -> u32 {
        self.last += 1;
        let id = self.last;
        self.armed.push(ArmedFault { id, arming });
        id
    }

    /// Takes an arming back; false when there is none of this number.
    pub(crate) fn clear(&mut self, id: u32) -> bool {
        let before = self.armed.len();
        self.armed.retain(|fault| fault.id != id);
        self.armed.len() < before
    }

    /// An opportunity for the faults that `fits` accepts; returns the one that strikes.
    pub(crate) fn strike(&mut self, fits: impl Fn(FaultKind) -> bool) -> Option<(u32, FaultKind)> {
        let chance = &mut self.chance;
        let index = self
            .armed
            .iter_mut()
            .position(|fault| fits(fault.arming.kind) && strikes_now(&mut fault.arming, chance))?;
        let ArmedFault { id, arming } = self.armed[index].clone();
        if arming.repeat == Repeat::Once {
            self.armed.remove(index);
        }
        Some((id, arming.kind))
    }
}

fn strikes_now(arming: &mut Arming, chance: &mut Pcg32) -> bool {
    if arming.skip > 0 {
        arming.skip -= 1;
        return false;
    }
    arming.chance >= CERTAIN || chance.next_u32() % CERTAIN < arming.chance
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any(_: FaultKind) -> bool {
        true
    }

    #[test]
    fn a_fault_strikes_once_unless_permanent() {
        let mut plan = FaultPlan::new(1);
        plan.arm(Arming::once(FaultKind::FingerAbsent));
        assert_eq!(plan.strike(|kind| kind == FaultKind::CameraStall), None);
        assert_eq!(plan.strike(any), Some((1, FaultKind::FingerAbsent)));
        assert_eq!(plan.strike(any), None);
        let id = plan.arm(Arming::permanent(FaultKind::CameraStall));
        assert!(plan.strike(any).is_some() && plan.strike(any).is_some());
        assert!(plan.clear(id));
        assert!(!plan.clear(id));
        assert_eq!(plan.strike(any), None);
    }

    #[test]
    fn skipped_opportunities_pass_unharmed() {
        let mut plan = FaultPlan::new(1);
        plan.arm(Arming {
            skip: 2,
            ..Arming::once(FaultKind::HopperEmpty)
        });
        let struck: Vec<bool> = (0..4).map(|_| plan.strike(any).is_some()).collect();
        assert_eq!(struck, [false, false, true, false]);
    }

    #[test]
    fn the_same_seed_replays_the_same_faults() {
        let run = |seed| {
            let mut plan = FaultPlan::new(seed);
            plan.arm(Arming {
                chance: 300,
                ..Arming::permanent(FaultKind::CorruptedPacket)
            });
            (0..64)
                .map(|_| plan.strike(any).is_some())
                .collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
        let struck = run(7).into_iter().filter(|&struck| struck).count();
        assert!((8..32).contains(&struck), "{struck}");
    }
}
