//! The actions for a card that people move: its printer has no encoder, so its chip is read and written on the desk reader.
//!
//! The desk is claimed for each action alone: while the operator carries the card, others may use it.

use super::{LOOK, Production};
use crate::condition::{Condition, Reason};
use crate::device::class::Readers;
use crate::device::handle::{Claimed, Handle};
use crate::device::lease::Job;
use crate::issuance::chip_access::with_card;
use crate::issuance::event::{Action, Event};
use crate::issuance::order::Order;
use loket_card::{LifeCycle, identify};
use loket_drivers::card_printer::PrintFate;
use loket_drivers::card_reader::CardPresence;
use std::time::Duration;

/// A card that was put down before the operator said so is seen at once.
const PUT_DOWN: Duration = Duration::from_secs(3);

impl Production {
    /// Whether the printer leaves it to people to move the card.
    pub(super) fn is_fed_by_hand(&self) -> Result<bool, Condition> {
        let printer = self.base.hardware.printer()?;
        printer.call(LOOK, |printer, _| {
            Ok(printer.capabilities().encoder.is_none())
        })
    }

    pub(super) fn perform_by_hand(
        &self,
        order: &Order,
        action: Action,
    ) -> Result<Event, Condition> {
        match action {
            Action::Identify => self.identify_at_the_desk(order),
            Action::Encode => self.write_chip(&*self.desk_for(order)?, order),
            Action::Print => self.print_from_the_feeder(order),
            Action::Reject => {
                let desk = self.desk_for(order);
                self.put_out_of_force(desk.as_deref().map_err(Clone::clone), order);
                Ok(Event::Done(Action::Reject))
            }
            Action::Look => self.fate_of_the_print(order),
            Action::Prepare | Action::Feed | Action::Return | Action::Eject => {
                Err(Condition::new(Reason::Internal, "by hand"))
            }
        }
    }

    fn desk_for(&self, order: &Order) -> Result<Claimed<Readers>, Condition> {
        let desk = self.base.hardware.desk()?;
        desk.claim(None, Job::Order(order.id.clone()))
    }

    fn identify_at_the_desk(&self, order: &Order) -> Result<Event, Condition> {
        let desk = self.desk_for(order)?;
        desk.call(PUT_DOWN, |reader, limit| reader.wait_card(limit))?;
        let is_bound = order
            .attempt()
            .is_some_and(|attempt| attempt.serial.is_some());
        let other = match is_bound {
            true => Reason::ChipMismatch,
            false => Reason::NotABlank,
        };
        let chip = with_card(&desk, LOOK, other, |mut chip| identify(&mut chip))?;
        self.is_admitted(&chip)?;
        if !is_bound {
            if chip.life_cycle != LifeCycle::Blank {
                return Err(Condition::new(Reason::NotABlank, chip.serial.to_string()));
            }
            self.is_new_to_the_books(order, chip.serial)?;
        }
        Ok(Event::Identified(chip.serial))
    }

    /// The printer prints on whatever is in its feeder, so that the written card must have left the reader.
    fn print_from_the_feeder(&self, order: &Order) -> Result<Event, Condition> {
        if !self.is_fed_by_hand()? {
            let detail =
                "a printer that feeds blanks itself is in the place of one that is fed by hand";
            return Err(Condition::new(Reason::DeviceReplaced, detail));
        }
        self.desk_is_empty(&*self.desk_for(order)?)?;
        self.send(order)?;
        Ok(Event::Done(Action::Print))
    }

    fn desk_is_empty(&self, desk: &Handle<Readers>) -> Result<(), Condition> {
        match desk.call(LOOK, |reader, limit| reader.presence(limit))? {
            CardPresence::Absent => Ok(()),
            CardPresence::Present { .. } => Err(Reason::CardOnDesk.into()),
        }
    }

    /// The print was under way when the daemon was stopped, or its device hung: the printer is asked by the job's name.
    fn fate_of_the_print(&self, order: &Order) -> Result<Event, Condition> {
        let job = order.attempt().and_then(|attempt| attempt.job.clone());
        let printer = self.base.hardware.printer()?;
        let fate = match job {
            None => PrintFate::Unknown,
            Some(job) => printer.call(self.base.config.limits.print(), move |printer, limit| {
                printer.fate(&job, limit)
            })?,
        };
        Ok(match fate {
            PrintFate::Printed => Event::Done(Action::Print),
            PrintFate::NotBegun => Event::Failed(
                Action::Print,
                Condition::new(
                    Reason::DeviceRefused,
                    "the printer gave the job up before it began",
                ),
            ),
            PrintFate::Unknown => Event::Failed(Action::Print, Reason::OutcomeUnknown.into()),
        })
    }
}
