//! Cards that the books know one by one: blanks that left the hopper, and old cards that were surrendered.

use crate::condition::Reason;
use crate::issuance::attempt::AttemptState;
use crate::ledger::account::{Account, Cause};
use crate::ledger::movement::Movement;
use crate::planted;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Names a card in the books: the record that took it, and its number there. Written `RECORD/NUMBER`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CardKey {
    /// Identifier of the order, test card or ledger entry.
    pub owner: String,
    /// Its number there, from 1; for an order that of the attempt.
    pub number: u32,
}

impl fmt::Display for CardKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.number)
    }
}

/// The text names no card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCardKey;

impl FromStr for CardKey {
    type Err = NoCardKey;

    fn from_str(text: &str) -> Result<Self, NoCardKey> {
        let (owner, number) = text.rsplit_once('/').ok_or(NoCardKey)?;
        let number = number.parse().map_err(|_| NoCardKey)?;
        let owner = owner.to_owned();
        Ok(Self { owner, number })
    }
}

/// Why an old card was surrendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Surrender {
    /// Damaged (rusak).
    Damaged,
    /// Its data changed (perubahan elemen data).
    DataChange,
    /// Found after it was reported lost, or brought by a finder.
    Found,
}

impl Surrender {
    /// Every reason, in the order of reports.
    pub const ALL: [Self; 3] = [Self::Damaged, Self::DataChange, Self::Found];
}

/// Where a known card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// A blank of ours, in this account.
    Blank(Account),
    /// An old card, which never came from our hopper and is in no account.
    Old(Surrender),
}

impl Place {
    /// Every place.
    pub fn all() -> impl Iterator<Item = Self> {
        let old = Surrender::ALL.into_iter().map(Self::Old);
        Account::all().map(Self::Blank).chain(old)
    }

    /// Stable word, as stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Blank(account) => account.word(),
            Self::Old(Surrender::Damaged) => "surrendered/damaged",
            Self::Old(Surrender::DataChange) => "surrendered/data-change",
            Self::Old(Surrender::Found) => "surrendered/found",
        }
    }

    /// The place of that stable word.
    pub fn named(word: &str) -> Option<Self> {
        Self::all().find(|place| place.word() == word)
    }

    /// Whether a card there can never be used again and is to be destroyed.
    pub fn is_spent(self) -> bool {
        matches!(self, Self::Blank(Account::Spoiled(_)) | Self::Old(_))
    }

    /// Whether it is not settled yet what becomes of a card there.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Blank(Account::Machine | Account::Unknown))
    }
}

/// Why a blank is spoiled, as far as its record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The condition that its attempt ended with; the stage it had reached says the rest.
    Condition(Option<Reason>),
    /// This cause.
    Cause(Cause),
}

/// A blank as its record has it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank {
    /// Its number in the record, from 1.
    pub number: u32,
    /// Where its attempt stands.
    pub state: AttemptState,
    /// Serial number of its chip, sixteen hexadecimal digits; once it was read.
    pub serial: Option<String>,
    /// Why it is spoiled, if it is.
    pub why: Why,
    /// Whether it was taken from the hopper; else nobody knows where it came from.
    pub from_hopper: bool,
}

impl Blank {
    /// Whether what was fed is no blank but a card that the books have already: then no blank was used.
    fn is_known_by_another_name(&self) -> bool {
        self.state == AttemptState::Spoiled
            && self.why == Why::Condition(Some(Reason::CardUsedBefore))
    }
}

/// A blank as the books have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booked {
    /// Where its record had it when it was last booked.
    pub state: AttemptState,
    /// The last stage of its work.
    pub stage: AttemptState,
    /// The account it is in; differs from what the state says once a person found it elsewhere.
    pub account: Account,
    /// The account it came from, to which it goes back when it was not used after all.
    pub home: Account,
}

/// How a blank is to be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booking {
    /// Back where it came from: the books know it no more.
    Back,
    /// As this.
    As(Booked),
}

