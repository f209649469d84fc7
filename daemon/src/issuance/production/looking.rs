//! What the printer shows: before a blank is fed, around a print, and when nobody knows where a card is.

use super::{LOOK, Production};
use crate::condition::{Condition, Reason};
use crate::issuance::attempt::AttemptState;
use crate::issuance::event::{Action, Event};
use crate::issuance::evidence::conclude;
use crate::issuance::order::Order;
use loket_drivers::card_printer::{CardPosition, PrinterCounters, PrinterStatus, Supplies};
use loket_drivers::card_reader::CardPresence;
use std::collections::BTreeSet;
use std::time::Duration;

/// Pause between looks at a printer that may be moving.
const GLANCE: Duration = Duration::from_secs(2);

impl Production {
    /// What stands in for an action when the printer was exchanged since it fed the order's card. Until the other printer is
    /// accepted the old one may come back; once it is, nothing that it shows tells of this card, except that a spoiled one is
    /// out of the way.
    pub(super) fn elsewhere(&self, order: &Order, action: Action) -> Option<Event> {
        let attempt = order.attempt().filter(|_| action != Action::Prepare)?;
        let view = self.base.hardware.printer().ok()?.watch();
        let view = view.borrow();
        let here = &view.identity.serial;
        if attempt.printer.is_empty() || here.is_empty() || attempt.printer == *here {
            return None;
        }
        if let Some(condition) = view.availability.condition() {
            return Some(Event::Failed(action, condition.clone()));
        }
        Some(Event::Seen(PrinterStatus {
            conditions: BTreeSet::new(),
            position: match attempt.state {
                AttemptState::Spoiled => CardPosition::None,
                _ => CardPosition::Unknown,
            },
            counters: PrinterCounters::default(),
            supplies: Supplies::default(),
        }))
    }

    pub(super) fn status(&self) -> Result<PrinterStatus, Condition> {
        self.base.hardware.printer()?.status(LOOK)
    }

    /// Looks until the evidence can no longer change: it is decisive, or the printer has not moved for as long as any
    /// movement takes.
    pub(super) fn look(&self, order: &Order) -> Result<Event, Condition> {
        let limits = &self.base.config.limits;
        let clock = &self.base.clock;
        let end = clock.now() + limits.print();
        let (mut seen, mut since) = (self.status()?, clock.now());
        let moving = |seen: &PrinterStatus| {
            order
                .attempt()
                .is_some_and(|attempt| conclude(attempt, seen).may_change())
        };
        while moving(&seen) && clock.now() < end && clock.now() < since + limits.movement() {
            clock.sleep_until(clock.now() + GLANCE);
            let now = self.status()?;
            if (now.position, now.counters) != (seen.position, seen.counters) {
                since = clock.now();
            }
            seen = now;
        }
        Ok(Event::Seen(seen))
    }

    /// Where the printer says that a card is which a person will have to look for.
    pub(super) fn sight_of_a_lost_card(&self, event: &Event) -> Option<PrinterStatus> {
        let Event::Failed(Action::Feed | Action::Print, condition) = event else {
            return None;
        };
        let is_lost = matches!(condition.reason, Reason::CardJam | Reason::CardLeft);
        is_lost.then(|| self.status().ok()).flatten()
    }

    pub(super) fn encoder_is_empty(&self) -> Result<(), Condition> {
        let encoder = self.base.hardware.encoder()?;
        match encoder.call(LOOK, |reader, limit| reader.presence(limit))? {
            CardPresence::Absent => Ok(()),
            CardPresence::Present { .. } => Err(Reason::EncoderOccupied.into()),
        }
    }

    /// A card that was taken out since it was written is not missed by a printer, which prints on the next blank instead.
    pub(super) fn card_is_inside(&self) -> Result<(), Condition> {
        match self.status()?.position {
            CardPosition::None => Err(Condition::new(Reason::CardLeft, "before the print")),
            _ => Ok(()),
        }
    }

    /// The card that the printer says it has put out is no longer inside, and no other than it was taken.
    pub(super) fn one_card_left(&self, order: &Order) -> Result<(), Condition> {
        // What is not told is found when the next blank is to be fed, or by the chip at the desk.
        let Ok(status) = self.status() else {
            return Ok(());
        };
        if matches!(
            status.position,
            CardPosition::Encoder | CardPosition::Inside
        ) {
            return Err(Condition::new(Reason::OutcomeUnknown, "it is still inside"));
        }
        let seen = status.counters.cards;
        let before = order.attempt().and_then(|attempt| attempt.before.cards);
        let used = seen
            .zip(before)
            .and_then(|(seen, before)| seen.checked_sub(before));
        if used.is_some_and(|used| used > 1) {
            return Err(Condition::new(Reason::CardLeft, "another was printed"));
        }
        Ok(())
    }
}
