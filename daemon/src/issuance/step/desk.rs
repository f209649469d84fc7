//! What happens at the desk: a lost card is looked for, the new one activated, the old one taken in.

use crate::condition::{Condition, Reason};
use crate::issuance::attempt::AttemptState;
use crate::issuance::event::{Action, Event, Rules};
use crate::issuance::order::{OldCard, Order, OrderState};
use crate::issuance::presence::{Activation, HandOver, Presence, PresenceRule};
use crate::issuance::step::Stepped;
use crate::prompt::answer::Outcome;

impl Order {
    pub(super) fn activating(&mut self, event: &Event) -> Stepped {
        match event {
            Event::ActivationBegun => self.begin_activation()?,
            Event::VouchedActivationBegun(second) => {
                self.vouched(second)?;
            }
            Event::ActivationFailed(condition) => {
                self.asked.settle(Outcome::Failed(condition.clone()));
            }
            Event::ChipActivated(activation) => self.activated(activation),
            _ => {}
        }
        Ok(None)
    }

    fn begin_activation(&self) -> Result<(), Condition> {
        match self.presence_rule {
            PresenceRule::Holder if !self.has_tries_left() => Err(Reason::FingerTriesSpent.into()),
            _ => Ok(()),
        }
    }

    fn activated(&mut self, activation: &Activation) {
        self.asked.settle(Outcome::Done);
        self.vouching = None;
        self.activation = Some(activation.clone());
        self.state = OrderState::Activated;
        if self.reason.replaces_a_card() {
            self.old_card = OldCard::Awaited;
        }
    }

    /// Whoever comes for the card is to be shown to be its holder.
    pub(super) fn seeking_the_holder(&mut self, event: &Event, rules: Rules) -> Stepped {
        match event {
            Event::MatchTried => self.activation_tries += 1,
            Event::TriesAllowed => self.tries_allowed = self.activation_tries + rules.match_tries,
            Event::SecondPersonAsked(first) => self.vouching = Some(first.clone()),
            Event::NotVouched if self.vouching.is_none() => return Err(self.not_legal()),
            Event::NotVouched => self.vouching = None,
            _ => {}
        }
        Ok(None)
    }

    pub(super) fn handing_over(&mut self, event: &Event) -> Stepped {
        match event {
            Event::HolderMatchBegun if !self.awaits_holder() => return Err(self.not_legal()),
            Event::HolderMatchBegun if !self.has_tries_left() => {
                return Err(Reason::FingerTriesSpent.into());
            }
            Event::HolderMatchFailed(condition) => {
                self.asked.settle(Outcome::Failed(condition.clone()));
            }
            Event::HandedOver(hand_over) => self.handed_over(hand_over)?,
            _ => {}
        }
        Ok(None)
    }

    fn handed_over(&mut self, hand_over: &HandOver) -> Result<(), Condition> {
        match &hand_over.presence {
            None if self.awaits_holder() => return Err(self.not_legal()),
            Some(Presence::Vouched { vouched_by, .. }) => {
                self.vouched(vouched_by)?;
            }
            _ => {}
        }
        self.asked.settle(Outcome::Done);
        self.vouching = None;
        self.hand_over = Some(hand_over.clone());
        self.state = OrderState::HandedOver;
        Ok(())
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
