//! The order's state machine: events in, the next physical action out. No I/O, no clock.
//!
//! The caller stores the new state durably before it performs the action, so that intent is on disk before every
//! physical effect.

mod desk;
mod hands;
mod resuming;
mod seen;
mod verdict;

use crate::condition::{Condition, Reason};
use crate::issuance::attempt::{Attempt, AttemptState, Print};
use crate::issuance::event::{Action, Event, Rules};
use crate::issuance::order::{Order, OrderState};
use crate::planted;
use loket_card::ChipSerial;

/// The next action, if any; or the refusal of an event that is not legal now.
pub type Stepped = Result<Option<Action>, Condition>;

impl Order {
    /// Applies an event and notes what the line is to do next. On `Err` the order is unchanged.
    ///
    /// # Errors
    /// `WrongState` when the event is not legal now.
    pub fn apply(&mut self, event: &Event, rules: Rules) -> Stepped {
        let action = self.step(event, rules)?;
        // A wish to cancel is heard by whoever acts, and stops nothing at once.
        if *event != Event::CancelAsked || action.is_some() {
            self.doing = action;
        }
        Ok(action)
    }

    fn step(&mut self, event: &Event, rules: Rules) -> Stepped {
        match event {
            Event::Started if self.state == OrderState::Accepted => Ok(self.prepare()),
            Event::Restarted => Ok(self.restarted()),
            Event::Prepared {
                before,
                printer,
                counting,
                panels,
                by_hand,
            } if self.is_preparing() => {
                let attempt =
                    Attempt::begun(self.attempts.len(), *before, printer, *counting, *panels);
                Ok(self.prepared(Attempt {
                    by_hand: *by_hand,
                    ..attempt
                }))
            }
            Event::Identified(serial) if self.is_hand_fed() => self.identified_at_the_desk(*serial),
            Event::Identified(serial) if self.is_at(AttemptState::AtEncoder) => {
                Ok(self.identified(*serial))
            }
            Event::PrintBegun(job) if self.may_print() => Ok(self.print_begun(job)),
            Event::Done(action) => self.done(*action, rules),
            Event::Failed(action, condition) => self.failed(*action, condition, rules),
            Event::Seen(status) if self.state == OrderState::InProduction => {
                Ok(self.seen(status, rules))
            }
            Event::Continued if self.may_continue() => Ok(self.continued(rules)),
            Event::DevicesFreed if self.waits_for_devices() => Ok(self.prepare()),
            Event::CancelAsked => self.cancel_asked(),
            Event::Inspected(verdict) => self.inspected(*verdict, rules),
            Event::SearchBegun | Event::Found | Event::NotFound(_) if self.is_unknown() => {
                self.searched(event)
            }
            Event::Voided if self.state == OrderState::Issued => Ok(self.voided()),
            Event::ActivationBegun
            | Event::VouchedActivationBegun(_)
            | Event::ActivationFailed(_)
            | Event::ChipActivated(_)
                if self.state == OrderState::Issued =>
            {
                self.activating(event)
            }
            Event::SecondPersonAsked(_)
            | Event::NotVouched
            | Event::MatchTried
            | Event::TriesAllowed
                if self.asks_for_holder() =>
            {
                self.seeking_the_holder(event, rules)
            }
            Event::RetirementBegun
            | Event::Retiring(_)
            | Event::Retired(_)
            | Event::RetirementFailed(_)
            | Event::OldCardUnreadable
            | Event::OldCardMissing
                if self.awaits_old_card() =>
            {
                self.old_card_heard_of(event);
                Ok(None)
            }
            Event::HolderMatchBegun | Event::HolderMatchFailed(_) | Event::HandedOver(_)
                if self.state == OrderState::Activated && !self.awaits_old_card() =>
            {
                self.handing_over(event)
            }
            _ => Err(self.not_legal()),
        }
    }

    pub(super) fn not_legal(&self) -> Condition {
        Condition::new(Reason::WrongState, self.state.to_string())
    }

    pub(super) fn is_preparing(&self) -> bool {
        self.state == OrderState::Preparing
    }

    pub(super) fn is_at(&self, state: AttemptState) -> bool {
        self.state == OrderState::InProduction && self.attempt().is_some_and(|a| a.state == state)
    }

    pub(super) fn prepare(&mut self) -> Option<Action> {
        self.state = OrderState::Preparing;
        self.hold = None;
        Some(Action::Prepare)
    }

    fn prepared(&mut self, attempt: Attempt) -> Option<Action> {
        self.knows_of_foreign_cards = false;
        if self.cancelling {
            return self.end(OrderState::Cancelled, Reason::CancelledByOperator.into());
        }
        self.attempts.push(attempt);
        self.state = OrderState::InProduction;
        (!self.is_hand_fed()).then_some(Action::Feed)
    }

    pub(super) fn identified(&mut self, serial: ChipSerial) -> Option<Action> {
        match self.attempts.last_mut() {
            Some(attempt)
                if attempt.serial.is_none_or(|bound| bound == serial)
                    || planted::CHIP_NOT_RECHECKED =>
            {
                attempt.serial = Some(serial);
                attempt.cause = None;
                attempt.state = AttemptState::Encoding;
                attempt.encodings += 1;
                Some(Action::Encode)
            }
            _ => self.unknown(&Condition::new(Reason::ChipMismatch, "encoder")),
        }
    }

