//! What shows that a card's holder is there, and who answers for it.

use crate::condition::{Condition, Reason};
use crate::issuance::order::{Order, OrderState};
use loket_card::ChipSerial;
use loket_card::finger::FingerPosition;
use serde::{Deserialize, Serialize};

/// Who must be there when a chip is put in force: the office's procedure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PresenceRule {
    /// The holder.
    #[default]
    Holder,
    /// The operator alone; the holder's finger is matched when the card is handed over.
    Operator,
}

/// What showed that the holder was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Presence {
    /// This finger matched the chip's template of it, with this score.
    Finger(FingerPosition, u16),
    /// No finger did: two people know the holder, or have seen other papers.
    Vouched {
        /// Account of the one who asked for a second.
        asked_by: String,
        /// Account of the second, a supervisor.
        vouched_by: String,
    },
    /// Nothing yet: the rule leaves it to the hand-over.
    Operator,
}

impl Presence {
    /// The score of the comparison, 0 where none led to it.
    pub fn score(&self) -> u16 {
        match self {
            Self::Finger(_, score) => *score,
            Self::Vouched { .. } | Self::Operator => 0,
        }
    }
}

/// How a chip came to be in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activation {
    /// The chip.
    pub chip: ChipSerial,
    /// SHA-256 of what the issuer signed for it: its serial number and the hashes of all its files.
    pub content_sha256: [u8; 32],
    /// What showed that the holder was there.
    pub presence: Presence,
    /// Account of the person who had it put in force.
    pub by: String,
    /// When: milliseconds since 1970 by the wall clock.
    pub at_ms: i64,
}

/// How a card came to its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// What showed that the holder was there, where the activation did not.
    pub presence: Option<Presence>,
    /// Account of the person who gave it.
    pub by: String,
    /// When: milliseconds since 1970 by the wall clock.
    pub at_ms: i64,
}

impl Order {
    /// Whether the chip is in force without its holder having been seen.
    pub fn awaits_holder(&self) -> bool {
        let activation = self.activation.as_ref();
        self.state == OrderState::Activated
            && activation.is_some_and(|activation| activation.presence == Presence::Operator)
    }

    /// Whether the holder's presence is to be shown now, by whatever means.
    pub(super) fn asks_for_holder(&self) -> bool {
        self.state == OrderState::Issued || (self.awaits_holder() && !self.awaits_old_card())
    }

    /// The holder's presence as `second` vouches for it.
    ///
    /// # Errors
    /// `SamePerson` for the one who asked; `WrongState` when nobody did.
    pub(super) fn vouched(&self, second: &str) -> Result<Presence, Condition> {
        match &self.vouching {
            None => Err(self.not_legal()),
            Some(first) if first == second => Err(Condition::new(Reason::SamePerson, first)),
            Some(first) => Ok(Presence::Vouched {
                asked_by: first.clone(),
                vouched_by: second.to_owned(),
            }),
        }
    }
}
