//! The destruction record (berita acara pemusnahan).

use super::{Letterhead, Words, both, numbers, page, signatures, total, words};
use crate::ledger::card::{Card, Place};
use crate::ledger::entry::Entry;
use crate::ledger::report::destroyed_cards;
use maud::{Markup, html};

/// The record of one destruction.
pub fn destruction(entry: &Entry, head: &Letterhead) -> String {
    let cards = destroyed_cards(entry);
    let content = html! {
        p {
            "Pada " strong { (words::moment(entry.at_ms, head.offset_ms)) } " telah dimusnahkan "
            strong { (cards.len()) } " keping KTP-el yang tidak sah, dengan rincian sebagai berikut."
            span.en lang="en" { "The invalid cards below were destroyed at this time." }
        }
        @if !entry.reason.is_empty() { p { "Keterangan: " (entry.reason) } }
        h2 { (both(("Rekapitulasi", "by cause"))) }
        (summary(cards))
        h2 { (both(("Daftar kartu", "the cards"))) }
        (list(cards))
        (signatures(&signers(entry)))
    };
    let title = ("Berita acara pemusnahan", "destruction record");
    page(title, head, &format!("No. {}", entry.id), &content)
}

fn summary(cards: &[Card]) -> Markup {
    let mut rows = Vec::new();
    for place in Place::all() {
        let count = cards.iter().filter(|card| card.place == place).count();
        if count > 0 {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            rows.push((both(words::place(place)), vec![count]));
        }
    }
    let sum = total(&rows);
    numbers(&[("Sebab", "cause"), ("Keping", "cards")], &rows, Some(sum))
}

fn list(cards: &[Card]) -> Markup {
    html! {
        table {
            thead { tr {
                th.n { "No." }
                th { (both(("Nomor seri chip", "serial number"))) }
                th { (both(("Sebab", "cause"))) }
                th { (both(("Catatan buku", "entry in the books"))) }
            } }
            tbody {
                @for (number, card) in (1..).zip(cards) {
                    tr {
                        td.n { (number) }
                        td.serial { @if card.serial.is_empty() { "tidak terbaca" } @else { (card.serial) } }
                        td { (both(words::place(card.place))) }
                        td.serial { (card.key) }
                    }
                }
            }
        }
    }
}

fn signers(entry: &Entry) -> Vec<(Words, &str)> {
    let witnesses = entry.witnesses.iter();
    let witnesses = witnesses.map(|account| (("Saksi", "witness"), account.as_str()));
    std::iter::once((("Petugas", "destroyed by"), entry.by.id.as_str()))
        .chain(witnesses)
        .collect()
}
