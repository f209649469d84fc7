//! What is done once the printer was looked at for a card whose fate was not known.

use crate::condition::{Condition, Reason};
use crate::issuance::attempt::AttemptState;
use crate::issuance::event::{Action, Rules};
use crate::issuance::evidence::{Conclusion, conclude};
use crate::issuance::order::{Order, OrderState};
use loket_drivers::card_printer::PrinterStatus;

impl Order {
    pub(super) fn seen(&mut self, status: &PrinterStatus, rules: Rules) -> Option<Action> {
        self.sighted(status);
        let attempt = self.attempt()?;
        match conclude(attempt, status) {
            Conclusion::NotFed => {
                let cause = attempt.cause.clone();
                self.set(AttemptState::NotFed);
                self.state = OrderState::Preparing;
                // A feed that failed may fail again: a person looks before the next one.
                self.hold = Some(cause.unwrap_or(Reason::OutcomeUnknown.into()));
                self.end_if_cancelling()
            }
            Conclusion::AtEncoder => self.at_encoder(),
            Conclusion::Unseen => self.unseen_by_reader(rules),
            Conclusion::Pulled => {
                // Whoever has it, it is written in part: it is counted as spoiled, and nothing waits for it.
                self.spoil(&Reason::CardLeft.into())
            }
            Conclusion::Unprinted | Conclusion::Finished if self.cancelling => {
                self.spoil(&Reason::SpoiledByCancel.into())
            }
            Conclusion::Unprinted => self.move_on(Action::Return),
            Conclusion::Finished => self.move_on(Action::Eject),
            Conclusion::Ejected => self.ejected(),
            Conclusion::HalfPrinted => {
                let found = Condition::new(Reason::OutcomeUnknown, "found partly printed");
                // What the printer named, or what it was spoiled by before.
                let named = attempt.cause.clone();
                self.spoil(&named.unwrap_or(found))
            }
            Conclusion::Gone => self.after_spoil(rules),
            Conclusion::Open => self.unknown(&Reason::OutcomeUnknown.into()),
        }
    }

    /// The card inside is fit to go on with; a card is certainly out of the hopper.
    fn move_on(&mut self, action: Action) -> Option<Action> {
        self.was_taken();
        self.hold = None;
        Some(action)
    }
}
