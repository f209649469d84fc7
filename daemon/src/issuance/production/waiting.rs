//! Waits that end by themselves: the print head comes to its temperature, the printer has rested, the day is over. While one
//! lasts nothing is written; the line looks again when it may be over.

use super::Production;
use crate::condition::{Condition, Reason};
use crate::issuance::order::Order;
use crate::issuance::orders::refused;
use crate::issuance::preflight::{self, Needs};
use crate::issuance::settings;
use loket_drivers::card_printer::{PrinterCondition, PrinterStatus};
use loket_drivers::clock::Moment;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Pause between looks at a print head that warms up or cools down.
const HEAD_GLANCE: Duration = Duration::from_secs(10);
/// A print head needs minutes at most; after that somebody should look at the printer.
const HEAD_PATIENCE: Duration = Duration::from_secs(600);
/// The wall clock that ends a rest may be set meanwhile, so it is looked at again no later than this.
const LONGEST: Duration = Duration::from_secs(300);

/// Since when a print head is waited for.
#[derive(Debug, Default)]
pub(super) struct HeadWait(Mutex<Option<Moment>>);

impl HeadWait {
    /// Begins unless it has begun.
    fn since(&self, now: Moment) -> Moment {
        let mut since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *since.get_or_insert(now)
    }

    /// It is over, or somebody has looked at the printer.
    pub(super) fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Production {
    /// Whether the printer may make another card now.
    ///
    /// # Errors
    /// `CoolingPause`, `DutySpent`; the line looks again.
    pub(super) fn is_rested(&self) -> Result<(), Condition> {
        let (duty, now_ms) = (self.base.config.limits.duty(), self.base.wall.now_ms());
        let Some(from) = duty.counts_from(now_ms) else {
            return Ok(());
        };
        let taken = self
            .base
            .store
            .call(move |database| database.taken_since(from));
        let taken = taken.map_err(|error| refused(&error))?;
        let Some(rest) = duty.rest(&taken, now_ms) else {
            return Ok(());
        };
        let span = u64::try_from(rest.until_ms - now_ms).unwrap_or(0);
        self.look_again_in(Duration::from_millis(span).min(LONGEST));
        Err(rest.condition)
    }

    /// The printer as it is, ready for a blank of this card.
    ///
    /// # Errors
    /// What is in the way; of a print head that is not at its temperature for long, that a person must look.
    pub(super) fn ready_for(&self, needs: &Needs) -> Result<PrinterStatus, Condition> {
        let mut status = self.status()?;
        if self.is_fed_by_hand()? {
            // Its card comes when the chip is written.
            status.conditions.remove(&PrinterCondition::HopperEmpty);
        }
        let Err(condition) = preflight::ready(&status, needs) else {
            self.head_wait.end();
            return Ok(status);
        };
        if condition.reason != Reason::HeadSettling {
            return Err(condition);
        }
        let now = self.base.clock.now();
        if now.since(self.head_wait.since(now)) >= HEAD_PATIENCE {
            return Err(Condition::new(Reason::HeadTemperature, condition.detail));
        }
        self.look_again_in(HEAD_GLANCE);
        Err(condition)
    }

    /// Whether what the order waits for is still so.
    ///
    /// # Errors
    /// That it is.
    pub(super) fn is_over(&self, order: &Order) -> Result<(), Condition> {
        let waits_for = order.hold.as_ref().map(|hold| hold.reason);
        let now = match waits_for {
            Some(Reason::CoolingPause | Reason::DutySpent) => self.is_rested(),
            Some(Reason::HeadSettling) => {
                let draft = self.draft(order)?;
                self.ready_for(&draft.needs).map(drop)
            }
            Some(Reason::PrinterSettingsChanged) => {
                settings::are_approved(&self.base, &self.status()?)
            }
            _ => Ok(()),
        };
        // What else is so now is for the order to say.
        now.or_else(|condition| match waits_for == Some(condition.reason) {
            true => Err(condition),
            false => Ok(()),
        })
    }

    fn look_again_in(&self, span: Duration) {
        self.line.look_again_at(self.base.clock.now() + span);
    }
}
