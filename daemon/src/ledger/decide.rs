//! Whether a wish is granted, and what it comes to in the books. No I/O, no clock.

use crate::condition::{Condition, Reason};
use crate::issuance::attempt::AttemptState;
use crate::issuance::order::Order;
use crate::ledger::account::{Account, Cause};
use crate::ledger::authority::Signed;
use crate::ledger::books::{Books, Facts};
use crate::ledger::card::{Card, CardKey};
use crate::ledger::closing::{close, open};
use crate::ledger::entry::{Act, Entry, Tally};
use crate::ledger::movement::{MOST, Movement};
use crate::ledger::wish::{SerialRange, Settlement, Wish};
use crate::refusal::{FieldViolation, Refusal};
use crate::store::records::Record;
use std::collections::{BTreeSet, HashSet};

/// What is to be entered: the act, and what it moves of the blanks that nobody tells apart.
pub type Decision = Result<(Act, Vec<Movement>), Refusal>;

/// Decides on a wish.
///
/// # Errors
/// `RoleNotAllowed`, `StockShort`, `SerialSpent`, `NotFound`, `WrongState`, `CountsDiffer`, `ItemsOpen`,
/// `ShiftOfAnother`; violations. Nothing is changed then.
pub fn decide(books: &Books, facts: &Facts, signed: &Signed, wish: Wish) -> Decision {
    wish.authority().admit(signed)?;
    let (act, movements) = match wish {
        Wish::OpenShift(counts) => open(books, signed, counts)?,
        Wish::CloseShift {
            shift,
            counts,
            carried,
        } => close(books, facts, signed, &shift, counts, carried)?,
        Wish::Destroy(keys) => (Act::Destroyed(named(books, &keys)?), Vec::new()),
        stock => of_stock(books, facts, stock)?,
    };
    let mut after = books.balances.clone();
    for movement in &movements {
        after.apply(movement).map_err(Condition::from)?;
    }
    Ok((act, movements))
}

fn of_stock(books: &Books, facts: &Facts, wish: Wish) -> Decision {
    use Account::{Hopper, Returned, Store};
    match wish {
        Wish::Receive {
            count,
            document,
            serials,
        } => receive(facts, count, document, serials),
        Wish::Load(count) => moved(Act::Loaded(count), Store, Hopper, count),
        Wish::Unload(count) => moved(Act::Unloaded(count), Hopper, Store, count),
        Wish::Return { count, document } => {
            moved(Act::Returned { count, document }, Store, Returned, count)
        }
        Wish::Count(_, counted) if counted > MOST => {
            Err(Refusal::field("count.counted", "must be 0 to 1000000"))
        }
        Wish::Count(shelf, counted) => {
            let book = books.balances.of(shelf.account());
            let tally = Tally { book, counted };
            let correction = tally.correction(shelf.account());
            Ok((Act::Counted(shelf, tally), correction.into_iter().collect()))
        }
        Wish::Report { cause, serials } => report(facts, cause, serials),
        Wish::Settle(key, how) => {
            let card = books.card(&key).ok_or(Reason::NotFound)?;
            may_be_settled(card, how)?;
            Ok((Act::Settled(key, how), Vec::new()))
        }
        Wish::Reverse(id) => reverse(facts, id),
        Wish::Surrender { why, serial, order } => {
            free(facts, &serial)?;
            if !order.is_empty() && !facts.order_known {
                return Err(Condition::new(Reason::NotFound, "order").into());
            }
            Ok((Act::Surrendered { why, serial, order }, Vec::new()))
        }
        Wish::OpenShift(_) | Wish::CloseShift { .. } | Wish::Destroy(_) => {
            Err(Condition::new(Reason::Internal, "no wish about stock").into())
        }
    }
}

fn moved(act: Act, from: Account, to: Account, count: u32) -> Decision {
    match count {
        1..=MOST => Ok((act, Movement::of(from, to, count).into_iter().collect())),
        _ => Err(Refusal::field("count", "must be 1 to 1000000")),
    }
}

