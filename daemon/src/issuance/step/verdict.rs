//! What a person says of a card, when it lies in the tray and when nobody knows where it is.

use super::Stepped;
use crate::condition::Reason;
use crate::issuance::attempt::AttemptState;
use crate::issuance::event::{Rules, Verdict};
use crate::issuance::order::{Order, OrderState};

impl Order {
    /// What somebody who has looked says of the card.
    pub(super) fn inspected(&mut self, verdict: Verdict, rules: Rules) -> Stepped {
        let unknown = self.is_unknown();
        let is_in_hand = self.awaits_hands().is_some() || verdict == Verdict::Unprinted;
        if is_in_hand {
            return self.judged_in_hand(verdict);
        }
        if self.state != OrderState::Inspecting && !unknown {
            return Err(self.not_legal());
        }
        match verdict {
            // Of a card of unknown fate the chip is asked, see `searched`.
            Verdict::Good if unknown => Err(self.not_legal()),
            Verdict::Unprinted => Err(self.not_legal()),
            Verdict::NoCard if !unknown || self.was_fed() => Err(self.not_legal()),
            Verdict::UsedBefore if !unknown || !self.may_be_used_before() => Err(self.not_legal()),
            // What is wrong with a print can be said of one that was looked at.
            Verdict::Flawed(_) if unknown => Err(self.not_legal()),
            Verdict::Flawed(flaw) => {
                self.set_cause(flaw.reason().into());
                self.set(AttemptState::Spoiled);
                Ok(self.after_spoil(rules))
            }
            Verdict::Good => {
                self.set(AttemptState::Good);
                self.hold = None;
                self.state = OrderState::Issued;
                Ok(None)
            }
            Verdict::NoCard => {
                self.set(AttemptState::NotFed);
                self.hold = None;
                Ok(self
                    .end_if_cancelling()
                    .or_else(|| self.prepare_unless_ended()))
            }
            Verdict::UsedBefore => {
                self.set_cause(Reason::CardUsedBefore.into());
                self.set(AttemptState::Spoiled);
                self.hold = None;
                Ok(self.after_spoil(rules))
            }
            Verdict::Spoiled => {
                let known = self.attempt().and_then(|attempt| attempt.cause.clone());
                self.set_cause(known.unwrap_or(Reason::SpoiledByInspection.into()));
                self.set(AttemptState::Spoiled);
                self.hold = None;
                Ok(self.after_spoil(rules))
            }
        }
    }
}
