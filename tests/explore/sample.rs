//! Points at which something goes wrong in process and again with real processes: drawn by seed, over all flows, all wires and
//! all that real processes can show.

use crate::blow::{Blow, Choice, Moment};
use crate::ending::Ending;
use crate::fate::Planned;
use crate::flow::Flow;
use crate::real::{COUNTED, Plan, Strike};
use crate::run::Run;
use crate::script::Script;
use crate::stage;
use anyhow::{Context, anyhow, ensure};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg32;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::str::FromStr;

/// One of them, as it is written: `print/encoder:17:stop-after` is the daemon killed after the chip at the encoder has carried
/// out its 18th command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) flow: Flow,
    pub(crate) moment: Moment,
    /// Moments of this kind before it.
    pub(crate) number: usize,
    pub(crate) blow: Blow,
}

/// The moments of each flow, when the daemon is started anew right before it and nothing goes wrong.
pub(crate) struct Moments(BTreeMap<Flow, Vec<Moment>>);

/// What came of a flow in process.
pub(crate) struct Played {
    pub(crate) ending: Ending,
    pub(crate) struck: Vec<(usize, Blow)>,
    moments: Vec<Moment>,
}

/// Plays the flow in process, with a daemon that is started anew where it begins.
///
/// # Errors
/// When it does not get there.
pub(crate) fn play(flow: Flow, plan: Vec<Planned>) -> anyhow::Result<Played> {
    let printer = Script::quiet(flow).printer;
    let stage = stage::set(printer.reporting(), plan)?;
    let mut run = Run::new(flow, None, stage);
    run.prepare().map_err(|error| anyhow!(error))?;
    run.begin_afresh().map_err(|error| anyhow!(error))?;
    if let Err(stuck) = run.drive() {
        run.operator.seen.push(stuck);
    }
    Ok(Played {
        struck: run.fate.struck(),
        moments: run.fate.moments(),
        ending: run.ending(),
    })
}

impl Moments {
    /// Plays each flow once.
    ///
    /// # Errors
    /// When something does not hold although nothing went wrong.
    pub(crate) fn count() -> anyhow::Result<Self> {
        let count = |flow| {
            let played = play(flow, Vec::new())?;
            ensure!(played.ending.is_sound(), "{flow}: {}", played.ending);
            Ok((flow, played.moments))
        };
        let counted = Flow::ALL.into_iter().map(count);
        Ok(Self(counted.collect::<anyhow::Result<_>>()?))
    }

    /// How many moments of this kind the flow has.
    pub(crate) fn of(&self, flow: Flow, kind: Moment) -> usize {
        let all = self.0.get(&flow).into_iter().flatten();
        all.filter(|moment| **moment == kind).count()
    }

    /// How many points real processes can show, and how many are explored in process on such a printer.
    pub(crate) fn share(&self) -> (usize, usize) {
        let real = self.kinds().iter().map(VecDeque::len).sum();
        let moments = self.0.values().flatten();
        let explored = moments.map(|moment| Blow::all_at(*moment).count()).sum();
        (real, explored)
    }

    /// The point's moment among all of its flow.
    fn position(&self, point: Point) -> Option<usize> {
        let all = self.0.get(&point.flow)?.iter().enumerate();
        let mut kind = all.filter(|(_, moment)| **moment == point.moment);
        kind.nth(point.number).map(|(at, _)| at)
    }

    /// What goes wrong in process.
    ///
    /// # Errors
    /// When the flow has no such moment.
    pub(crate) fn in_process(&self, point: Point) -> anyhow::Result<Planned> {
        let at = self
            .position(point)
            .with_context(|| format!("{point} is not in its flow"))?;
        Ok((at, Choice::This(point.blow)))
    }

    /// What goes wrong with real processes.
    ///
    /// # Errors
    /// When the flow has no such moment, or it cannot be hit.
    pub(crate) fn in_real(&self, point: Point) -> anyhow::Result<Plan> {
        ensure!(
            can_be_real(point.moment, point.blow),
            "{point} cannot be played with real processes"
        );
        let (at, planned) = self.in_process(point)?;
        let (record, strike) = match point.moment {
            Moment::Sent(device) => {
                let (number, blow) = (point.number, point.blow);
                (
                    None,
                    Some(Strike {
                        device,
                        number,
                        blow,
                    }),
                )
            }
            _ => (Some((point.number, planned)), None),
        };
        // As the explorer has it, by the number of moments until then.
        let at_once = (at + 1).is_multiple_of(2);
        Ok(Plan {
            record,
            strike,
            at_once,
        })
    }