    fn done(&mut self, action: Action, rules: Rules) -> Stepped {
        match action {
            Action::Feed if self.is_at(AttemptState::Feeding) => Ok(self.fed()),
            Action::Encode if self.is_at(AttemptState::Encoding) => Ok(self.encoded()),
            Action::Print | Action::Eject if self.is_at(AttemptState::Printing) => {
                Ok(self.ejected())
            }
            Action::Return
                if self.is_at(AttemptState::Feeding) || self.is_at(AttemptState::Printing) =>
            {
                Ok(self.at_encoder())
            }
            Action::Reject if self.is_at(AttemptState::Spoiled) && self.is_hand_fed() => Ok(None),
            Action::Reject if self.is_at(AttemptState::Spoiled) => Ok(self.after_spoil(rules)),
            _ => Err(self.not_legal()),
        }
    }

    /// What the readers reported holds for as long as the card is in the machine.
    fn fed(&mut self) -> Option<Action> {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.paired = true;
        }
        self.at_encoder()
    }

    fn at_encoder(&mut self) -> Option<Action> {
        self.hold = None;
        self.was_taken();
        self.mark(Print::NotBegun);
        if self.cancelling {
            return self.spoil(&Reason::SpoiledByCancel.into());
        }
        self.set(AttemptState::AtEncoder);
        Some(Action::Identify)
    }

    fn encoded(&mut self) -> Option<Action> {
        if self.cancelling {
            return self.spoil(&Reason::SpoiledByCancel.into());
        }
        self.set(AttemptState::Encoded);
        (!self.is_hand_fed()).then_some(Action::Print)
    }

    fn print_begun(&mut self, job: &Option<String>) -> Option<Action> {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.job.clone_from(job);
        }
        self.mark(Print::Begun);
        self.set(AttemptState::Printing);
        Some(Action::Print)
    }

    /// Whether this card is still being sent to the printer. A print that was given up while its device hung is not begun
    /// when the device comes to itself.
    fn may_print(&self) -> bool {
        let sending = self.is_at(AttemptState::Encoded) && self.doing == Some(Action::Print);
        sending && !self.cancelling
    }

    fn ejected(&mut self) -> Option<Action> {
        self.set(AttemptState::Ejected);
        self.clear_cause();
        self.hold = None;
        if !self.is_hand_fed() {
            self.state = OrderState::Inspecting;
        }
        None
    }

    fn cancel_asked(&mut self) -> Stepped {
        match self.state {
            OrderState::Accepted => {}
            OrderState::Preparing if self.hold.is_some() => {}
            OrderState::Preparing | OrderState::InProduction => {
                self.cancelling = true;
                let in_hand = self.awaits_hands();
                return Ok(in_hand.and_then(|state| self.called_off(state)));
            }
            _ => return Err(self.not_legal()),
        }
        self.cancelling = true;
        Ok(self.end_if_cancelling())
    }

    pub(super) fn spoil(&mut self, cause: &Condition) -> Option<Action> {
        self.set_cause(cause.clone());
        self.set(AttemptState::Spoiled);
        Some(Action::Reject)
    }

    pub(super) fn unknown(&mut self, cause: &Condition) -> Option<Action> {
        self.set_cause(cause.clone());
        self.set(AttemptState::Unknown);
        self.hold = Some(cause.clone());
        None
    }

    /// The spoiled card is out of the way: another blank, a hold that waits for a person, or the end.
    pub(super) fn after_spoil(&mut self, rules: Rules) -> Option<Action> {
        if self.blanks_used() >= rules.attempts && !self.cancelling {
            return self.end(OrderState::Exhausted, Reason::AttemptsSpent.into());
        }
        self.state = OrderState::Preparing;
        self.end_if_cancelling()
            .or_else(|| self.prepare_unless_ended())
    }

    pub(super) fn prepare_unless_ended(&mut self) -> Option<Action> {
        if self.state.is_final() {
            return None;
        }
        self.state = OrderState::Preparing;
        if self.hold.is_some() {
            None
        } else {
            Some(Action::Prepare)
        }
    }

    pub(super) fn end_if_cancelling(&mut self) -> Option<Action> {
        if self.cancelling {
            self.end(OrderState::Cancelled, Reason::CancelledByOperator.into());
        }
        None
    }

    pub(super) fn end(&mut self, state: OrderState, why: Condition) -> Option<Action> {
        self.state = state;
        self.hold = None;
        self.ended = Some(why);
        None
    }

    pub(super) fn set(&mut self, state: AttemptState) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.state = state;
        }
    }

    pub(super) fn mark(&mut self, print: Print) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.print = print;
        }
    }

    /// A card certainly left the hopper.
    pub(super) fn was_taken(&mut self) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.was_fed = true;
        }
    }

    fn clear_cause(&mut self) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.cause = None;
        }
    }

    pub(super) fn set_cause(&mut self, cause: Condition) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.cause = Some(cause);
        }
    }
}

#[cfg(test)]
mod tests;
