//! Orders: one order is one approved card. No applicant data in here.

use crate::condition::{Condition, Reason};
use crate::issuance::attempt::{Attempt, AttemptState, Print};
use crate::issuance::event::Action;
use crate::issuance::presence::{Activation, HandOver, PresenceRule};
use crate::ledger::posting::Posting;
use crate::prompt::asked::Asked;
use crate::store::records::Record;
use loket_card::ChipSerial;
use loket_card::finger::FingerPosition;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a card is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OrderReason {
    /// First card.
    New,
    /// The old card is lost.
    Lost,
    /// The old card is damaged.
    Damaged,
    /// The data changed.
    DataChange,
}

impl OrderReason {
    /// Whether the holder has a card that the new one replaces.
    pub fn replaces_a_card(self) -> bool {
        matches!(self, Self::Damaged | Self::DataChange)
    }
}

/// What becomes of the card that the new one replaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OldCard {
    /// There is none, or it is not its time.
    #[default]
    None,
    /// The holder is to hand it in.
    Awaited,
    /// This chip is being put out of force.
    Retiring(ChipSerial),
    /// This chip is out of force; the card is surrendered.
    Retired(ChipSerial),
    /// The card is surrendered; its chip cannot be read.
    Unreadable,
    /// The holder does not have it.
    Missing,
}

/// Who said yes, as it was submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The approver's account.
    pub approver: String,
    /// Role in the office's procedure.
    pub role: String,
    /// When, in seconds since 1970.
    pub approved_at: i64,
    /// SHA-256 of the approved card data; empty when the case was approved as a whole.
    pub card_data_sha256: Vec<u8>,
    /// The approver's signature as it came.
    pub signature: Vec<u8>,
}

/// Life of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "described in issuance.proto")]
pub enum OrderState {
    Accepted,
    Preparing,
    InProduction,
    Inspecting,
    Issued,
    Activated,
    HandedOver,
    Refused,
    Cancelled,
    Exhausted,
    Voided,
}

impl fmt::Display for OrderState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accepted => "accepted",
            Self::Preparing => "preparing",
            Self::InProduction => "in production",
            Self::Inspecting => "inspecting",
            Self::Issued => "issued",
            Self::Activated => "activated",
            Self::HandedOver => "handed over",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
            Self::Exhausted => "exhausted",
            Self::Voided => "voided",
        })
    }
}

impl OrderState {
    /// Whether nothing more can happen.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::HandedOver | Self::Refused | Self::Cancelled | Self::Exhausted | Self::Voided
        )
    }

    /// Whether the order keeps the printer from others.
    pub fn occupies_printer(self) -> bool {
        matches!(self, Self::Preparing | Self::InProduction)
    }
}

/// One step of the work and how long it took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTime {
    /// prepare, feed, identify, encode, print, reject, look, activate.
    pub name: String,
    /// Which attempt it belongs to, 0 for none.
    pub attempt: u32,
    /// On the counter's clock.
    pub milliseconds: u64,
}

/// One order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Identifier, sorts by time of acceptance.
    pub id: String,
    /// The front end's request id.
    pub request_id: String,
    /// The front end's reference of the case.
    pub subject: String,
    /// Why a card is made.
    pub reason: OrderReason,
    /// Account of the operator who submitted it.
    pub operator: String,
    /// Who said yes.
    pub approvals: Vec<Approval>,
    /// Reference of the print-ready mark.
    pub print_ready: String,
    /// SHA-256 of the encoded card data.
    pub card_data_sha256: Vec<u8>,
    /// The local enrolment that the data came from.
    pub enrolment: Option<String>,
    /// Milliseconds since 1970 by the wall clock.
    pub accepted_ms: i64,
    /// Where it stands.
    pub state: OrderState,
    /// Its blanks.
    pub attempts: Vec<Attempt>,
    /// What a person must do before it goes on.
    pub hold: Option<Condition>,
    /// Why it ended.
    pub ended: Option<Condition>,
    /// Whether a cancel waits for a safe point.
    pub cancelling: bool,
    /// Steps so far.
    pub steps: Vec<StepTime>,
    /// 1:1 tries so far.
    pub activation_tries: u32,
    /// Who must be there when its chip is put in force.
    #[serde(default)]
    pub presence_rule: PresenceRule,
    /// Account of the person who asked a second one to vouch for the holder, while that is open.
    #[serde(default)]
    pub vouching: Option<String>,
    /// How its chip came to be in force.
    #[serde(default)]
    pub activation: Option<Activation>,
    /// How the card came to its holder.
    #[serde(default)]
    pub hand_over: Option<HandOver>,
    /// 1:1 tries that are allowed in all.
    #[serde(default)]
    pub tries_allowed: u32,
    /// The fingers on the chip.
    #[serde(default)]
    pub chip_fingers: Vec<FingerPosition>,
    /// What the line is to do or does; nothing while the order waits.
    #[serde(default)]
    pub doing: Option<Action>,
    /// The card that this one replaces.
    #[serde(default)]
    pub old_card: OldCard,
    /// Whether a person has dealt with cards of others that the printer counted.
    #[serde(default)]
    pub knows_of_foreign_cards: bool,
    /// The questions to a person so far.
    #[serde(default)]
    pub asked: Asked,
}

impl Order {
    /// The blank that is worked on, or was last.
    pub fn attempt(&self) -> Option<&Attempt> {
        self.attempts.last()
    }

    /// Whether a person must say what became of the blank.
    pub fn is_unknown(&self) -> bool {
        self.state == OrderState::InProduction
            && self
                .attempt()
                .is_some_and(|attempt| attempt.state == AttemptState::Unknown)
    }

    /// A card of unknown fate can only be good if its chip was bound and its print may have begun.
    pub fn may_be_good(&self) -> bool {
        self.attempt()
            .is_some_and(|attempt| attempt.serial.is_some() && attempt.print != Print::NotBegun)
    }

    /// Whether a card certainly left the hopper for the present attempt.
    pub fn was_fed(&self) -> bool {
        self.attempt().is_some_and(|attempt| attempt.was_fed)
    }

    /// Whether the card of the attempt may be one of the books: the chip of none has been read.
    pub fn may_be_used_before(&self) -> bool {
        self.attempt()
            .is_some_and(|attempt| attempt.serial.is_none())
    }

    /// Whether the holder's finger may be compared once more.
    pub fn has_tries_left(&self) -> bool {
        self.activation_tries < self.tries_allowed
    }

    /// Whether the card that this one replaces is still to be handed in.
    pub fn awaits_old_card(&self) -> bool {
        self.state == OrderState::Activated
            && matches!(self.old_card, OldCard::Awaited | OldCard::Retiring(_))
    }

    /// Blanks that were used up.
    pub fn blanks_used(&self) -> usize {
        self.attempts
            .iter()
            .filter(|attempt| attempt.state != AttemptState::NotFed)
            .filter(|attempt| !attempt.is_caused_by(Reason::CardUsedBefore))
            .count()
    }
}

impl Record for Order {
    const KIND: &'static str = "order";

    fn id(&self) -> &str {
        &self.id
    }

    fn is_open(&self) -> bool {
        !self.state.is_final()
    }

    fn posting(&self) -> Posting {
        Posting {
            blanks: self.attempts.iter().map(Attempt::blank).collect(),
            ..Posting::default()
        }
    }
}
