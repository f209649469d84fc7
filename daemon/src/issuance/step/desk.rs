//! What happens at the desk: a lost card is looked for, the new one activated, the old one taken in.

use crate::condition::Reason;
use crate::issuance::event::{Action, Event, Rules};
use crate::issuance::order::{AttemptState, OldCard, Order, OrderState};
use crate::issuance::step::Stepped;
use crate::prompt::answer::Outcome;

impl Order {
    pub(super) fn at_the_desk(&mut self, event: &Event, rules: Rules) -> Stepped {
        match event {
            Event::ActivationBegun if !self.has_tries_left() => {
                return Err(Reason::FingerTriesSpent.into());
            }
            Event::MatchTried => self.activation_tries += 1,
            Event::TriesAllowed => self.tries_allowed = self.activation_tries + rules.match_tries,
            Event::ActivationFailed(condition) => {
                self.asked.settle(Outcome::Failed(condition.clone()));
            }
            Event::ChipActivated(score) => {
                self.asked.settle(Outcome::Done);
                self.activation_score = *score;
                self.state = OrderState::Activated;
                if self.reason.replaces_a_card() {
                    self.old_card = OldCard::Awaited;
                }
            }
            _ => {}
        }
        Ok(None)
    }

    /// Its chip was never in force, so it is a spoiled card like any other, to be counted and destroyed.
    pub(super) fn voided(&mut self) -> Option<Action> {
        self.set_cause(Reason::VoidedBySupervisor.into());
        self.set(AttemptState::Spoiled);
        self.end(OrderState::Voided, Reason::VoidedBySupervisor.into())
    }

    pub(super) fn old_card_heard_of(&mut self, event: &Event) {
        match event {
            Event::Retiring(serial) => self.old_card = OldCard::Retiring(*serial),
            Event::Retired(serial) => {
                self.asked.settle(Outcome::Done);
                self.old_card = OldCard::Retired(*serial);
            }
            Event::RetirementFailed(condition) => {
                self.asked.settle(Outcome::Failed(condition.clone()));
            }
            Event::OldCardUnreadable => {
                self.asked.settle(Outcome::Done);
                self.old_card = OldCard::Unreadable;
            }
            Event::OldCardMissing => self.old_card = OldCard::Missing,
            _ => {}
        }
    }

    /// The card is not where the printer left it: a person has looked for it, and the chip says whether it is the one.
    pub(super) fn searched(&mut self, event: &Event) -> Stepped {
        match event {
            Event::SearchBegun if !self.may_be_good() => return Err(self.not_legal()),
            Event::Found => {
                self.asked.settle(Outcome::Done);
                self.set(AttemptState::Good);
                self.hold = None;
                self.state = OrderState::Issued;
            }
            Event::NotFound(condition) => self.asked.settle(Outcome::Failed(condition.clone())),
            _ => {}
        }
        Ok(None)
    }
}