    /// So many points, all kinds of them in turns.
    pub(crate) fn draw(&self, count: usize, seed: u64) -> Vec<Point> {
        let mut dice = Pcg32::seed_from_u64(seed);
        let mut kinds = self.kinds();
        kinds.shuffle(&mut dice);
        for kind in &mut kinds {
            kind.make_contiguous().shuffle(&mut dice);
        }
        let mut drawn = Vec::new();
        while drawn.len() < count && kinds.iter().any(|kind| !kind.is_empty()) {
            let next = kinds.iter_mut().filter_map(VecDeque::pop_front);
            drawn.extend(next.take(count - drawn.len()));
        }
        drawn
    }

    /// All points, by what goes wrong at which kind of moment in which flow.
    fn kinds(&self) -> Vec<VecDeque<Point>> {
        let mut kinds = Vec::new();
        for flow in self.0.keys().copied() {
            for moment in COUNTED
                .map(Moment::Sent)
                .into_iter()
                .chain([Moment::Record])
            {
                for blow in Blow::all_at(moment).filter(|blow| can_be_real(moment, *blow)) {
                    let numbers = 0..self.of(flow, moment);
                    let points = numbers.map(|number| Point {
                        flow,
                        moment,
                        number,
                        blow,
                    });
                    kinds.push(points.collect());
                }
            }
        }
        kinds
    }
}

/// What real processes cannot show is left out: the artwork's pieces, of which TCP knows nothing, resets, which `pcscd` does when
/// it likes, steps of the mechanism, which no wire tells of, and the sensor's packets, whose number depends on when the finger
/// comes. A disk fails at a record.
fn can_be_real(moment: Moment, blow: Blow) -> bool {
    match moment {
        Moment::Record => true,
        Moment::Sent(device) => {
            COUNTED.contains(&device) && !matches!(blow, Blow::DiskFull | Blow::DiskBroken)
        }
        Moment::Reset(_) | Moment::Piece | Moment::Moved => false,
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            flow,
            moment,
            number,
            blow,
        } = self;
        write!(f, "{flow}/{moment}:{number}:{blow}")
    }
}

impl FromStr for Point {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is not a flow, a kind of moment, a number and what goes wrong");
        let (flow, rest) = text.split_once('/').ok_or_else(wrong)?;
        let (moment, rest) = rest.split_once(':').ok_or_else(wrong)?;
        let (number, blow) = rest.split_once(':').ok_or_else(wrong)?;
        Ok(Self {
            flow: flow.parse()?,
            moment: moment.parse()?,
            number: number.parse().map_err(|_| wrong())?,
            blow: blow.parse()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loket_simulator::device::Device;

    #[test]
    fn points_are_read_as_they_are_written() {
        for text in ["print/encoder:17:stop-after", "activate/record:0:disk-full"] {
            assert_eq!(text.parse::<Point>().unwrap().to_string(), text);
        }
        for text in [
            "print/tv:1:stop-after",
            "print/record:x:stop-after",
            "print",
        ] {
            assert!(text.parse::<Point>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_sample_is_a_function_of_its_seed_and_has_every_kind() {
        let way = [
            Moment::Record,
            Moment::Sent(Device::Encoder),
            Moment::Piece,
            Moment::Record,
        ];
        let moments = Moments(Flow::ALL.map(|flow| (flow, way.to_vec())).into());
        let drawn = moments.draw(48, 7);
        assert_eq!(drawn, moments.draw(48, 7));
        assert_ne!(drawn, moments.draw(48, 8));
        assert_eq!(drawn.len(), 48);
        assert!(drawn.iter().all(|point| moments.in_real(*point).is_ok()));
        let kinds = |flow| drawn.iter().filter(|point| point.flow == flow).count();
        assert!(Flow::ALL.into_iter().all(|flow| kinds(flow) > 10));
    }
}
