//! Opening and closing a shift: what two people counted, beside the books. A count is never made up: what differs is
//! declared with a reason, and what is open is carried over by name.

use crate::condition::{Condition, Reason};
use crate::ledger::account::Account;
use crate::ledger::authority::Signed;
use crate::ledger::books::{Books, Facts};
use crate::ledger::card::{Card, CardKey, Place};
use crate::ledger::decide::Decision;
use crate::ledger::entry::{Act, Closing, Entry, Inventory, Tally};
use crate::ledger::movement::MOST;
use crate::ledger::wish::Counts;
use crate::person::Role;
use crate::refusal::{FieldViolation, Refusal};
use std::collections::HashSet;

/// Most names of open blanks in a refusal.
const NAMED: usize = 10;
/// So many spoiled cards more than the books have can be entered at once; each becomes a card of the books.
const SURPLUS: u32 = 50;

/// Opens a shift.
pub(super) fn open(books: &Books, signed: &Signed, counts: Counts) -> Decision {
    if books.shift.is_some() {
        return Err(Condition::new(Reason::WrongState, "a shift is open").into());
    }
    let inventory = counted(books, counts)?;
    explained(&inventory, signed)?;
    let corrections = inventory.corrections();
    let after = books.last_movement;
    Ok((Act::ShiftOpened { inventory, after }, corrections))
}

/// Closes the shift.
pub(super) fn close(
    books: &Books,
    facts: &Facts,
    signed: &Signed,
    shift: &str,
    counts: Counts,
    carried: Vec<CardKey>,
) -> Decision {
    let opened = books.shift.as_ref().filter(|open| open.id == shift);
    let opened = opened.ok_or_else(|| Condition::new(Reason::WrongState, "is not open"))?;
    is_theirs(opened, signed)?;
    let inventory = counted(books, counts)?;
    all_carried(books, &carried)?;
    explained(&inventory, signed)?;
    let corrections = inventory.corrections();
    let closing = Closing {
        shift: opened.id.clone(),
        opened_ms: opened.at_ms,
        inventory,
        carried,
        flows: facts.flows.clone(),
    };
    Ok((Act::ShiftClosed(Box::new(closing)), corrections))
}

fn counted(books: &Books, counts: Counts) -> Result<Inventory, Refusal> {
    let mut bad = too_many(&counts);
    bad.extend(surplus(books, &counts));
    bad.extend(violations(
        "counts.missing",
        &counts.missing,
        "is no spoiled card at hand",
        |card| matches!(card.place, Place::Blank(Account::Spoiled(_))),
        books,
    ));
    if !bad.is_empty() {
        return Err(Refusal::Violations(bad));
    }
    let tally = |book, counted| Tally { book, counted };
    Ok(Inventory {
        store: tally(books.balances.of(Account::Store), counts.store),
        hopper: tally(books.balances.of(Account::Hopper), counts.hopper),
        spoiled: tally(books.spoiled_at_hand(), counts.spoiled),
        ribbon: counts.ribbon,
        missing: counts.missing,
    })
}

fn too_many(counts: &Counts) -> Vec<FieldViolation> {
    let fields = [
        ("counts.store", counts.store),
        ("counts.hopper", counts.hopper),
        ("counts.ribbon", counts.ribbon),
    ];
    let bad = fields.into_iter().filter(|(_, count)| *count > MOST);
    bad.map(|(field, _)| FieldViolation::new(field, "must be 0 to 1000000"))
        .collect()
}

fn surplus(books: &Books, counts: &Counts) -> Option<FieldViolation> {
    let most = books.spoiled_at_hand().saturating_add(SURPLUS.into());
    let rule = format!(
        "must be at most {most}, which is {SURPLUS} more than the books have: count again, and enter what is over with the \
         next count"
    );
    (i64::from(counts.spoiled) > most).then(|| FieldViolation::new("counts.spoiled", rule))
}

/// Whoever opened it closes it, in either place; a supervisor may in their stead.
fn is_theirs(opened: &Entry, signed: &Signed) -> Result<(), Refusal> {
    let me = &signed.by.id;
    let own = opened.by.id == *me || opened.witnesses.contains(me);
    if own || signed.by.role == Role::Supervisor {
        return Ok(());
    }
    Err(Condition::new(Reason::ShiftOfAnother, &opened.by.id).into())
}

/// What differs has a reason, and spoiled cards that are missing have names.
fn explained(inventory: &Inventory, signed: &Signed) -> Result<(), Refusal> {
    let differences = differences(inventory);
    let lost = i64::try_from(inventory.missing.len()).unwrap_or(i64::MAX);
    let all_named = inventory.spoiled.difference().min(0) == -lost;
    let declared = differences.is_empty() || !signed.reason.is_empty();
    if all_named && declared {
        return Ok(());
    }
    Err(Condition::new(Reason::CountsDiffer, differences).into())
}

/// In words, with the numbers.
fn differences(inventory: &Inventory) -> String {
    let tallies = [
        ("store", inventory.store),
        ("hopper", inventory.hopper),
        ("spoiled", inventory.spoiled),
    ];
    let each = tallies
        .into_iter()
        .filter(|(_, tally)| tally.difference() != 0);
    let each = each.map(|(name, tally)| {
        let Tally { book, counted } = tally;
        format!("{name}: {counted} counted, {book} by the books")
    });
    each.collect::<Vec<_>>().join("; ")
}

/// Every open blank is carried over by name, and nothing else is.
fn all_carried(books: &Books, carried: &[CardKey]) -> Result<(), Refusal> {
    let bad = violations(
        "carried_over",
        carried,
        "is not open",
        |card| card.place.is_open(),
        books,
    );
    if !bad.is_empty() {
        return Err(Refusal::Violations(bad));
    }
    let carried: HashSet<_> = carried.iter().collect();
    let left: Vec<_> = books
        .open_items()
        .filter(|card| !carried.contains(&card.key))
        .collect();
    if left.is_empty() {
        return Ok(());
    }
    Err(Condition::new(Reason::ItemsOpen, names(&left)).into())
}

/// Keys of cards that are not `sound`, or that are named twice.
fn violations(
    field: &str,
    keys: &[CardKey],
    rule: &str,
    sound: impl Fn(&Card) -> bool,
    books: &Books,
) -> Vec<FieldViolation> {
    let mut before = HashSet::new();
    let mut is_good = |key| before.insert(key) && books.card(key).is_some_and(&sound);
    let each = keys.iter().enumerate();
    let bad = each.filter(|(_, key)| !is_good(*key));
    bad.map(|(at, _)| FieldViolation::new(format!("{field}[{at}]"), rule))
        .collect()
}

fn names(cards: &[&Card]) -> String {
    let first = cards.iter().take(NAMED).map(|card| card.key.to_string());
    let first = first.collect::<Vec<_>>().join(", ");
    match cards.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

#[cfg(test)]
mod tests;
