//! The books as messages.

use crate::ledger::account::{Account, Cause};
use crate::ledger::books::Books;
use crate::ledger::calendar::date;
use crate::ledger::card::{Card, CardKey, Surrender};
use crate::ledger::entry::{Act, Closing, Entry, Inventory, Tally};
use crate::ledger::movement::Balances;
use crate::ledger::report::{Monthly, Totals};
use crate::ledger::wish::Shelf;
use crate::rpc::convert::{actor_message, timestamp};
use loket_proto::v1;

pub(super) fn books_message(books: &Books) -> v1::Books {
    let since = (books.awaiting.count > 0).then(|| timestamp(books.awaiting.oldest_ms));
    v1::Books {
        balances: Some(balances_message(&books.balances)),
        awaiting: books.awaiting.count,
        awaiting_since: since,
        open_items: books.open_items().map(card_message).collect(),
        to_destroy: books.spent().map(card_message).collect(),
        shift: books.shift.as_ref().map(entry_message),
    }
}

fn balances_message(balances: &Balances) -> v1::Balances {
    let by_cause = Cause::ALL
        .into_iter()
        .map(|cause| (cause, balances.of(Account::Spoiled(cause))));
    v1::Balances {
        received: balances.received(),
        store: balances.of(Account::Store),
        hopper: balances.of(Account::Hopper),
        machine: balances.of(Account::Machine),
        good: balances.of(Account::Good),
        spoiled: balances.spoiled(),
        spoiled_by_cause: spoiled_messages(by_cause),
        returned: balances.of(Account::Returned),
        unknown: balances.of(Account::Unknown),
    }
}

fn spoiled_messages(counts: impl Iterator<Item = (Cause, i64)>) -> Vec<v1::SpoiledCount> {
    counts
        .filter(|(_, count)| *count != 0)
        .map(|(cause, count)| v1::SpoiledCount {
            cause: cause_message(cause).into(),
            count,
        })
        .collect()
}

fn cause_message(cause: Cause) -> v1::SpoilCause {
    match cause {
        Cause::EncodeFailure => v1::SpoilCause::EncodeFailure,
        Cause::PrintFailure => v1::SpoilCause::PrintFailure,
        Cause::FactoryBad => v1::SpoilCause::FactoryBad,
        Cause::TestCard => v1::SpoilCause::TestCard,
        Cause::DoubleFeed => v1::SpoilCause::DoubleFeed,
        Cause::JamClearance => v1::SpoilCause::JamClearance,
        Cause::Inspection => v1::SpoilCause::Inspection,
        Cause::Cancel => v1::SpoilCause::Cancel,
        Cause::Other => v1::SpoilCause::Other,
    }
}

fn surrender_message(why: Surrender) -> v1::SurrenderReason {
    match why {
        Surrender::Damaged => v1::SurrenderReason::Damaged,
        Surrender::DataChange => v1::SurrenderReason::DataChange,
        Surrender::Found => v1::SurrenderReason::Found,
    }
}

fn card_message(card: &Card) -> v1::LedgerCard {
    v1::LedgerCard {
        key: card.key.to_string(),
        place: card.place.word().to_owned(),
        serial: card.serial.clone(),
        since: Some(timestamp(card.since_ms)),
        destroyed_by: card.destroyed.clone(),
    }
}

/// A card of which an entry says no more than its name.
fn named_message(key: &CardKey) -> v1::LedgerCard {
    v1::LedgerCard {
        key: key.to_string(),
        ..v1::LedgerCard::default()
    }
}

fn movement_message(from: Account, to: Account, count: u64) -> v1::BlankMovement {
    v1::BlankMovement {
        from: from.word().to_owned(),
        to: to.word().to_owned(),
        count,
    }
}

pub(super) fn entry_message(entry: &Entry) -> v1::LedgerEntry {
    let movements = entry.movements.iter();
    let head = v1::LedgerEntry {
        entry_id: entry.id.clone(),
        at: Some(timestamp(entry.at_ms)),
        actor: Some(actor_message(&entry.by)),
        witnesses: entry.witnesses.clone(),
        reason: entry.reason.clone(),
        act: entry.act.name().to_owned(),
        movements: movements
            .map(|each| movement_message(each.from, each.to, each.count.into()))
            .collect(),
        ..v1::LedgerEntry::default()
    };
    with_act(head, entry)
}

