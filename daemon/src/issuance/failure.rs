//! What a failed action does to the order: hold, look, try the same chip again, spoil, or ask a person.

mod hands;

use crate::condition::{Condition, Family, Reason};
use crate::issuance::attempt::{AttemptState, Print};
use crate::issuance::event::{Action, Rules};
use crate::issuance::order::{Order, OrderState};
use crate::issuance::step::Stepped;
use crate::planted;

impl Order {
    pub(super) fn failed(
        &mut self,
        action: Action,
        condition: &Condition,
        rules: Rules,
    ) -> Stepped {
        match action {
            _ if self.is_hand_fed() => self.failed_by_hand(action, condition, rules),
            Action::Prepare if self.is_preparing() => Ok(self.prepare_failed(condition)),
            Action::Feed if self.is_at(AttemptState::Feeding) => Ok(self.feed_failed(condition)),
            Action::Identify if self.is_at(AttemptState::AtEncoder) => {
                Ok(self.chip_failed(condition, Action::Identify, rules))
            }
            Action::Encode if self.is_at(AttemptState::Encoding) => {
                Ok(self.chip_failed(condition, Action::Encode, rules))
            }
            Action::Print if self.is_at(AttemptState::Encoded) => {
                Ok(self.load_failed(condition, rules))
            }
            Action::Print if self.is_at(AttemptState::Printing) => {
                Ok(self.print_failed(condition, rules))
            }
            Action::Return if self.is_at(AttemptState::Feeding) => Ok(self.move_failed(condition)),
            Action::Return | Action::Eject if self.is_at(AttemptState::Printing) => {
                Ok(self.move_failed(condition))
            }
            Action::Reject | Action::Look if self.state == OrderState::InProduction => {
                self.hold = Some(condition.clone());
                Ok(None)
            }
            _ => Err(self.not_legal()),
        }
    }

    fn prepare_failed(&mut self, condition: &Condition) -> Option<Action> {
        if self.cancelling {
            return self.end(OrderState::Cancelled, Reason::CancelledByOperator.into());
        }
        if condition.reason.row().family == Family::BadRequest {
            return self.end(OrderState::Refused, condition.clone());
        }
        self.hold = Some(condition.clone());
        None
    }

    fn feed_failed(&mut self, condition: &Condition) -> Option<Action> {
        match condition.reason {
            Reason::CardJam => self.unknown(condition),
            // There was no blank that could have been taken.
            Reason::HopperEmpty => {
                self.set(AttemptState::NotFed);
                self.hold = Some(condition.clone());
                self.state = OrderState::Preparing;
                self.end_if_cancelling()
            }
            // Fed, but seen elsewhere: nothing is written before a person has looked.
            Reason::EncoderNotPaired => {
                self.was_taken();
                self.hold = Some(condition.clone());
                None
            }
            _ => {
                self.set_cause(condition.clone());
                Some(Action::Look)
            }
        }
    }

    fn chip_failed(
        &mut self,
        condition: &Condition,
        again: Action,
        rules: Rules,
    ) -> Option<Action> {
        let encodings = self.attempt().map_or(0, |attempt| attempt.encodings);
        match condition.reason {
            reason if is_passing(reason) && encodings < rules.encodings => {
                self.set(AttemptState::AtEncoder);
                if again == Action::Identify {
                    self.count_encoding();
                }
                Some(Action::Identify)
            }
            // An empty reader may be one that is about to leave: the printer knows whether the card is still inside.
            Reason::CardAbsent => {
                self.set(AttemptState::AtEncoder);
                self.set_cause(condition.clone());
                Some(Action::Look)
            }
            reason if condemns(reason) => self.spoil(condition),
            // The service, the reader or the records fail, and the card is where it was.
            _ => {
                self.hold = Some(condition.clone());
                None
            }
        }
    }

    /// The printer has the card that its reader does not see: the reader is tried again, then a person looks at it.
    pub(super) fn unseen_by_reader(&mut self, rules: Rules) -> Option<Action> {
        if self.cancelling {
            return self.spoil(&Reason::SpoiledByCancel.into());
        }
        if self.is_worn_out(rules) {
            self.hold = Some(Reason::CardNotSeen.into());
            return None;
        }
        self.count_encoding();
        Some(Action::Identify)
    }

