//! What is explored: the ways of a card from an order to its holder.

use crate::stage;
use loket_daemon::issuance::Submission;
use loket_daemon::issuance::order::{Order, OrderReason, OrderState};
use loket_tests::memory::office::submission;
use std::fmt;
use std::str::FromStr;

/// One way, from where moments are numbered to where the run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Flow {
    /// From the order to a card that was inspected.
    Print,
    /// From an inspected card to its holder.
    Activate,
    /// The same, but that no finger shows who the holder is, and a second person vouches.
    Vouch,
    /// From the order of another card, whose holder brings the damaged one, to that holder.
    Reprint,
}

impl Flow {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Print, Self::Activate, Self::Vouch, Self::Reprint];

    /// What the front end sends.
    pub(crate) fn submission(self) -> Submission {
        Submission {
            reason: self.reason(),
            ..submission(stage::card_data(), "order-1")
        }
    }

    /// Why the card is ordered.
    pub(crate) fn reason(self) -> OrderReason {
        match self {
            Self::Reprint => OrderReason::Damaged,
            Self::Print | Self::Activate | Self::Vouch => OrderReason::New,
        }
    }

    /// Whether the order is where the flow begins to be explored.
    pub(crate) fn begins_at(self, order: Option<&Order>) -> bool {
        match self {
            Self::Print | Self::Reprint => order.is_none(),
            Self::Activate | Self::Vouch => {
                order.is_some_and(|order| order.state == OrderState::Issued)
            }
        }
    }

    /// Whether the order has got as far as the flow goes.
    pub(crate) fn ends_at(self, order: &Order) -> bool {
        self.ends_in(order.state)
    }

    /// Whether an order in that state has got as far as the flow goes.
    pub(crate) fn ends_in(self, state: OrderState) -> bool {
        state.is_final() || (self == Self::Print && state == OrderState::Issued)
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Print => "print",
            Self::Activate => "activate",
            Self::Vouch => "vouch",
            Self::Reprint => "reprint",
        })
    }
}

impl FromStr for Flow {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = Self::ALL.into_iter().find(|flow| flow.to_string() == text);
        named.ok_or_else(|| format!("there is no flow `{text}`"))
    }
}
