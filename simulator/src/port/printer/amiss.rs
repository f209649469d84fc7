//! Answers that come late, damaged, or after an `OK` that nobody meant.

use super::command::{CardMove, Command, Query};
use super::parse::Frame;
use super::{PrinterPort, World};
use crate::fault::{Amiss, FaultKind, Told};
use std::time::Duration;

/// How late a late answer is: longer than anybody waits for a card.
const LATE: Duration = Duration::from_secs(3600);
/// The bit that flips.
const BIT: u8 = 0x20;

/// An opportunity for the answer to this frame to go wrong.
pub(super) fn strikes(world: &mut World, frame: &Frame) -> Option<Amiss> {
    let asked = told(frame)?;
    let struck = world
        .strike(|kind| matches!(kind, FaultKind::PrinterAnswers { told, .. } if told == asked))?;
    match struck {
        FaultKind::PrinterAnswers { amiss, .. } => Some(amiss),
        _ => None,
    }
}

fn told(frame: &Frame) -> Option<Told> {
    Some(match frame {
        Frame::Panel(..) => Told::Panel,
        Frame::Command(Command::Print) => Told::Print,
        Frame::Command(Command::Move(CardMove::Present)) => Told::Feed,
        Frame::Command(Command::Move(CardMove::Eject)) => Told::Eject,
        Frame::Command(Command::Move(CardMove::Reject)) => Told::Reject,
        Frame::Command(Command::Query(Query::Position)) => Told::Position,
        Frame::Command(Command::Query(Query::PanelCount)) => Told::Panels,
        _ => return None,
    })
}

impl PrinterPort {
    /// Says a text, as it is or amiss.
    pub(super) fn say(&mut self, world: &World, text: &str) {
        if self.mute {
            return;
        }
        let mut answer = text.as_bytes().to_vec();
        answer.push(0);
        match self.amiss {
            Some(Amiss::Garbled) => {
                if let Some(first) = answer.first_mut() {
                    *first ^= BIT;
                }
                self.amiss = None;
            }
            Some(Amiss::Late) => {
                self.amiss = None;
                self.late = Some((answer, world.now() + LATE));
                return;
            }
            Some(Amiss::Lost | Amiss::OkFirst) | None => {}
        }
        self.outgoing.extend(answer);
    }

    /// A late answer is due.
    pub(super) fn say_what_is_late(&mut self, world: &World) {
        if let Some((answer, _)) = self.late.take_if(|(_, due)| *due <= world.now()) {
            self.outgoing.extend(answer);
        }
    }

    /// Whether the power was cut since the connection was made.
    pub(super) fn lost_power(&self, world: &World) -> bool {
        self.power_cuts != world.power_cuts()
    }
}