    fn count_encoding(&mut self) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.encodings += 1;
        }
    }

    /// What makes the printer print was not sent: the card is as its chip was written, wherever it is.
    fn load_failed(&mut self, condition: &Condition, rules: Rules) -> Option<Action> {
        match condition.reason {
            Reason::CardJam | Reason::CardLeft => self.unknown(condition),
            _ => self.look_or_wait(condition, rules),
        }
    }

    fn print_failed(&mut self, condition: &Condition, rules: Rules) -> Option<Action> {
        match condition.reason {
            Reason::RibbonEnded => {
                self.hold = Some(condition.clone());
                self.spoil(condition)
            }
            // What was printed is not the card that was written.
            Reason::CardJam | Reason::CardLeft | Reason::ForeignCards => self.unknown(condition),
            Reason::OutcomeUnknown if planted::RESUBMIT_ON_TIMEOUT => {
                self.mark(Print::NotBegun);
                self.set(AttemptState::Encoded);
                Some(Action::Print)
            }
            // No answer; or a print that was given up began all the same.
            Reason::OutcomeUnknown
            | Reason::DeviceStuck
            | Reason::Internal
            | Reason::WrongState => Some(Action::Look),
            // The command did not leave this machine whole.
            Reason::DeviceUnreachable | Reason::DeviceDisconnected | Reason::DeviceTimedOut => {
                self.mark(Print::NotBegun);
                self.set(AttemptState::Encoded);
                self.load_failed(condition, rules)
            }
            // The printer said no, before, while or after it printed: the evidence tells which.
            _ => {
                self.mark(Print::Refused);
                self.set_cause(condition.clone());
                self.look_or_wait(condition, rules)
            }
        }
    }

    /// The card inside was to be moved: it is where it was, or evidence tells where it is. Where evidence leads to the same
    /// movement again, and that is not answered either, somebody looks first.
    fn move_failed(&mut self, condition: &Condition) -> Option<Action> {
        let was_unanswered = self
            .attempt()
            .is_some_and(|attempt| attempt.is_caused_by(Reason::OutcomeUnknown));
        match condition.reason {
            Reason::CardJam | Reason::CardLeft => self.unknown(condition),
            Reason::OutcomeUnknown if !was_unanswered => {
                self.set_cause(condition.clone());
                Some(Action::Look)
            }
            _ => {
                self.hold = Some(condition.clone());
                None
            }
        }
    }

    fn look_or_wait(&mut self, condition: &Condition, rules: Rules) -> Option<Action> {
        if needs_a_hand(condition.reason) || self.is_worn_out(rules) {
            self.hold = Some(condition.clone());
            return None;
        }
        Some(Action::Look)
    }

    /// Whether the attempt has been begun so often that a person should look before it is begun again.
    fn is_worn_out(&self, rules: Rules) -> bool {
        self.attempt()
            .is_some_and(|attempt| attempt.encodings >= rules.encodings)
    }
}

/// What may be gone when the same chip is tried again; one that is mute after its reader came back too.
fn is_passing(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::CardRemoved
            | Reason::CardReset
            | Reason::CardMute
            | Reason::ChipIntruded
            | Reason::OutcomeUnknown
            | Reason::DeviceTimedOut
            | Reason::DeviceProtocol
    )
}

/// What shows that a chip cannot become the holder's, or has had its tries.
fn condemns(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::CardRemoved
            | Reason::CardMute
            | Reason::CardUnfit
            | Reason::OutcomeUnknown
            | Reason::DeviceTimedOut
            | Reason::DeviceProtocol
            | Reason::ChipRefused
            | Reason::ChipIntruded
            | Reason::ChipFailed
            | Reason::ChipMismatch
            | Reason::ChipSignatureBad
            | Reason::CardUsedBefore
            | Reason::SimulatedDevice
    )
}

/// Conditions that a printer names instead of moving a card, and that a person must deal with.
fn needs_a_hand(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::HopperEmpty
            | Reason::RibbonEnded
            | Reason::RibbonUnfit
            | Reason::TrayFull
            | Reason::CoverOpen
            | Reason::HeadTemperature
            | Reason::CleaningNeeded
            | Reason::EncoderOccupied
    )
}
