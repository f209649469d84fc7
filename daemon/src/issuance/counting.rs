//! What a printer's card counter has shown of itself, and whether somebody else used the printer.
//!
//! When a model counts a card is rarely documented: as it is fed, as its print begins, as it is ejected. Evidence may not
//! rest on a guess, so the first blanks of each printer teach it, and until then the counter says less.

use crate::condition::{Condition, Reason};
use crate::issuance::orders::refused;
use crate::store::Store;
use crate::store::database::StoreError;
use loket_drivers::card_printer::PrinterCounters;
use serde::{Deserialize, Serialize};

/// When a printer counts a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Counting {
    /// Not seen yet.
    #[default]
    Unknown,
    /// When it leaves the hopper.
    AtFeed,
    /// After it has been at the encoder.
    Later,
}

/// What is remembered of one printer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Habits {
    /// When it counts.
    pub(super) counting: Counting,
    /// Its card counter before the last blank.
    before: Option<u32>,
}

impl Habits {
    /// Of the printer with that serial number; nothing is known of one that states none.
    pub(super) fn of(store: &Store, serial: &str) -> Result<Self, Condition> {
        let Some(key) = key(serial) else {
            return Ok(Self::default());
        };
        let note = store.call(move |database| database.note(&key));
        match note.map_err(|error| refused(&error))? {
            Some(json) => serde_json::from_slice(&json).map_err(damaged),
            None => Ok(Self::default()),
        }
    }

    /// Remembers, durably.
    pub(super) fn keep(&self, store: &Store, serial: &str) -> Result<(), Condition> {
        let Some(key) = key(serial) else {
            return Ok(());
        };
        let json = serde_json::to_vec(self).map_err(damaged)?;
        let kept = store.call(move |database| database.set_note(&key, &json));
        kept.map_err(|error| refused(&error))
    }

    /// Whether the counter is where the last blank can have left it.
    ///
    /// # Errors
    /// `ForeignCards`: cards were used that nothing here explains.
    pub(super) fn explain(&self, now: PrinterCounters) -> Result<(), Condition> {
        let (Some(before), Some(now)) = (self.before, now.cards) else {
            return Ok(());
        };
        let detail = match now.checked_sub(before) {
            Some(0 | 1) => return Ok(()),
            Some(moved) => format!("{} more than expected", moved - 1),
            None => "the counter went back".to_owned(),
        };
        Err(Condition::new(Reason::ForeignCards, detail))
    }

    /// A blank is about to be fed, or all that the counter shows is explained.
    pub(super) fn begin(&mut self, now: PrinterCounters) {
        self.before = now.cards;
    }

    /// The printer is about to do something for no order. Cards that nothing explains stay unexplained.
    pub(super) fn begin_task(&mut self, now: PrinterCounters) {
        if self.explain(now).is_ok() {
            self.begin(now);
        }
    }

    /// That is done, and one card at most was counted for it.
    pub(super) fn end_task(&mut self, before: PrinterCounters, after: PrinterCounters) {
        let counted = before.cards.zip(after.cards);
        let counted = counted.and_then(|(before, after)| after.checked_sub(before));
        let own = counted.unwrap_or(0).min(1);
        self.before = self.before.map(|before| before.saturating_add(own));
    }

    /// A blank was fed and has gone no further.
    pub(super) fn learn(&mut self, before: PrinterCounters, after: PrinterCounters) {
        let moved = before
            .cards
            .zip(after.cards)
            .map(|(before, after)| after.checked_sub(before));
        self.counting = match moved.flatten() {
            Some(1) => Counting::AtFeed,
            Some(0) => Counting::Later,
            _ => Counting::Unknown,
        };
    }
}

fn key(serial: &str) -> Option<String> {
    (!serial.is_empty()).then(|| format!("printer/{serial}"))
}

fn damaged(source: serde_json::Error) -> Condition {
    refused(&StoreError::Damaged(source))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cards(cards: u32) -> PrinterCounters {
        PrinterCounters {
            cards: Some(cards),
            ..PrinterCounters::default()
        }
    }

    #[test]
    fn a_fed_blank_teaches_when_the_printer_counts() {
        let mut habits = Habits::default();
        for (after, counting) in [
            (cards(11), Counting::AtFeed),
            (cards(10), Counting::Later),
            (cards(12), Counting::Unknown),
            (PrinterCounters::default(), Counting::Unknown),
        ] {
            habits.learn(cards(10), after);
            assert_eq!(habits.counting, counting, "{after:?}");
        }
    }

    #[test]
    fn cards_of_others_are_noticed_whenever_the_printer_counts() {
        let mut habits = Habits::default();
        assert!(
            habits.explain(cards(500)).is_ok(),
            "a printer seen for the first time"
        );
        habits.begin(cards(500));
        for (now, is_explained) in [(500, true), (501, true), (502, false), (499, false)] {
            assert_eq!(habits.explain(cards(now)).is_ok(), is_explained, "{now}");
        }
        assert!(habits.explain(PrinterCounters::default()).is_ok());
    }

    #[test]
    fn a_task_explains_its_own_card_and_no_other() {
        // The counter when the last blank was fed, then before and after a task.
        for ([last, before, after], is_explained) in [
            ([10, 11, 11], true),
            ([10, 11, 12], true),
            ([10, 13, 13], false),
            ([10, 13, 14], false),
            ([10, 11, 14], false),
            ([10, 9, 10], false),
        ] {
            let mut habits = Habits::default();
            habits.begin(cards(last));
            habits.begin_task(cards(before));
            habits.end_task(cards(before), cards(after));
            let seen = format!("{last} {before} {after}");
            assert_eq!(habits.explain(cards(after)).is_ok(), is_explained, "{seen}");
        }
    }

    #[test]
    fn a_card_that_is_counted_late_is_no_card_of_others() {
        let mut habits = Habits::default();
        habits.begin(cards(10));
        habits.begin_task(cards(11));
        habits.end_task(cards(11), cards(11));
        assert!(habits.explain(cards(12)).is_ok());
    }
}
