//! How an order goes on that stood still: somebody has seen to what was in the way, a device is back, the daemon is.

use crate::condition::Reason;
use crate::issuance::attempt::{Attempt, AttemptState};
use crate::issuance::event::{Action, Rules};
use crate::issuance::order::{Order, OrderState};

impl Order {
    /// An unknown outcome is settled by a verdict, not by a click.
    pub(super) fn may_continue(&self) -> bool {
        let waits = self.hold.is_some() || self.awaits_hands().is_some();
        waits && self.doing.is_none() && !self.is_unknown()
    }

    /// Whether it is held by what passes without a person at the printer: somebody else has a device that it needs, the
    /// device is away or must rest, the counter is paused.
    pub(super) fn waits_for_devices(&self) -> bool {
        let reason = self.hold.as_ref().map(|hold| hold.reason);
        let passing = matches!(
            reason,
            Some(
                Reason::DeviceLeased
                    | Reason::DeviceInUse
                    | Reason::DeviceUnreachable
                    | Reason::DeviceDisconnected
                    | Reason::DeviceTimedOut
                    | Reason::DeviceReplaced
                    | Reason::StationPaused
                    | Reason::HeadSettling
                    | Reason::CoolingPause
                    | Reason::DutySpent
                    | Reason::PrinterSettingsChanged
            )
        );
        // After a feed that failed a person looks first.
        let in_vain =
            |last: &Attempt| last.state == AttemptState::NotFed && last.cause == self.hold;
        self.is_preparing() && passing && !self.attempt().is_some_and(in_vain)
    }

    pub(super) fn continued(&mut self, rules: Rules) -> Option<Action> {
        if let Some(state) = self.awaits_hands() {
            return self.moved(state, rules);
        }
        let attempt = self.attempt().map(|attempt| attempt.state);
        if self.state != OrderState::InProduction {
            let hold = self.hold.as_ref().map(|hold| hold.reason);
            self.knows_of_foreign_cards |= hold == Some(Reason::ForeignCards);
            return self.prepare();
        }
        match attempt {
            // The printer had nothing to reject, or did not want to; somebody has seen to it since. Where a card is inside all
            // the same, none is fed.
            Some(AttemptState::Spoiled) if self.is_held_by(Reason::DeviceRefused) => {
                self.hold = None;
                self.after_spoil(rules)
            }
            Some(AttemptState::AtEncoder | AttemptState::Encoding) => {
                self.hold = None;
                if self.cancelling {
                    return self.spoil(&Reason::SpoiledByCancel.into());
                }
                self.set(AttemptState::AtEncoder);
                Some(Action::Identify)
            }
            _ => {
                self.hold = None;
                Some(Action::Look)
            }
        }
    }

    fn is_held_by(&self, reason: Reason) -> bool {
        self.hold.as_ref().is_some_and(|hold| hold.reason == reason)
    }

    pub(super) fn restarted(&mut self) -> Option<Action> {
        if self.doing.is_some() {
            // A hold that could not be stored may have been shown.
            self.asked.skip();
        }
        match self.state {
            _ if self.is_hand_fed() => self.hands_resumed(),
            OrderState::Preparing if self.hold.is_none() => Some(Action::Prepare),
            OrderState::InProduction if self.hold.is_none() => Some(Action::Look),
            _ => None,
        }
    }
}