fn receive(facts: &Facts, count: u32, document: String, serials: Option<SerialRange>) -> Decision {
    let many = serials.as_ref().map(SerialRange::count);
    if many.is_some_and(|many| many != Some(count.into())) {
        return Err(Refusal::field(
            "last_serial",
            "must make a range of as many serial numbers as blanks",
        ));
    }
    if facts.overlapping {
        return Err(Condition::new(Reason::SerialSpent, "came with an earlier batch").into());
    }
    let act = Act::Received {
        count,
        document,
        serials,
    };
    moved(act, Account::Received, Account::Store, count)
}

fn report(facts: &Facts, cause: Cause, serials: Vec<String>) -> Decision {
    let readable: Vec<_> = serials.iter().filter(|serial| !serial.is_empty()).collect();
    let different: BTreeSet<_> = readable.iter().collect();
    if different.len() < readable.len() {
        return Err(Refusal::field("serials", "must differ"));
    }
    for serial in readable {
        free(facts, serial)?;
    }
    Ok((Act::Reported { cause, serials }, Vec::new()))
}

fn free(facts: &Facts, serial: &str) -> Result<(), Refusal> {
    match facts.taken.get(serial) {
        Some(card) => Err(Condition::new(Reason::SerialSpent, card.to_string()).into()),
        None => Ok(()),
    }
}

/// An order's blank is settled by the order's own question; other blanks, and spoiled cards that were missing, here.
fn may_be_settled(card: &Card, how: Settlement) -> Result<(), Refusal> {
    let of_order = card.kind == Order::KIND;
    let was_missing = card.state == Some(AttemptState::Spoiled);
    match how {
        _ if !card.place.is_open() => Err(Condition::new(Reason::WrongState, "is settled").into()),
        Settlement::Unused if !of_order => Ok(()),
        Settlement::Spoiled if !of_order || was_missing => Ok(()),
        _ => Err(Condition::new(Reason::WrongState, "answer the order's prompt").into()),
    }
}

fn reverse(facts: &Facts, id: String) -> Decision {
    let entry = facts.entry.as_ref().ok_or(Reason::NotFound)?;
    let wrong = |why: &str| Err(Condition::new(Reason::WrongState, why).into());
    if facts.reversed {
        return wrong("it was countered already");
    }
    if !is_reversible(entry) {
        return wrong("an entry of its kind cannot be countered");
    }
    if facts.cards.iter().any(|card| !card.destroyed.is_empty()) {
        return wrong("its cards were destroyed");
    }
    let act = Act::Reversed {
        entry: id,
        cards: facts.cards.iter().map(|card| card.key.clone()).collect(),
    };
    let movements = entry.movements.iter().map(|movement| movement.reversed());
    Ok((act, movements.collect()))
}

fn is_reversible(entry: &Entry) -> bool {
    matches!(
        entry.act,
        Act::Received { .. }
            | Act::Loaded(_)
            | Act::Unloaded(_)
            | Act::Returned { .. }
            | Act::Counted(..)
            | Act::Reported { .. }
    )
}

/// The cards of these keys, all of them to be destroyed.
fn named(books: &Books, keys: &[CardKey]) -> Result<Vec<Card>, Refusal> {
    let mut violations = Vec::new();
    let mut cards = Vec::new();
    let mut before = HashSet::new();
    for (at, key) in keys.iter().enumerate() {
        let twice = !before.insert(key);
        match books.card(key).filter(|card| card.place.is_spent()) {
            Some(card) if !twice => cards.push(card.clone()),
            Some(_) => violations.push(FieldViolation::new(
                format!("cards[{at}]"),
                "is named twice",
            )),
            None => violations.push(FieldViolation::new(
                format!("cards[{at}]"),
                "is no card that is there to be destroyed",
            )),
        }
    }
    if keys.is_empty() {
        violations.push(FieldViolation::new("cards", "name at least one"));
    }
    if violations.is_empty() {
        Ok(cards)
    } else {
        Err(Refusal::Violations(violations))
    }
}

#[cfg(test)]
pub(super) mod tests;
