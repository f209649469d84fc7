//! What people ask of the ledger, sound in form; whether it is allowed depends on the books.

use crate::ledger::account::{Account, Cause};
use crate::ledger::authority::Authority;
use crate::ledger::card::{CardKey, Surrender};
use serde::{Deserialize, Serialize};

/// Serial numbers of a batch of blanks, from the first to the last; both have the same length and differ in digits at
/// the end alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SerialRange {
    /// The first.
    pub first: String,
    /// The last, not before the first.
    pub last: String,
}

impl SerialRange {
    /// How many serial numbers it has; `None` when it is no range.
    pub fn count(&self) -> Option<u64> {
        let same_length = self.first.len() == self.last.len();
        let first_digit = |text: &str| {
            text.rfind(|c: char| !c.is_ascii_digit())
                .map_or(0, |at| at + 1)
        };
        let (head, first) = self.first.split_at(first_digit(&self.first));
        let (same_head, last) = self.last.split_at(first_digit(&self.last));
        if !same_length || head != same_head {
            return None;
        }
        let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
        last.checked_sub(first)?.checked_add(1)
    }

    /// Whether the two have a serial number in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.first.len() == other.first.len()
            && self.first <= other.last
            && other.first <= self.last
    }
}

/// A place whose blanks can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shelf {
    /// The store.
    Store,
    /// The printer's hopper.
    Hopper,
}

impl Shelf {
    /// Its account.
    pub fn account(self) -> Account {
        match self {
            Self::Store => Account::Store,
            Self::Hopper => Account::Hopper,
        }
    }
}

/// What two people counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Blanks in the store.
    pub store: u32,
    /// Blanks in the hopper.
    pub hopper: u32,
    /// Spoiled cards that are not destroyed yet.
    pub spoiled: u32,
    /// Cards left on the ribbon.
    pub ribbon: u32,
    /// Spoiled cards of the books that are not there.
    pub missing: Vec<CardKey>,
}

/// How a person settles a blank that no order asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Settlement {
    /// It was not used and is back in the hopper.
    Unused,
    /// It was found, unfit.
    Spoiled,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A batch came from the centre.
    Receive {
        /// How many.
        count: u32,
        /// The supplier's document.
        document: String,
        /// Their serial numbers, where blanks have them.
        serials: Option<SerialRange>,
    },
    /// Blanks go from the store to the hopper.
    Load(u32),
    /// Blanks go from the hopper to the store.
    Unload(u32),
    /// Blanks go from the store back to the centre.
    Return {
        /// How many.
        count: u32,
        /// The paper that goes with them.
        document: String,
    },
    /// The books are to have what was counted.
    Count(Shelf, u32),
    /// Blanks were spoiled without an order: double feed or jam clearance.
    Report {
        /// Which.
        cause: Cause,
        /// One a blank: its serial number, empty where it cannot be read.
        serials: Vec<String>,
    },
    /// What became of a blank of a test card, or of a spoiled card that was missing.
    Settle(CardKey, Settlement),
    /// An earlier entry was wrong.
    Reverse(String),
    /// An old card was handed in.
    Surrender {
        /// Why.
        why: Surrender,
        /// Its serial number; empty where it cannot be read.
        serial: String,
        /// The order of the card that takes its place; may be empty.
        order: String,
    },
    /// A shift begins.
    OpenShift(Counts),
    /// The shift ends.
    CloseShift {
        /// The entry that opened it.
        shift: String,
        /// What was counted.
        counts: Counts,
        /// Blanks of open fate that the next shift takes over.
        carried: Vec<CardKey>,
    },
    /// Spoiled and surrendered cards were destroyed.
    Destroy(Vec<CardKey>),
}

impl Wish {
    /// Who may ask for it.
    pub fn authority(&self) -> Authority {
        match self {
            Self::Receive { .. } | Self::Return { .. } => Authority::SUPERVISOR.witnessed(1),
            Self::Count(..) | Self::Reverse(_) => Authority::SUPERVISOR.witnessed(1).explained(),
            Self::Settle(..) => Authority::SUPERVISOR.explained(),
            Self::Report { .. } => Authority::COUNTER.explained(),
            Self::Load(_) | Self::Unload(_) | Self::Surrender { .. } => Authority::COUNTER,
            Self::OpenShift(_) | Self::CloseShift { .. } => Authority::COUNTER.witnessed(1),
            Self::Destroy(_) => Authority::SUPERVISOR.witnessed(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: &str, last: &str) -> SerialRange {
        SerialRange {
            first: first.into(),
            last: last.into(),
        }
    }

    #[test]
    fn a_range_counts_its_serial_numbers() {
        assert_eq!(range("A0001", "A0500").count(), Some(500));
        assert_eq!(range("7", "7").count(), Some(1));
        for (first, last) in [
            ("A2", "A1"),
            ("A1", "B2"),
            ("A1", "A10"),
            ("A", "A"),
            ("", ""),
        ] {
            assert_eq!(range(first, last).count(), None, "{first} {last}");
        }
    }

    #[test]
    fn ranges_that_share_a_serial_number_overlap() {
        let first = range("A0001", "A0500");
        assert!(first.overlaps(&range("A0500", "A0600")));
        assert!(first.overlaps(&range("A0100", "A0200")));
        assert!(!first.overlaps(&range("A0501", "A0600")));
        assert!(!first.overlaps(&range("A00001", "A99999")));
    }
}
