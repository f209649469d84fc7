//! The order's state machine: events in, the next physical action out. No I/O, no clock.
//!
//! The caller stores the new state durably before it performs the action, so that intent is on disk before every
//! physical effect.

use crate::condition::{Condition, Family, Reason};
use crate::issuance::evidence::{Conclusion, conclude};
use crate::issuance::order::{Attempt, AttemptState, Order, OrderState};
use loket_card::ChipSerial;
use loket_drivers::card_printer::{PrinterCounters, PrinterStatus};

/// What the runner must do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Render, fit the photo, look at the printer; touches nothing.
    Prepare,
    /// Take a blank to the encoder.
    Feed,
    /// Read which chip it is; writes nothing.
    Identify,
    /// Write the chip that was identified, and only that one.
    Encode,
    /// Print both faces and eject.
    Print,
    /// Move the spoiled card to the reject tray.
    Reject,
    /// Look where the card is and what was counted.
    Look,
}

impl Action {
    /// Stable word for the step's time.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Feed => "feed",
            Self::Identify => "identify",
            Self::Encode => "encode",
            Self::Print => "print",
            Self::Reject => "reject",
            Self::Look => "look",
        }
    }
}

/// What the operator says of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Printed well.
    Good,
    /// Not fit to hand out.
    Spoiled,
    /// No blank left the hopper.
    NoCard,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The printer is free for the order.
    Started,
    /// The daemon was started again.
    Restarted,
    /// Everything is ready for a blank.
    Prepared {
        /// The printer's counters now.
        before: PrinterCounters,
        /// Ribbon panels that both faces need.
        panels: u32,
    },
    /// The chip at the encoder.
    Identified(ChipSerial),
    /// The action succeeded.
    Done(Action),
    /// The action failed.
    Failed(Action, Condition),
    /// What the printer shows.
    Seen(PrinterStatus),
    /// The operator has dealt with the hold.
    Continued,
    /// The operator wants an end.
    CancelAsked,
    /// The operator has looked at the card.
    Inspected(Verdict),
    /// A 1:1 comparison was made.
    MatchTried,
    /// The chip is activated; with the score that proved presence.
    ChipActivated(u32),
    /// The holder has the card.
    HandedOver,
}

impl Event {
    /// Name for the journal.
    pub fn name(&self) -> String {
        match self {
            Self::Done(action) => format!("{} done", action.name()),
            Self::Failed(action, condition) => {
                format!("{} failed: {}", action.name(), condition.reason.row().name)
            }
            Self::Inspected(verdict) => format!("inspected {verdict:?}").to_lowercase(),
            Self::Started => "started".into(),
            Self::Restarted => "restarted".into(),
            Self::Prepared { .. } => "prepared".into(),
            Self::Identified(_) => "identified".into(),
            Self::Seen(_) => "seen".into(),
            Self::Continued => "continued".into(),
            Self::CancelAsked => "cancel asked".into(),
            Self::MatchTried => "match tried".into(),
            Self::ChipActivated(_) => "activated".into(),
            Self::HandedOver => "handed over".into(),
        }
    }
}

/// Bounds that the office sets.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Blanks that one order may use.
    pub attempts: usize,
    /// How often writing one chip is begun.
    pub encodings: u32,
}

/// The next action, if any; or the refusal of an event that is not legal now.
pub type Stepped = Result<Option<Action>, Condition>;

impl Order {
    /// Applies an event. On `Err` the order is unchanged.
    ///
    /// # Errors
    /// `WrongState` when the event is not legal now.
    pub fn apply(&mut self, event: &Event, rules: Rules) -> Stepped {
        match event {
            Event::Started if self.state == OrderState::Accepted => Ok(self.prepare()),
            Event::Restarted => Ok(self.restarted()),
            Event::Prepared { before, panels } if self.is_preparing() => {
                Ok(self.prepared(*before, *panels))
            }
            Event::Identified(serial) if self.is_at(AttemptState::AtEncoder) => {
                Ok(self.identified(*serial))
            }
            Event::Done(action) => self.done(*action, rules),
            Event::Failed(action, condition) => self.failed(*action, condition, rules),
            Event::Seen(status) if self.state == OrderState::InProduction => {
                Ok(self.seen(status, rules))
            }
            Event::Continued if self.hold.is_some() => Ok(self.continued()),
            Event::CancelAsked => self.cancel_asked(),
            Event::Inspected(verdict) => self.inspected(*verdict, rules),
            Event::MatchTried if self.state == OrderState::Issued => {
                self.activation_tries += 1;
                Ok(None)
            }
            Event::ChipActivated(score) if self.state == OrderState::Issued => {
                self.activation_score = *score;
                self.state = OrderState::Activated;
                Ok(None)
            }
            Event::HandedOver if self.state == OrderState::Activated => {
                self.state = OrderState::HandedOver;
                Ok(None)
            }
            _ => Err(self.not_legal()),
        }
    }

