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

/// A table with numbers in all columns but the first.
fn numbers(head: &[Words], rows: &[(Markup, Vec<i64>)]) -> Markup {
    html! {
        table {
            thead { tr {
                @for (at, words) in head.iter().enumerate() {
                    th.n[at > 0] { (both(*words)) }
                }
            } }
            tbody {
                @for (name, values) in rows {
                    tr {
                        td { (name) }
                        @for value in values { td.n { (value) } }
                    }
                }
            }
        }
    }
}

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
