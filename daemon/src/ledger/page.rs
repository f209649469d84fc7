//! The ledger's papers as pages to print on A4: one file each with everything in it, Indonesian with English below. They
//! name cards and office accounts, never an applicant.

mod destruction;
mod monthly;
mod words;

pub use destruction::destruction;
pub use monthly::monthly;

use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("page/style.css");

/// What both papers need besides their content.
#[derive(Clone, Debug)]
pub struct Letterhead {
    /// Name of the counter.
    pub station: String,
    /// How far the zone of all times is ahead of UTC, in milliseconds.
    pub offset_ms: i64,
}

/// A word in both languages.
type Words = (&'static str, &'static str);

fn both((id, en): Words) -> Markup {
    html! { (id) span.en lang="en" { (en) } }
}

fn page(title: Words, head: &Letterhead, below: &str, content: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="id" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title.0) " – " (head.station) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (both(title)) }
                    p { "Loket: " strong { (head.station) } " · " (below) }
                }
                (content)
            }
        }
    };
    page.into_string()
}

/// A line of a table: a name, then numbers.
type Row = (Markup, Vec<i64>);

/// A table with numbers in all columns but the first, and their sum below, where it has one.
fn numbers(head: &[Words], rows: &[Row], sum: Option<Row>) -> Markup {
    html! {
        table {
            thead { tr {
                @for (at, words) in head.iter().enumerate() {
                    th.n[at > 0] { (both(*words)) }
                }
            } }
            tbody {
                @for row in rows { tr { (cells(row)) } }
                @if let Some(row) = &sum { tr.sum { (cells(row)) } }
            }
        }
    }
}

fn cells((name, values): &Row) -> Markup {
    html! {
        td { (name) }
        @for value in values { td.n { (value) } }
    }
}

/// The sum of single numbers.
fn total(rows: &[Row]) -> Row {
    let values = rows.iter().filter_map(|(_, values)| values.first());
    (both(("Jumlah", "sum")), vec![values.sum()])
}

/// Lines to sign on, each with a role and an account; empty where the name is written by hand.
fn signatures(people: &[(Words, &str)]) -> Markup {
    html! {
        div.signatures {
            @for (role, account) in people {
                div {
                    (both(*role))
                    div.line {}
                    (account)
                }
            }
        }
    }
}
