//! The books as they are at one moment, as far as decisions need them.

use crate::ledger::account::Account;
use crate::ledger::card::{Card, CardKey, Place};
use crate::ledger::entry::Entry;
use crate::ledger::movement::{Balances, Flow};
use std::collections::{BTreeMap, HashMap};

/// Good cards whose holders have not come yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Awaiting {
    /// How many.
    pub count: u32,
    /// Since when the oldest is good: milliseconds since 1970; 0 for none.
    pub oldest_ms: i64,
}

/// Cards, the oldest first, found by their keys.
#[derive(Clone, Debug, Default)]
pub struct AtHand {
    cards: Vec<Card>,
    places: HashMap<CardKey, usize>,
}

impl FromIterator<Card> for AtHand {
    fn from_iter<T: IntoIterator<Item = Card>>(cards: T) -> Self {
        let cards: Vec<_> = cards.into_iter().collect();
        let keys = cards.iter().map(|card| card.key.clone());
        Self {
            places: keys.zip(0..).collect(),
            cards,
        }
    }
}

impl AtHand {
    /// The card of that key.
    pub fn get(&self, key: &CardKey) -> Option<&Card> {
        self.cards.get(*self.places.get(key)?)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Card> {
        self.cards.iter()
    }
}

/// The books.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// What each account has.
    pub balances: Balances,
    /// Every known card that is neither good nor destroyed: of open fate, spoiled, surrendered.
    pub at_hand: AtHand,
    /// Good cards whose holders have not come yet.
    pub awaiting: Awaiting,
    /// The entry that opened the present shift.
    pub shift: Option<Entry>,
    /// Number of the last movement.
    pub last_movement: u64,
}

impl Books {
    /// A card at hand.
    pub fn card(&self, key: &CardKey) -> Option<&Card> {
        self.at_hand.get(key)
    }

    /// Blanks whose fate is not settled.
    pub fn open_items(&self) -> impl Iterator<Item = &Card> {
        self.at_hand.iter().filter(|card| card.place.is_open())
    }

    /// Cards that are to be destroyed.
    pub fn spent(&self) -> impl Iterator<Item = &Card> {
        self.at_hand.iter().filter(|card| card.place.is_spent())
    }

    /// How many spoiled cards there should be to count.
    pub fn spoiled_at_hand(&self) -> i64 {
        let ours = |card: &&Card| matches!(card.place, Place::Blank(Account::Spoiled(_)));
        i64::try_from(self.at_hand.iter().filter(ours).count()).unwrap_or(i64::MAX)
    }
}

/// What else is known of what a wish names.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The earlier entry.
    pub entry: Option<Entry>,
    /// Whether that was countered already.
    pub reversed: bool,
    /// The blanks that it named spoiled, as they are now.
    pub cards: Vec<Card>,
    /// Those of the serial numbers that the wish may not name, each with the card that has it: any known card for a blank
    /// that is reported; for an old card one that is spoiled, surrendered or destroyed, or whose order has not ended.
    pub taken: BTreeMap<String, CardKey>,
    /// Whether a serial number of the batch came with an earlier one.
    pub overlapping: bool,
    /// Whether the order is there.
    pub order_known: bool,
    /// What moved since the present shift was opened.
    pub flows: Vec<Flow>,
}
