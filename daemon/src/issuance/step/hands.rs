//! A card that people move: its printer has no encoder, so its chip is written on the desk reader, and only the chip can tell
//! whether what comes back is what was written.
//!
//! An attempt takes the same way through the same states as inside a printer; where that would move the card, the operator is
//! asked to. Whatever lay on the desk before a question was asked proves nothing: after each move the chip is read again.

use super::Stepped;
use crate::condition::{Condition, Reason};
use crate::issuance::attempt::{AttemptState, Print};
use crate::issuance::event::{Action, Rules, Verdict};
use crate::issuance::order::{Order, OrderState};
use loket_card::ChipSerial;

impl Order {
    /// Whether people move the present card.
    pub fn is_hand_fed(&self) -> bool {
        self.state == OrderState::InProduction
            && self.attempt().is_some_and(|attempt| attempt.by_hand)
    }

    /// Where the card stands that waits for somebody to move it.
    pub fn awaits_hands(&self) -> Option<AttemptState> {
        let state = self.attempt()?.state;
        let is_moved = !matches!(state, AttemptState::Printing | AttemptState::Unknown);
        (self.is_hand_fed() && self.doing.is_none() && is_moved).then_some(state)
    }

    /// Somebody has done what was asked.
    pub(super) fn moved(&mut self, state: AttemptState, rules: Rules) -> Option<Action> {
        self.hold = None;
        match state {
            AttemptState::Spoiled => self.after_spoil(rules),
            AttemptState::Ejected => Some(Action::Identify),
            _ if self.cancelling => self.called_off(state),
            AttemptState::Encoded => Some(Action::Print),
            AttemptState::Encoding => {
                self.set(AttemptState::AtEncoder);
                Some(Action::Identify)
            }
            _ => Some(Action::Identify),
        }
    }

    /// The order is cancelled while its card is in somebody's hands.
    pub(super) fn called_off(&mut self, state: AttemptState) -> Option<Action> {
        match state {
            AttemptState::Feeding => {
                self.set(AttemptState::NotFed);
                self.end_if_cancelling()
            }
            state if state.is_before_print() => self.spoil(&Reason::SpoiledByCancel.into()),
            _ => None,
        }
    }

    /// The chip on the desk reader. The first one is bound, and is a blank by then; every later one must be the same.
    pub(super) fn identified_at_the_desk(&mut self, serial: ChipSerial) -> Stepped {
        let (bound, state) = self
            .attempt()
            .map(|attempt| (attempt.serial, attempt.state))
            .ok_or_else(|| self.not_legal())?;
        match (bound, state) {
            (None, AttemptState::Feeding) if self.cancelling => Ok(self.called_off(state)),
            (None, AttemptState::Feeding) => {
                self.was_taken();
                Ok(self.identified(serial))
            }
            (Some(bound), _) if bound != serial => {
                let detail = format!("chip {bound} is expected, {serial} is on the reader");
                self.hold = Some(Condition::new(Reason::ChipMismatch, detail));
                Ok(None)
            }
            (Some(_), AttemptState::AtEncoder) => Ok(self.identified(serial)),
            (Some(_), AttemptState::Ejected) => {
                self.hold = None;
                self.state = OrderState::Inspecting;
                Ok(None)
            }
            _ => Err(self.not_legal()),
        }
    }

    /// The chip may be written; a person's word does for what the printer says elsewhere.
    pub(super) fn judged_in_hand(&mut self, verdict: Verdict) -> Stepped {
        match (verdict, self.awaits_hands()) {
            (Verdict::Spoiled, Some(state)) if state != AttemptState::Spoiled => {
                // Of a blank that was never read the reader's word is the cause, where it had one.
                let unread = |seen: &Condition| {
                    state == AttemptState::Feeding && seen.reason == Reason::ChipUnreadable
                };
                let seen = self.hold.take().filter(unread);
                self.was_taken();
                Ok(self.spoil(&seen.unwrap_or(Reason::SpoiledByInspection.into())))
            }
            (Verdict::Unprinted, _) if self.is_unknown() && self.is_hand_fed() => {
                self.hold = None;
                self.mark(Print::NotBegun);
                self.set(AttemptState::AtEncoder);
                Ok(None)
            }
            _ => Err(self.not_legal()),
        }
    }

    /// The daemon was started again. Only the printer is asked at once; where the card is, a person says by moving it.
    pub(super) fn hands_resumed(&mut self) -> Option<Action> {
        match self.attempt()?.state {
            AttemptState::Printing if self.hold.is_none() => Some(Action::Look),
            AttemptState::Encoding | AttemptState::Encoded => {
                self.set(AttemptState::AtEncoder);
                None
            }
            _ => None,
        }
    }
}
