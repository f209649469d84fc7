//! The blank ledger.

use super::table::{facts, table};
use crate::cli::json;
use crate::cli::screen::{Look, Show};
use crate::cli::words::word;
use loket_proto::v1;
use prost_types::Timestamp;
use serde_json::Value;

fn time(at: Option<&Timestamp>) -> String {
    at.and_then(json::time).unwrap_or_default()
}

fn number(value: i64) -> String {
    value.to_string()
}

fn cause(count: &v1::SpoiledCount) -> String {
    let cause = word(count.cause().as_str_name(), "SPOIL_CAUSE_");
    format!("{cause} {}", count.count)
}

fn causes(counts: &[v1::SpoiledCount]) -> String {
    let each = counts.iter().map(cause);
    each.collect::<Vec<_>>().join(", ")
}

fn cards(look: Look, cards: &[v1::LedgerCard]) -> String {
    let rows = cards.iter().map(|card| {
        vec![
            card.key.clone(),
            card.place.clone(),
            card.serial.clone(),
            time(card.since.as_ref()),
        ]
    });
    table(look, &["card", "place", "serial", "since"], rows)
}

/// Parts with a line between them; empty ones are left out.
fn parts(parts: Vec<String>) -> String {
    let filled = parts.into_iter().filter(|part| !part.is_empty());
    filled.collect::<Vec<_>>().join("\n\n")
}

impl Show for v1::Books {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let balances = self.balances.clone().unwrap_or_default();
        let known = [&self.open_items[..], &self.to_destroy[..]].concat();
        let shift = self.shift.as_ref();
        let shift =
            shift.map(|shift| format!("{} since {}", shift.entry_id, time(shift.at.as_ref())));
        let list = if known.is_empty() {
            String::new()
        } else {
            cards(look, &known)
        };
        let sums = facts(&[
            ("received", number(balances.received)),
            ("store", number(balances.store)),
            ("hopper", number(balances.hopper)),
            ("machine", number(balances.machine)),
            ("good", number(balances.good)),
            ("awaiting holder", self.awaiting.to_string()),
            ("oldest awaits since", time(self.awaiting_since.as_ref())),
            ("spoiled", number(balances.spoiled)),
            ("by cause", causes(&balances.spoiled_by_cause)),
            ("returned", number(balances.returned)),
            ("unknown", number(balances.unknown)),
            ("shift", shift.unwrap_or_default()),
        ]);
        parts(vec![sums, list])
    }
}

fn counted(name: &'static str, tally: Option<&v1::Tally>) -> (&'static str, String) {
    let text = tally.map(|tally| format!("{} counted, {} by the books", tally.counted, tally.book));
    (name, text.unwrap_or_default())
}

fn movements(moved: &[v1::BlankMovement]) -> String {
    let each = moved.iter();
    let each = each.map(|one| format!("{} {} → {}", one.count, one.from, one.to));
    each.collect::<Vec<_>>().join(", ")
}

impl Show for v1::LedgerEntry {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let inventory = self.inventory.clone().unwrap_or_default();
        let closing = self.closing.clone().unwrap_or_default();
        let actor = self.actor.clone().unwrap_or_default();
        let ribbon = inventory.ribbon.map(|left| left.to_string());
        let known = facts(&[
            ("entry", self.entry_id.clone()),
            ("act", self.act.clone()),
            ("at", time(self.at.as_ref())),
            ("by", actor.id),
            ("witnesses", self.witnesses.join(" ")),
            ("reason", self.reason.clone()),
            ("moved", movements(&self.movements)),
            ("document", self.document.clone()),
            ("counters", self.reversed_id.clone()),
            ("serial", self.serial.clone()),
            ("order", self.order_id.clone()),
            counted("store", inventory.store.as_ref()),
            counted("hopper", inventory.hopper.as_ref()),
            counted("spoiled", inventory.spoiled.as_ref()),
            ("ribbon", ribbon.unwrap_or_default()),
            ("missing", inventory.missing.join(" ")),
            ("shift", closing.shift_id),
            ("in the shift", movements(&closing.moved)),
            ("carried over", closing.carried_over.join(" ")),
        ]);
        let list = if self.cards.is_empty() {
            String::new()
        } else {
            cards(look, &self.cards)
        };
        parts(vec![known, list])
    }
}

impl Show for v1::ListEntriesResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let rows = self.entries.iter().map(|entry| {
            vec![
                entry.entry_id.clone(),
                time(entry.at.as_ref()),
                entry.act.clone(),
                movements(&entry.movements),
                entry.actor.clone().unwrap_or_default().id,
                entry.reason.clone(),
            ]
        });
        table(look, &["entry", "at", "act", "moved", "by", "reason"], rows)
    }
}

impl Show for v1::MonthlyReport {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let totals = self.totals.clone().unwrap_or_default();
        let closing = self.closing.clone().unwrap_or_default();
        let sums = facts(&[
            ("month", format!("{}-{:02}", self.year, self.month)),
            ("received", number(totals.received)),
            ("good", number(totals.good)),
            ("spoiled", number(totals.spoiled)),
            ("by cause", causes(&totals.spoiled_by_cause)),
            ("returned", number(totals.returned)),
            ("unknown", number(totals.unknown)),
            ("store at its end", number(closing.store)),
            ("hopper at its end", number(closing.hopper)),
            ("blanks destroyed", self.destroyed_blanks.to_string()),
            ("old cards destroyed", self.destroyed_old_cards.to_string()),
            ("shifts closed", self.closing_ids.len().to_string()),
        ]);
        let rows = self.days.iter().map(|day| {
            let totals = day.totals.clone().unwrap_or_default();
            let values = [totals.received, totals.good, totals.spoiled, totals.unknown];
            let mut row = vec![day.date.clone()];
            row.extend(values.map(number));
            row
        });
        let head = ["date", "received", "good", "spoiled", "unknown"];
        parts(vec![sums, table(look, &head, rows)])
    }
}

impl Show for v1::CheckBooksResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, _: Look) -> String {
        match self.problems.is_empty() {
            true => "the books are right".to_owned(),
            false => self.problems.join("\n"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    #[test]
    fn the_books_show_balances_causes_and_what_is_open() {
        let books = v1::Books {
            balances: Some(v1::Balances {
                store: 480,
                unknown: -1,
                spoiled_by_cause: vec![v1::SpoiledCount {
                    cause: v1::SpoilCause::DoubleFeed.into(),
                    count: 2,
                }],
                ..Default::default()
            }),
            open_items: vec![v1::LedgerCard {
                key: "o1/1".into(),
                place: "machine".into(),
                ..Default::default()
            }],
            ..Default::default()
        };
        let text = books.text(LOOK);
        for word in ["480", "-1", "double-feed 2", "o1/1", "machine"] {
            assert!(text.contains(word), "{text}");
        }
    }

    #[test]
    fn an_entry_shows_what_was_counted_beside_the_books() {
        let entry = v1::LedgerEntry {
            act: "shift closed".into(),
            inventory: Some(v1::Inventory {
                hopper: Some(v1::Tally {
                    book: 20,
                    counted: 18,
                }),
                ..Default::default()
            }),
            movements: vec![v1::BlankMovement {
                from: "hopper".into(),
                to: "unknown".into(),
                count: 2,
            }],
            ..Default::default()
        };
        let text = entry.text(LOOK);
        assert!(text.contains("18 counted, 20 by the books"), "{text}");
        assert!(text.contains("2 hopper → unknown"), "{text}");
    }
}
