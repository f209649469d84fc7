//! What a failed action does to a card that people move. Nobody but a person can tell where such a card is, so almost
//! everything waits for one.

use super::{condemns, is_passing};
use crate::condition::{Condition, Reason};
use crate::issuance::attempt::{AttemptState, Print};
use crate::issuance::event::{Action, Rules};
use crate::issuance::order::Order;
use crate::issuance::step::Stepped;

impl Order {
    pub(super) fn failed_by_hand(
        &mut self,
        action: Action,
        condition: &Condition,
        rules: Rules,
    ) -> Stepped {
        match action {
            Action::Identify if self.is_at(AttemptState::AtEncoder) => {
                Ok(self.chip_failed_by_hand(condition, rules))
            }
            Action::Encode if self.is_at(AttemptState::Encoding) => {
                self.set(AttemptState::AtEncoder);
                Ok(self.chip_failed_by_hand(condition, rules))
            }
            Action::Print if self.is_at(AttemptState::Printing) => {
                Ok(self.print_failed_by_hand(condition))
            }
            Action::Identify | Action::Print | Action::Reject | Action::Look => {
                Ok(self.wait_for_hands(condition))
            }
            _ => Err(self.not_legal()),
        }
    }

    fn wait_for_hands(&mut self, condition: &Condition) -> Option<Action> {
        self.hold = Some(condition.clone());
        None
    }

    /// A card that was taken away, or exchanged for another, says nothing of the chip.
    fn chip_failed_by_hand(&mut self, condition: &Condition, rules: Rules) -> Option<Action> {
        let reason = condition.reason;
        let is_elsewhere = matches!(reason, Reason::CardRemoved | Reason::ChipMismatch);
        let may_pass = is_passing(reason) && !self.is_worn_out(rules);
        if condemns(reason) && !is_elsewhere && !may_pass {
            return self.spoil(condition);
        }
        self.wait_for_hands(condition)
    }

    /// The command to print was sent, or was about to be.
    fn print_failed_by_hand(&mut self, condition: &Condition) -> Option<Action> {
        match condition.reason {
            Reason::OutcomeUnknown | Reason::CardJam => self.unknown(condition),
            // The printer was not heard to the end: it knows the job by its name.
            Reason::DeviceStuck | Reason::Internal | Reason::WrongState => Some(Action::Look),
            // It has not begun, and says so.
            _ => {
                self.mark(Print::NotBegun);
                self.set(AttemptState::Encoded);
                self.wait_for_hands(condition)
            }
        }
    }
}
