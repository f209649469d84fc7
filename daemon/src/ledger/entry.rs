//! An entry of the ledger: what people did with blanks and cards. Written once, never changed.

use crate::issuance::attempt::AttemptState;
use crate::ledger::account::{Account, Cause};
use crate::ledger::card::{Blank, Card, CardKey, Surrender, Why};
use crate::ledger::movement::{Flow, Movement};
use crate::ledger::posting::{Found, Posting};
use crate::ledger::wish::{SerialRange, Settlement, Shelf};
use crate::person::Person;
use crate::store::records::Record;
use serde::{Deserialize, Serialize};

/// One place as it was counted, beside what the books had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// By the books.
    pub book: i64,
    /// By hand.
    pub counted: u32,
}

impl Tally {
    /// How many too many; below zero: missing.
    pub fn difference(self) -> i64 {
        i64::from(self.counted).saturating_sub(self.book)
    }
}

/// All that is counted when a shift changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    /// Blanks in the store.
    pub store: Tally,
    /// Blanks in the hopper.
    pub hopper: Tally,
    /// Spoiled cards that are not destroyed yet.
    pub spoiled: Tally,
    /// Cards left on the ribbon; the books know nothing of it.
    pub ribbon: u32,
    /// Spoiled cards that were not there.
    pub missing: Vec<CardKey>,
}

/// How a shift ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The entry that opened it.
    pub shift: String,
    /// When that was: milliseconds since 1970 by the wall clock.
    pub opened_ms: i64,
    /// What was counted.
    pub inventory: Inventory,
    /// Blanks of open fate that the next shift takes over.
    pub carried: Vec<CardKey>,
    /// What moved during the shift, without the corrections of this entry.
    pub flows: Vec<Flow>,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// A batch came from the centre.
    Received {
        /// How many.
        count: u32,
        /// The supplier's document.
        document: String,
        /// Their serial numbers, where blanks have them.
        serials: Option<SerialRange>,
    },
    /// From the store to the hopper.
    Loaded(u32),
    /// From the hopper to the store.
    Unloaded(u32),
    /// From the store back to the centre.
    Returned {
        /// How many.
        count: u32,
        /// The paper that went with them.
        document: String,
    },
    /// Counted, and the difference entered.
    Counted(Shelf, Tally),
    /// Blanks spoiled without an order.
    Reported {
        /// How.
        cause: Cause,
        /// One a blank; empty where it could not be read.
        serials: Vec<String>,
    },
    /// What became of a blank.
    Settled(CardKey, Settlement),
    /// The counter-entry of an earlier one.
    Reversed {
        /// Which.
        entry: String,
        /// The blanks that it had named spoiled.
        cards: Vec<CardKey>,
    },
    /// An old card was handed in.
    Surrendered {
        /// Why.
        why: Surrender,
        /// Its serial number; empty where it could not be read.
        serial: String,
        /// The order of the card that takes its place; may be empty.
        order: String,
    },
    /// A shift began.
    ShiftOpened {
        /// What was counted.
        inventory: Inventory,
        /// Number of the last movement before.
        after: u64,
    },
    /// A shift ended.
    ShiftClosed(Box<Closing>),
    /// Cards were destroyed.
    Destroyed(Vec<Card>),
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Identifier, sorts by time.
    pub id: String,
    /// When: milliseconds since 1970 by the wall clock.
    pub at_ms: i64,
    /// Who entered it.
    pub by: Person,
    /// Accounts of the others who were there.
    pub witnesses: Vec<String>,
    /// Why, in their words; may be empty.
    pub reason: String,
    /// What was done.
    pub act: Act,
    /// The blanks that nobody tells apart, as they were moved.
    pub movements: Vec<Movement>,
}

impl Act {
    /// Name for the journal.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Received { .. } => "received",
            Self::Loaded(_) => "loaded",
            Self::Unloaded(_) => "unloaded",
            Self::Returned { .. } => "returned",
            Self::Counted(..) => "counted",
            Self::Reported { .. } => "reported",
            Self::Settled(..) => "settled",
            Self::Reversed { .. } => "reversed",
            Self::Surrendered { .. } => "surrendered",
            Self::ShiftOpened { .. } => "shift opened",
            Self::ShiftClosed(_) => "shift closed",
            Self::Destroyed(_) => "destroyed",
        }
    }
}

impl Record for Entry {
    const KIND: &'static str = "ledger";

    fn id(&self) -> &str {
        &self.id
    }

    /// A shift is open until another entry ends it.
    fn is_open(&self) -> bool {
        matches!(self.act, Act::ShiftOpened { .. })
    }

    fn posting(&self) -> Posting {
        let movements = self.movements.clone();
        let rest = match &self.act {
            Act::Reported { cause, serials } => Posting {
                blanks: spoiled(serials, *cause, true),
                ..Posting::default()
            },
            Act::Settled(card, how) => Posting {
                found: vec![(card.clone(), how.found())],
                ..Posting::default()
            },
            Act::Reversed { cards, .. } => Posting {
                found: cards
                    .iter()
                    .map(|card| (card.clone(), Found::Back))
                    .collect(),
                ..Posting::default()
            },
            Act::Surrendered { why, serial, .. } => Posting {
                surrendered: Some((*why, serial.clone())),
                ..Posting::default()
            },
            Act::ShiftOpened { inventory, .. } => counted(inventory),
            Act::ShiftClosed(closing) => Posting {
                ends: Some(closing.shift.clone()),
                ..counted(&closing.inventory)
            },
            Act::Destroyed(cards) => Posting {
                destroyed: cards.iter().map(|card| card.key.clone()).collect(),
                ..Posting::default()
            },
            _ => Posting::default(),
        };
        Posting { movements, ..rest }
    }
}

impl Settlement {
    fn found(self) -> Found {
        match self {
            Self::Unused => Found::Back,
            Self::Spoiled => Found::Spoiled(Cause::Other),
        }
    }
}

/// One blank each, as numbered in the record.
fn spoiled(serials: &[String], cause: Cause, from_hopper: bool) -> Vec<Blank> {
    let numbered = (1..).zip(serials);
    numbered
        .map(|(number, serial)| Blank {
            number,
            state: AttemptState::Spoiled,
            serial: Some(serial.clone()).filter(|serial| !serial.is_empty()),
            why: Why::Cause(cause),
            from_hopper,
        })
        .collect()
}

/// Spoiled cards that are missing, and those of which the books know nothing: nobody can say which they are.
fn counted(inventory: &Inventory) -> Posting {
    let many = usize::try_from(inventory.spoiled.difference()).unwrap_or_default();
    let missing = inventory.missing.iter();
    Posting {
        blanks: spoiled(&vec![String::new(); many], Cause::Other, false),
        found: missing.map(|card| (card.clone(), Found::Missing)).collect(),
        ..Posting::default()
    }
}

impl Inventory {
    /// What brings the books to what was counted.
    pub fn corrections(&self) -> Vec<Movement> {
        let shelves = [(Account::Store, self.store), (Account::Hopper, self.hopper)];
        let each = shelves.map(|(account, tally)| tally.correction(account));
        each.into_iter().flatten().collect()
    }
}

impl Tally {
    /// What brings the books to what was counted; the rest of the world is unknown.
    pub fn correction(self, account: Account) -> Option<Movement> {
        let difference = self.difference();
        let count = u32::try_from(difference.unsigned_abs()).unwrap_or(u32::MAX);
        if difference > 0 {
            Movement::of(Account::Unknown, account, count)
        } else {
            Movement::of(account, Account::Unknown, count)
        }
    }
}
