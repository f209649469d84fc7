//! The posted service times of two offices, and which part of a visit each step is.

use crate::story::Visit;
use loket_tests::laps::Lap;
use std::time::Duration;

/// A procedure with its steps.
pub(crate) struct Procedure {
    pub(crate) office: &'static str,
    pub(crate) title: &'static str,
    pub(crate) steps: &'static [Step],
}

/// A step of a procedure.
pub(crate) struct Step {
    pub(crate) number: u32,
    pub(crate) what: &'static str,
    pub(crate) minutes: u32,
    pub(crate) part: Part,
}

/// Which part of a visit a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// People and papers before or beside the counter.
    Office,
    /// Record or re-photo.
    Recording,
    /// From the proof to the activated card.
    Making,
    /// The holder gets the card.
    HandOver,
}

/// Name of the lap that is the hand-over.
const HAND_OVER: &str = "Hand over";

/// Musi Banyuasin, "Pelayanan KTP-el", 2022, and Pesisir Selatan, "Penggantian KTP Elektronik", 2020.
pub(crate) const PROCEDURES: [Procedure; 2] = [
    Procedure {
        office: "Musi Banyuasin",
        title: "SOP B-470/733/DUKCAPIL/2022, Pelayanan KTP-el",
        steps: &[
            step(1, "Intake at the counter", 5, Part::Office),
            step(2, "Check and record / re-photo", 5, Part::Recording),
            step(3, "Validation (sub-coordinator)", 5, Part::Office),
            step(4, "Verification (Kabid)", 5, Part::Office),
            step(5, "Approval (head of office)", 5, Part::Office),
            step(6, "Issue the card", 3, Part::Making),
            step(7, "Hand over", 2, Part::HandOver),
        ],
    },
    Procedure {
        office: "Pesisir Selatan",
        title: "SOP 470/…/DKPS-PS/2020, Penggantian KTP Elektronik",
        steps: &[
            step(1, "Request received online", 10, Part::Office),
            step(2, "Verification (Kasi)", 10, Part::Office),
            step(3, "Print and activate", 15, Part::Making),
            step(4, "Notify and hand over", 10, Part::HandOver),
        ],
    },
];

const fn step(number: u32, what: &'static str, minutes: u32, part: Part) -> Step {
    Step {
        number,
        what,
        minutes,
        part,
    }
}

/// What a part of a visit took, world time and wall time; none for what the office does.
pub(crate) fn took(visit: &Visit, part: Part) -> Option<(Duration, Duration)> {
    let laps: Vec<&Lap> = match part {
        Part::Office => return None,
        Part::Recording => visit.recording.iter().collect(),
        Part::Making => others(visit, |lap| lap.name != HAND_OVER),
        Part::HandOver => others(visit, |lap| lap.name == HAND_OVER),
    };
    Some(sum(laps))
}

fn others(visit: &Visit, keep: impl Fn(&Lap) -> bool) -> Vec<&Lap> {
    visit.issuing.iter().filter(|lap| keep(lap)).collect()
}

/// The time of all laps together, world and wall.
pub(crate) fn sum<'a>(laps: impl IntoIterator<Item = &'a Lap>) -> (Duration, Duration) {
    laps.into_iter()
        .fold((Duration::ZERO, Duration::ZERO), |(world, wall), lap| {
            (world + lap.world, wall + lap.wall)
        })
}
