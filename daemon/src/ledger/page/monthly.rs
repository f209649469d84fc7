//! The monthly report.

use super::{Letterhead, Row, both, numbers, page, signatures, total, words};
use crate::ledger::account::{Account, Cause};
use crate::ledger::report::Monthly;
use maud::{Markup, html};

/// The report of a month.
pub fn monthly(report: &Monthly, head: &Letterhead) -> String {
    let (year, month) = report.month.parts();
    let content = html! {
        h2 { (both(("Persediaan blangko", "stock of blanks"))) }
        (stock(report))
        h2 { (both(("Kartu rusak menurut sebab", "invalid cards by cause"))) }
        (spoiled(report))
        h2 { (both(("Kartu lama yang diserahkan dan pemusnahan", "surrendered cards and destruction"))) }
        (old_cards(report))
        h2 { (both(("Per hari", "by day"))) }
        (days(report))
        p {
            "Giliran yang ditutup: " (report.shifts.len()) ". Berita acara pemusnahan: "
            (report.destructions.len()) "."
            span.en lang="en" { "Shifts closed, and destruction records, in this month." }
        }
        (signatures(&[(("Dibuat oleh", "drawn up by"), ""), (("Mengetahui", "seen by"), "")]))
    };
    let title = ("Laporan bulanan blangko KTP-el", "monthly report of blanks");
    page(title, head, &words::month(year, month), &content)
}

/// The equation, at the beginning and at the end.
fn stock(report: &Monthly) -> Markup {
    let single = [
        Account::Store,
        Account::Hopper,
        Account::Machine,
        Account::Good,
        Account::Returned,
        Account::Unknown,
    ];
    let (before, after) = (&report.opening, &report.closing);
    let row = |name: Markup, from: i64, to: i64| -> Row { (name, vec![from, to - from, to]) };
    let mut rows: Vec<_> = single
        .into_iter()
        .map(|account| {
            let name = both(words::account(account));
            row(name, before.of(account), after.of(account))
        })
        .collect();
    let spoiled = both(("Rusak", "spoiled"));
    rows.push(row(spoiled, before.spoiled(), after.spoiled()));
    let received = both(("Jumlah = diterima", "sum = received"));
    let sum = row(received, before.received(), after.received());
    let head = [
        ("Tempat", "place"),
        ("Awal bulan", "opening"),
        ("Mutasi", "change"),
        ("Akhir bulan", "closing"),
    ];
    numbers(&head, &rows, Some(sum))
}

fn spoiled(report: &Monthly) -> Markup {
    let of = |cause| report.totals.spoiled.get(&cause).copied();
    let rows: Vec<_> = Cause::ALL
        .into_iter()
        .map(|cause| {
            (
                both(words::cause(cause)),
                vec![of(cause).unwrap_or_default()],
            )
        })
        .collect();
    let sum = total(&rows);
    numbers(&[("Sebab", "cause"), ("Keping", "cards")], &rows, Some(sum))
}

fn old_cards(report: &Monthly) -> Markup {
    let number = |count: u64| vec![i64::try_from(count).unwrap_or(i64::MAX)];
    let mut rows: Vec<_> = report
        .surrendered
        .iter()
        .map(|(why, count)| (both(words::surrender(*why)), number(*count)))
        .collect();
    let destroyed = report.destroyed;
    let blanks = both(("Dimusnahkan: blangko rusak", "destroyed: spoiled blanks"));
    rows.push((blanks, number(destroyed.blanks)));
    let old = both(("Dimusnahkan: kartu lama", "destroyed: old cards"));
    rows.push((old, number(destroyed.old)));
    numbers(&[("Uraian", "item"), ("Keping", "cards")], &rows, None)
}

fn days(report: &Monthly) -> Markup {
    let head = [
        ("Tanggal", "date"),
        ("Diterima", "received"),
        ("Baik", "good"),
        ("Rusak", "spoiled"),
        ("Kembali", "returned"),
        ("Belum jelas", "unknown"),
    ];
    let rows: Vec<_> = report
        .days
        .iter()
        .map(|(day, totals)| {
            let values = vec![
                totals.received,
                totals.good,
                totals.all_spoiled(),
                totals.returned,
                totals.unknown,
            ];
            (html! { (words::date(*day)) }, values)
        })
        .collect();
    numbers(&head, &rows, None)
}
