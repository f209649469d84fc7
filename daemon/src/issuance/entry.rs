//! A line of an order's journal before it is written, and what a person's answer came to.

use crate::issuance::event::{Action, Event};
use crate::issuance::order::{Order, StepTime};
use crate::prompt::Key;
use crate::prompt::answer::Outcome;
use crate::store::records::Item;
use loket_drivers::card_printer::PrinterStatus;

/// An order after an event, with what the line is to do next.
pub(super) type Applied = (Order, Option<Action>);

/// A line of an order's journal that is to be written, with what changes besides.
pub(super) struct Entry {
    pub(super) event: Event,
    by: String,
    pub(super) step: Option<StepTime>,
    pub(super) items: Vec<Item>,
    pub(super) seen: Option<PrinterStatus>,
}

impl Entry {
    /// The event alone.
    pub(super) fn of(event: Event) -> Self {
        Self {
            event,
            by: String::new(),
            step: None,
            items: Vec::new(),
            seen: None,
        }
    }

    /// Done by that account.
    #[must_use]
    pub(super) fn by(self, account: &str) -> Self {
        let by = account.to_owned();
        Self { by, ..self }
    }

    /// With the step that ended, if one had begun.
    #[must_use]
    pub(super) fn ending(self, step: impl Into<Option<StepTime>>) -> Self {
        let step = step.into();
        Self { step, ..self }
    }

    /// With what the printer showed besides.
    #[must_use]
    pub(super) fn seeing(self, seen: Option<PrinterStatus>) -> Self {
        Self { seen, ..self }
    }

    /// With items that are sealed in the same transaction.
    #[must_use]
    pub(super) fn sealing(self, items: Vec<Item>) -> Self {
        Self { items, ..self }
    }

    /// As the journal tells it.
    pub(super) fn name(&self) -> String {
        match self.by.as_str() {
            "" => self.event.name(),
            account => format!("{} by {account}", self.event.name()),
        }
    }
}

/// What an answer came to.
pub(super) enum Answered {
    /// It was the first; which it is, the order now, and what the line is to do next.
    New(Key, Order, Option<Action>),
    /// It was given before; the order now, and what became of it.
    Before(Order, Outcome),
}
