//! The words of the order's state machine: what happened, and what is to be done next.

use crate::condition::{Condition, Reason};
use crate::issuance::counting::Counting;
use crate::issuance::presence::{Activation, HandOver};
use loket_card::ChipSerial;
use loket_drivers::card_printer::{PrinterCounters, PrinterStatus};
use serde::{Deserialize, Serialize};

/// What the runner must do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Bring the card inside, which nothing was printed on, back to the encoder.
    Return,
    /// Move the card inside, which both faces were printed on, to the output tray.
    Eject,
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
            Self::Return => "return",
            Self::Eject => "eject",
            Self::Reject => "reject",
            Self::Look => "look",
        }
    }
}

/// What is wrong with a card that came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// Gaps, streaks, print out of place.
    Print,
    /// Other colours than those of the proof.
    Colour,
    /// Scratched, bent, peeling.
    Damage,
}

impl Flaw {
    /// Every flaw, in the order in which it is offered.
    pub const ALL: [Self; 3] = [Self::Print, Self::Colour, Self::Damage];

    /// What its card is spoiled by.
    pub fn reason(self) -> Reason {
        match self {
            Self::Print => Reason::PrintFlawed,
            Self::Colour => Reason::ColourWrong,
            Self::Damage => Reason::CardDamaged,
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
    /// Not fit to hand out, for this cause.
    Flawed(Flaw),
    /// No blank left the hopper.
    NoCard,
    /// It came back as it was: nothing is printed on it.
    Unprinted,
    /// What left the hopper was no blank, but a card that the books have already.
    UsedBefore,
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
        /// Serial number of that printer; empty if it states none.
        printer: String,
        /// When that printer is known to count cards.
        counting: Counting,
        /// Ribbon panels that both faces need.
        panels: u32,
        /// Whether people move the card, because the printer has no encoder.
        by_hand: bool,
    },
    /// The chip at the encoder.
    Identified(ChipSerial),
    /// The printer has the artwork; what makes it print is about to be sent, under this name if the printer keeps one.
    PrintBegun(Option<String>),
    /// The action succeeded.
    Done(Action),
    /// The action failed.
    Failed(Action, Condition),
    /// What the printer shows.
    Seen(PrinterStatus),
    /// The operator has dealt with the hold.
    Continued,
    /// Devices that the order may have waited for became free.
    DevicesFreed,
    /// The operator wants an end.
    CancelAsked,
    /// The operator has looked at the card.
    Inspected(Verdict),
    /// The card of unknown fate is looked for on the desk reader.
    SearchBegun,
    /// It lies there, whole; the operator says that it is printed well.
    Found,
    /// It does not lie there, or is not whole.
    NotFound(Condition),
    /// The activation begins.
    ActivationBegun,
    /// A 1:1 comparison was made.
    MatchTried,
    /// The chip is activated.
    ChipActivated(Box<Activation>),
    /// The activation failed; the chip is as before.
    ActivationFailed(Condition),
    /// No finger shows who the holder is: this account asks a second person to vouch.
    SecondPersonAsked(String),
    /// The second person does not.
    NotVouched,
    /// The second person, with this account, does, and the activation begins.
    VouchedActivationBegun(String),
    /// The holder's finger is about to be compared at the hand-over.
    HolderMatchBegun,
    /// It was not the holder's, or could not be compared.
    HolderMatchFailed(Condition),
    /// The supervisor allows more tries.
    TriesAllowed,
    /// The supervisor takes the card, which is not in force, out of use.
    Voided,
    /// The old card on the desk reader is looked at.
    RetirementBegun,
    /// It is the holder's; its chip is about to be put out of force.
    Retiring(ChipSerial),
    /// The old card's chip is out of force.
    Retired(ChipSerial),
    /// It is not known to be.
    RetirementFailed(Condition),
    /// The old card was handed in and cannot be read.
    OldCardUnreadable,
    /// The holder does not have the old card.
    OldCardMissing,
    /// The holder has the card.
    HandedOver(HandOver),
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
            Self::PrintBegun(None) => "print begun".into(),
            Self::PrintBegun(Some(job)) => format!("print begun: {job}"),
            Self::Seen(_) => "seen".into(),
            Self::Continued => "continued".into(),
            Self::DevicesFreed => "devices freed".into(),
            Self::CancelAsked => "cancel asked".into(),
            Self::SearchBegun => "search begun".into(),
            Self::Found => "found".into(),
            Self::NotFound(condition) => {
                format!("not found: {}", condition.reason.row().name)
            }
            Self::ActivationBegun => "activation begun".into(),
            Self::ActivationFailed(condition) => {
                format!("activation failed: {}", condition.reason.row().name)
            }
            Self::Voided => "voided".into(),
            Self::TriesAllowed => "tries allowed".into(),
            Self::MatchTried => "match tried".into(),
            Self::ChipActivated(_) => "activated".into(),
            Self::RetirementBegun => "retirement begun".into(),
            Self::Retiring(_) => "retiring".into(),
            Self::Retired(_) => "old card retired".into(),
            Self::RetirementFailed(condition) => {
                format!("retirement failed: {}", condition.reason.row().name)
            }
            Self::OldCardUnreadable => "old card unreadable".into(),
            Self::OldCardMissing => "old card missing".into(),
            Self::HandedOver(_) => "handed over".into(),
            Self::SecondPersonAsked(_) => "second person asked".into(),
            Self::NotVouched => "not vouched".into(),
            Self::VouchedActivationBegun(_) => "vouched activation begun".into(),
            Self::HolderMatchBegun => "holder match begun".into(),
            Self::HolderMatchFailed(condition) => {
                format!("holder match failed: {}", condition.reason.row().name)
            }
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
    /// 1:1 tries of one activation, until the supervisor allows more.
    pub match_tries: u32,
}
