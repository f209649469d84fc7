//! Everything that is run: every single fault, then double ones by seed.

use crate::blow::{Blow, Choice, Moment};
use crate::flow::Flow;
use crate::mishap::Mishap;
use crate::run::play;
use crate::script::{Printer, Script};
use loket_simulator::device::Device;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use std::io;

/// The moments of every flow when nothing goes wrong.
pub(crate) struct Moments(Vec<(Flow, Vec<Moment>)>);

impl Moments {
    /// Runs each flow once.
    ///
    /// # Errors
    /// When a stage cannot be set, or something does not hold although nothing went wrong.
    pub(crate) fn count() -> io::Result<Self> {
        let count = |flow| {
            let outcome = play(&Script::quiet(flow))?;
            match outcome.violations.first() {
                Some(violation) => Err(io::Error::other(format!("{flow}: {violation}"))),
                None => Ok((flow, outcome.moments)),
            }
        };
        let counted = Flow::ALL.into_iter().map(count);
        Ok(Self(counted.collect::<io::Result<_>>()?))
    }

    /// Every mishap, and every moment with everything that can go wrong then. Shuffled, so that a part of them is a fair one;
    /// but mishaps come first, then what is about a record or a movement, since that is where a defect shows soonest.
    pub(crate) fn singles(&self) -> Vec<Script> {
        let mut scripts = Vec::new();
        for printer in Printer::all() {
            for (flow, moments) in &self.0 {
                let at = moments.iter().enumerate();
                let at = at.filter(|(_, moment)| concerns(printer, *flow, **moment));
                for (number, moment) in at {
                    scripts.extend(Blow::all_at(*moment).map(|blow| Script {
                        printer,
                        plan: vec![(number, Choice::This(blow))],
                        ..Script::quiet(*flow)
                    }));
                }
            }
        }
        scripts.extend(self.mishaps());
        scripts.shuffle(&mut Pcg32::seed_from_u64(0));
        scripts.sort_by_key(|script| {
            let late = script.mishap.is_none();
            (
                late,
                !self.is_decisive(script),
                script.printer != Printer::COUNTING,
            )
        });
        scripts
    }

    /// Whether something becomes durable or moves at the script's first moment or the next.
    fn is_decisive(&self, script: &Script) -> bool {
        let Some((at, _)) = script.plan.first() else {
            return false;
        };
        let moments = self.0.iter().find(|(flow, _)| *flow == script.flow);
        let near = moments.and_then(|(_, moments)| moments.get(*at..moments.len().min(at + 2)));
        let decisive = |moment| matches!(moment, &Moment::Record | &Moment::Moved);
        near.is_some_and(|near| near.iter().any(decisive))
    }

    /// Every mishap in every flow with every printer.
    fn mishaps(&self) -> impl Iterator<Item = Script> {
        let ways = self
            .0
            .iter()
            .flat_map(|(flow, _)| Printer::all().map(move |printer| (*flow, printer)));
        ways.flat_map(|(flow, printer)| {
            Mishap::all().map(move |mishap| Script {
                printer,
                mishap: Some(mishap),
                ..Script::quiet(flow)
            })
        })
    }

    /// Two faults, all of it drawn from the seed.
    pub(crate) fn double(&self, seed: u64) -> Script {
        let mut dice = Pcg32::seed_from_u64(seed);
        let mut draw = |sides: usize| {
            let sides = u32::try_from(sides.max(1)).unwrap_or(u32::MAX);
            usize::try_from(dice.next_u32() % sides).unwrap_or_default()
        };
        let (flow, moments) = &self.0[draw(self.0.len())];
        let printer = Printer::all().nth(draw(Printer::all().count()));
        // Every other run has none.
        let mishap = Mishap::all().nth(draw(2 * Mishap::all().count()));
        let first = draw(moments.len());
        // What went wrong makes the run longer.
        let second = first + 1 + draw(moments.len());
        let plan = [first, second].map(|at| (at, Choice::Any(dice.next_u32())));
        Script {
            printer: printer.unwrap_or(Printer::COUNTING),
            mishap,
            plan: plan.into(),
            ..Script::quiet(*flow)
        }
    }
}

/// What a printer tells makes a difference only where a printer is asked, and not within its artwork. A reprint asks it what a
/// print does.
fn concerns(printer: Printer, flow: Flow, moment: Moment) -> bool {
    let elsewhere = [Device::Encoder, Device::Desk, Device::Sensor].map(Moment::Sent);
    let asked = moment != Moment::Piece && !elsewhere.contains(&moment);
    printer == Printer::COUNTING || (flow == Flow::Print && asked)
}