fn with_act(head: v1::LedgerEntry, entry: &Entry) -> v1::LedgerEntry {
    match &entry.act {
        Act::Received { document, .. } | Act::Returned { document, .. } => v1::LedgerEntry {
            document: document.clone(),
            ..head
        },
        Act::Loaded(_) | Act::Unloaded(_) => head,
        Act::Counted(shelf, tally) => v1::LedgerEntry {
            inventory: Some(shelf_message(*shelf, *tally)),
            ..head
        },
        Act::Reported { cause, serials } => v1::LedgerEntry {
            cards: reported(entry, Account::Spoiled(*cause), serials),
            ..head
        },
        Act::Settled(key, _) => v1::LedgerEntry {
            cards: vec![named_message(key)],
            ..head
        },
        Act::Reversed { entry, cards } => v1::LedgerEntry {
            reversed_id: entry.clone(),
            cards: cards.iter().map(named_message).collect(),
            ..head
        },
        Act::Surrendered { serial, order, .. } => v1::LedgerEntry {
            serial: serial.clone(),
            order_id: order.clone(),
            ..head
        },
        Act::ShiftOpened { inventory, .. } => v1::LedgerEntry {
            inventory: Some(inventory_message(inventory)),
            ..head
        },
        Act::ShiftClosed(closing) => v1::LedgerEntry {
            inventory: Some(inventory_message(&closing.inventory)),
            closing: Some(closing_message(closing)),
            ..head
        },
        Act::Destroyed(cards) => v1::LedgerEntry {
            cards: cards.iter().map(card_message).collect(),
            ..head
        },
    }
}

fn reported(entry: &Entry, account: Account, serials: &[String]) -> Vec<v1::LedgerCard> {
    let numbered = (1_u32..).zip(serials);
    numbered
        .map(|(number, serial)| v1::LedgerCard {
            key: format!("{}/{number}", entry.id),
            place: account.word().to_owned(),
            serial: serial.clone(),
            since: Some(timestamp(entry.at_ms)),
            destroyed_by: String::new(),
        })
        .collect()
}

fn tally_message(tally: Tally) -> v1::Tally {
    v1::Tally {
        book: tally.book,
        counted: tally.counted,
    }
}

fn shelf_message(shelf: Shelf, tally: Tally) -> v1::Inventory {
    let tally = Some(tally_message(tally));
    match shelf {
        Shelf::Store => v1::Inventory {
            store: tally,
            ..v1::Inventory::default()
        },
        Shelf::Hopper => v1::Inventory {
            hopper: tally,
            ..v1::Inventory::default()
        },
    }
}

fn inventory_message(inventory: &Inventory) -> v1::Inventory {
    v1::Inventory {
        store: Some(tally_message(inventory.store)),
        hopper: Some(tally_message(inventory.hopper)),
        spoiled: Some(tally_message(inventory.spoiled)),
        ribbon: Some(inventory.ribbon),
        missing: inventory.missing.iter().map(ToString::to_string).collect(),
    }
}

fn closing_message(closing: &Closing) -> v1::ShiftClosing {
    let moved = closing.flows.iter();
    v1::ShiftClosing {
        shift_id: closing.shift.clone(),
        opened_at: Some(timestamp(closing.opened_ms)),
        carried_over: closing.carried.iter().map(ToString::to_string).collect(),
        moved: moved
            .map(|flow| movement_message(flow.from, flow.to, flow.count))
            .collect(),
    }
}

pub(super) fn report_message(report: &Monthly) -> v1::MonthlyReport {
    let (year, month) = report.month.parts();
    let days = report.days.iter().map(|(day, totals)| v1::DayTotals {
        date: date(*day),
        totals: Some(totals_message(totals)),
    });
    let surrendered = report.surrendered.iter();
    v1::MonthlyReport {
        year,
        month: month.into(),
        opening: Some(balances_message(&report.opening)),
        closing: Some(balances_message(&report.closing)),
        totals: Some(totals_message(&report.totals)),
        days: days.collect(),
        surrendered: surrendered
            .map(|(why, count)| v1::SurrenderedCount {
                why: surrender_message(*why).into(),
                count: *count,
            })
            .collect(),
        destroyed_blanks: report.destroyed.blanks,
        destroyed_old_cards: report.destroyed.old,
        destruction_ids: ids(&report.destructions),
        closing_ids: ids(&report.shifts),
        page_html: Vec::new().into(),
    }
}

fn ids(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.id.clone()).collect()
}

fn totals_message(totals: &Totals) -> v1::LedgerTotals {
    v1::LedgerTotals {
        received: totals.received,
        returned: totals.returned,
        good: totals.good,
        spoiled: totals.all_spoiled(),
        spoiled_by_cause: spoiled_messages(totals.spoiled.iter().map(|(why, n)| (*why, *n))),
        unknown: totals.unknown,
    }
}