    fn not_legal(&self) -> Condition {
        Condition::new(Reason::WrongState, format!("{:?}", self.state))
    }

    fn is_preparing(&self) -> bool {
        self.state == OrderState::Preparing
    }

    fn is_at(&self, state: AttemptState) -> bool {
        self.state == OrderState::InProduction && self.attempt().is_some_and(|a| a.state == state)
    }

    fn prepare(&mut self) -> Option<Action> {
        self.state = OrderState::Preparing;
        self.hold = None;
        Some(Action::Prepare)
    }

    fn prepared(&mut self, before: PrinterCounters, panels: u32) -> Option<Action> {
        if self.cancelling {
            return self.end(OrderState::Cancelled, Reason::CancelledByOperator.into());
        }
        let number = u32::try_from(self.attempts.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        let state = AttemptState::Feeding;
        self.attempts.push(Attempt {
            number,
            state,
            serial: None,
            cause: None,
            before,
            panels,
            encodings: 0,
        });
        self.state = OrderState::InProduction;
        Some(Action::Feed)
    }

    fn identified(&mut self, serial: ChipSerial) -> Option<Action> {
        match self.attempts.last_mut() {
            Some(attempt) if attempt.serial.is_none_or(|bound| bound == serial) => {
                attempt.serial = Some(serial);
                attempt.state = AttemptState::Encoding;
                attempt.encodings += 1;
                Some(Action::Encode)
            }
            _ => self.unknown(&Condition::new(Reason::ChipMismatch, "encoder")),
        }
    }

    fn done(&mut self, action: Action, rules: Rules) -> Stepped {
        match action {
            Action::Feed if self.is_at(AttemptState::Feeding) => Ok(self.at_encoder()),
            Action::Encode if self.is_at(AttemptState::Encoding) => Ok(self.encoded()),
            Action::Print if self.is_at(AttemptState::Printing) => Ok(self.ejected()),
            Action::Reject if self.is_at(AttemptState::Spoiled) => Ok(self.after_spoil(rules)),
            _ => Err(self.not_legal()),
        }
    }

    fn at_encoder(&mut self) -> Option<Action> {
        self.hold = None;
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
        // `Encoded` is passed through: nothing physical lies between it and the intent to print.
        self.set(AttemptState::Printing);
        Some(Action::Print)
    }

    fn ejected(&mut self) -> Option<Action> {
        self.set(AttemptState::Ejected);
        self.hold = None;
        self.state = OrderState::Inspecting;
        None
    }

    fn failed(&mut self, action: Action, condition: &Condition, rules: Rules) -> Stepped {
        match action {
            Action::Prepare if self.is_preparing() => Ok(self.prepare_failed(condition)),
            Action::Feed if self.is_at(AttemptState::Feeding) => Ok(self.feed_failed(condition)),
            Action::Identify if self.is_at(AttemptState::AtEncoder) => {
                Ok(self.chip_failed(condition, Action::Identify, rules))
            }
            Action::Encode if self.is_at(AttemptState::Encoding) => {
                Ok(self.chip_failed(condition, Action::Encode, rules))
            }
            Action::Print if self.is_at(AttemptState::Printing) => Ok(self.print_failed(condition)),
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
            // The printer said no before it took a blank.
            reason if refuses_to_feed(reason) => {
                self.set(AttemptState::NotFed);
                self.hold = Some(condition.clone());
                self.state = OrderState::Preparing;
                self.end_if_cancelling()
            }
            // Fed, but seen elsewhere: nothing is written before a person has looked.
            Reason::EncoderNotPaired => {
                self.hold = Some(condition.clone());
                None
            }
            _ => Some(Action::Look),
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
            // The service or reader is away, the card is where it was.
            Reason::DeviceUnreachable | Reason::DeviceDisconnected | Reason::DeviceInUse => {
                self.hold = Some(condition.clone());
                None
            }
            Reason::CardRemoved | Reason::OutcomeUnknown if encodings < rules.encodings => {
                self.set(AttemptState::AtEncoder);
                if again == Action::Identify {
                    self.count_encoding();
                }
                Some(Action::Identify)
            }
            _ => self.spoil(condition),
        }
    }

    fn count_encoding(&mut self) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.encodings += 1;
        }
    }

    fn print_failed(&mut self, condition: &Condition) -> Option<Action> {
        match condition.reason {
            Reason::RibbonEnded => {
                self.hold = Some(condition.clone());
                self.spoil(condition)
            }
            Reason::CardJam => self.unknown(condition),
            _ => Some(Action::Look),
        }
    }

    fn seen(&mut self, status: &PrinterStatus, rules: Rules) -> Option<Action> {
        let attempt = self.attempt()?;
        match conclude(attempt, status) {
            Conclusion::NotFed => {
                self.set(AttemptState::NotFed);
                self.end_if_cancelling()
                    .or_else(|| self.prepare_unless_ended())
            }
            Conclusion::AtEncoder => self.at_encoder(),
            Conclusion::Ejected => self.ejected(),
            Conclusion::HalfPrinted => {
                let cause = Condition::new(Reason::OutcomeUnknown, "found partly printed");
                self.spoil(&cause)
            }
            Conclusion::Gone => self.after_spoil(rules),
            Conclusion::Open => self.unknown(&Reason::OutcomeUnknown.into()),
        }
    }

    fn continued(&mut self) -> Option<Action> {
        let attempt = self.attempt().map(|attempt| attempt.state);
        if self.state != OrderState::InProduction {
            return self.prepare();
        }
        match attempt {
            Some(AttemptState::AtEncoder | AttemptState::Encoding) => {
                self.hold = None;
                self.set(AttemptState::AtEncoder);
                Some(Action::Identify)
            }
            // An unknown outcome keeps its hold until evidence or a verdict clears it.
            Some(AttemptState::Unknown) => None,
            _ => {
                self.hold = None;
                Some(Action::Look)
            }
        }
    }

    fn cancel_asked(&mut self) -> Stepped {
        match self.state {
            OrderState::Accepted => {}
            OrderState::Preparing if self.hold.is_some() => {}
            OrderState::Preparing | OrderState::InProduction => {
                self.cancelling = true;
                return Ok(None);
            }
            _ => return Err(self.not_legal()),
        }
        self.cancelling = true;
        Ok(self.end_if_cancelling())
    }

    fn inspected(&mut self, verdict: Verdict, rules: Rules) -> Stepped {
        let unknown = self.is_at(AttemptState::Unknown);
        if self.state != OrderState::Inspecting && !unknown {
            return Err(self.not_legal());
        }
        match verdict {
            Verdict::Good if unknown && !self.may_be_good() => Err(self.not_legal()),
            Verdict::NoCard if !unknown => Err(self.not_legal()),
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
            Verdict::Spoiled => {
                let known = self.attempt().and_then(|attempt| attempt.cause.clone());
                self.set_cause(known.unwrap_or(Reason::SpoiledByInspection.into()));
                self.set(AttemptState::Spoiled);
                self.hold = None;
                Ok(self.after_spoil(rules))
            }
        }
    }

    /// A card of unknown fate can only be good if its chip was bound; activation reads the chip in any case.
    fn may_be_good(&self) -> bool {
        self.attempt()
            .is_some_and(|attempt| attempt.serial.is_some())
    }

    fn restarted(&mut self) -> Option<Action> {
        match self.state {
            OrderState::Preparing if self.hold.is_none() => Some(Action::Prepare),
            OrderState::InProduction if self.hold.is_none() => Some(Action::Look),
            _ => None,
        }
    }

    fn spoil(&mut self, cause: &Condition) -> Option<Action> {
        self.set_cause(cause.clone());
        self.set(AttemptState::Spoiled);
        Some(Action::Reject)
    }

    fn unknown(&mut self, cause: &Condition) -> Option<Action> {
        self.set_cause(cause.clone());
        self.set(AttemptState::Unknown);
        self.hold = Some(cause.clone());
        None
    }

    /// The spoiled card is out of the way: another blank, a hold that waits for a person, or the end.
    fn after_spoil(&mut self, rules: Rules) -> Option<Action> {
        if self.blanks_used() >= rules.attempts && !self.cancelling {
            return self.end(OrderState::Exhausted, Reason::AttemptsSpent.into());
        }
        self.state = OrderState::Preparing;
        self.end_if_cancelling()
            .or_else(|| self.prepare_unless_ended())
    }

    fn prepare_unless_ended(&mut self) -> Option<Action> {
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

    fn end_if_cancelling(&mut self) -> Option<Action> {
        if self.cancelling {
            self.end(OrderState::Cancelled, Reason::CancelledByOperator.into());
        }
        None
    }

    fn end(&mut self, state: OrderState, why: Condition) -> Option<Action> {
        self.state = state;
        self.hold = None;
        self.ended = Some(why);
        None
    }

    fn set(&mut self, state: AttemptState) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.state = state;
        }
    }

    fn set_cause(&mut self, cause: Condition) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.cause = Some(cause);
        }
    }
}

/// Conditions that a printer names before it moves anything.
fn refuses_to_feed(reason: Reason) -> bool {
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
