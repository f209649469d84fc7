//! Where blanks can be, in the words of the books.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a blank became no good card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Cause {
    /// The chip could not be written (gagal encode).
    EncodeFailure,
    /// The faces could not be printed (gagal cetak).
    PrintFailure,
    /// The blank came bad from the factory: no chip, or one that is no fresh blank.
    FactoryBad,
    /// Printed as a test card.
    TestCard,
    /// Taken from the hopper together with another.
    DoubleFeed,
    /// Taken out of a jammed printer.
    JamClearance,
    /// A person found the finished card unfit.
    Inspection,
    /// The order was cancelled with the blank inside.
    Cancel,
    /// Anything else.
    Other,
}

impl Cause {
    /// Every cause, in the order of reports.
    pub const ALL: [Self; 9] = [
        Self::EncodeFailure,
        Self::PrintFailure,
        Self::FactoryBad,
        Self::TestCard,
        Self::DoubleFeed,
        Self::JamClearance,
        Self::Inspection,
        Self::Cancel,
        Self::Other,
    ];
}

/// One account of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Account {
    /// Where all blanks come from; its balance is what was received, negative.
    Received,
    /// Under lock, not in use.
    Store,
    /// In the printer's hopper.
    Hopper,
    /// Taken from the hopper; what becomes of it is not settled yet.
    Machine,
    /// Became a good card, whether its holder has it or not.
    Good,
    /// Became none.
    Spoiled(Cause),
    /// Given back to the centre.
    Returned,
    /// Missing, less what was found too many: the one account of blanks that may be below zero.
    Unknown,
}

impl Account {
    /// Every account, in the order of reports.
    pub fn all() -> impl Iterator<Item = Self> {
        let before = [
            Self::Received,
            Self::Store,
            Self::Hopper,
            Self::Machine,
            Self::Good,
        ];
        let spoiled = Cause::ALL.into_iter().map(Self::Spoiled);
        before
            .into_iter()
            .chain(spoiled)
            .chain([Self::Returned, Self::Unknown])
    }

    /// Stable word, as stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Store => "store",
            Self::Hopper => "hopper",
            Self::Machine => "machine",
            Self::Good => "good",
            Self::Spoiled(Cause::EncodeFailure) => "spoiled/encode-failure",
            Self::Spoiled(Cause::PrintFailure) => "spoiled/print-failure",
            Self::Spoiled(Cause::FactoryBad) => "spoiled/factory-bad",
            Self::Spoiled(Cause::TestCard) => "spoiled/test-card",
            Self::Spoiled(Cause::DoubleFeed) => "spoiled/double-feed",
            Self::Spoiled(Cause::JamClearance) => "spoiled/jam-clearance",
            Self::Spoiled(Cause::Inspection) => "spoiled/inspection",
            Self::Spoiled(Cause::Cancel) => "spoiled/cancel",
            Self::Spoiled(Cause::Other) => "spoiled/other",
            Self::Returned => "returned",
            Self::Unknown => "unknown",
        }
    }

    /// The account of that stable word.
    pub fn named(word: &str) -> Option<Self> {
        Self::all().find(|account| account.word() == word)
    }

    /// Whether its balance may be below zero.
    pub fn may_be_negative(self) -> bool {
        matches!(self, Self::Received | Self::Unknown)
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_account_has_a_word_of_its_own_and_is_found_by_it() {
        let words: BTreeSet<_> = Account::all().map(Account::word).collect();
        assert_eq!(words.len(), 7 + Cause::ALL.len());
        for account in Account::all() {
            assert_eq!(Account::named(account.word()), Some(account));
        }
        assert_eq!(Account::named("pocket"), None);
    }
}