/// Books a blank as its record has it now, given how it was booked before and what the hopper has by the books. When the
/// hopper is empty by the books, the blank comes from the unknown: work is never refused for an error of the books, and
/// the next count shows the difference.
pub fn book(
    before: Option<&Booked>,
    blank: &Blank,
    hopper: i64,
) -> Option<(Booking, Option<Movement>)> {
    let from = match before {
        // Nothing new, or a person knows better since.
        Some(before) if before.state == blank.state => return None,
        Some(before) => *before,
        None if blank.state == AttemptState::NotFed => return None,
        None => out_of(blank.from_hopper && hopper > 0),
    };
    if blank.state == AttemptState::NotFed || blank.is_known_by_another_name() {
        return Some((Booking::Back, Movement::of(from.account, from.home, 1)));
    }
    let stage = match blank.state {
        AttemptState::Unknown | AttemptState::Spoiled | AttemptState::Good => from.stage,
        working => working,
    };
    let account = account(blank, stage);
    let booked = Booked {
        state: blank.state,
        stage,
        account,
        ..from
    };
    Some((Booking::As(booked), Movement::of(from.account, account, 1)))
}

fn out_of(hopper: bool) -> Booked {
    let home = if hopper {
        Account::Hopper
    } else {
        Account::Unknown
    };
    Booked {
        state: AttemptState::NotFed,
        stage: AttemptState::NotFed,
        account: home,
        home,
    }
}

fn account(blank: &Blank, stage: AttemptState) -> Account {
    match blank.state {
        AttemptState::Good => Account::Good,
        AttemptState::Unknown => Account::Unknown,
        AttemptState::Spoiled if planted::LEDGER_SKIPS_SPOIL => Account::Machine,
        AttemptState::Spoiled => Account::Spoiled(match blank.why {
            Why::Cause(cause) => cause,
            Why::Condition(reason) => cause(reason, stage),
        }),
        _ => Account::Machine,
    }
}

/// What an attempt's last condition means for the records of invalid cards; where it says nothing of the card, the stage of
/// the work does.
fn cause(reason: Option<Reason>, stage: AttemptState) -> Cause {
    match (reason, stage) {
        (
            Some(
                Reason::CardMute | Reason::CardUnfit | Reason::ChipRefused | Reason::ChipUnreadable,
            ),
            _,
        ) => Cause::FactoryBad,
        (Some(Reason::ChipFailed | Reason::ChipMismatch | Reason::ChipSignatureBad), _) => {
            Cause::EncodeFailure
        }
        (Some(Reason::RibbonEnded | Reason::RibbonUnfit), _) => Cause::PrintFailure,
        (Some(Reason::PrintFlawed | Reason::ColourWrong), _) => Cause::PrintFailure,
        (Some(Reason::CardDamaged), _) => Cause::Inspection,
        (Some(Reason::CardJam), _) => Cause::JamClearance,
        (Some(Reason::SpoiledByInspection), _) => Cause::Inspection,
        (Some(Reason::SpoiledByCancel), _) => Cause::Cancel,
        (Some(Reason::VoidedBySupervisor), _) => Cause::Other,
        (_, AttemptState::AtEncoder | AttemptState::Encoding) => Cause::EncodeFailure,
        (_, AttemptState::Encoded | AttemptState::Printing) => Cause::PrintFailure,
        (_, AttemptState::Ejected) => Cause::Inspection,
        _ => Cause::Other,
    }
}

/// A known card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Which.
    pub key: CardKey,
    /// Kind of the record that took it: `order`, `maintenance` or `ledger`.
    pub kind: String,
    /// Where it is.
    pub place: Place,
    /// Where its record had it when it was last booked; `None` for an old card.
    #[serde(default)]
    pub state: Option<AttemptState>,
    /// Serial number of its chip or on its face; empty if it could not be read.
    pub serial: String,
    /// Since when it is there: milliseconds since 1970 by the wall clock.
    pub since_ms: i64,
    /// The entry that tells of its destruction; empty as long as it exists.
    pub destroyed: String,
}

#[cfg(test)]
mod tests;
