//! The card: its faces, its chip, and what became of the blanks.

use super::applicant::mark;
use super::{hex, span, word};
use crate::chip::{Dump, reading};
use crate::picture::{bitmap_png, jpeg_url, png_url};
use crate::story::Visit;
use maud::{Markup, html};
use std::time::Duration;

pub(super) fn faces(visit: &Visit) -> Markup {
    let issued = &visit.issued;
    html! {
        div.faces {
            figure {
                img src=(png_url(&issued.faces.front)) alt="Front of the card";
                figcaption { "Front of " (issued.card) ", as the printer left it" }
            }
            figure {
                img src=(png_url(&issued.faces.back)) alt="Back of the card";
                figcaption { "Back" }
            }
        }
    }
}

pub(super) fn chip(visit: &Visit) -> anyhow::Result<Markup> {
    let (dump, read) = (Dump(&visit.issued.chip), &visit.issued.activation.chip);
    let signature = bitmap_png(&dump.signature())?;
    let photo = dump.photo();
    Ok(html! {
        h3 { "Chip" }
        p.small {
            "Left: what the simulator’s own look into the chip’s memory decodes, by code that shares nothing with the "
            "daemon. Right: what the daemon read back over PC/SC before it asked for the finger."
        }
        div.chip-data {
            div.scroll { table {
                thead { tr { th { "" } th { "In the chip" } th { "Read by Loket" } th { "" } } }
                tbody {
                    (row("Serial number", dump.serial(), &hex(&read.serial)))
                    @for (label, value) in dump.biodata() { (row(label, value, &reading(read, label))) }
                    (row("Fingers (ISO codes)", &codes(&dump.fingers()), &codes(&read.fingers)))
                    tr {
                        th { "Issuer’s signature" } td { "64 bytes" }
                        td { @if read.signature_valid { "valid" } @else { "not valid" } }
                        td { (mark(read.signature_valid)) }
                    }
                    tr { th { "Life cycle" } td { (dump.life_cycle()) } td { "activated by this run" } td { } }
                }
            } }
            div.chip-pictures {
                figure { img src=(jpeg_url(&photo)) alt="Photo in the chip"; figcaption { "Photo in the chip, " (photo.len()) " bytes" } }
                figure { img src=(jpeg_url(&read.photo_jpeg)) alt="Photo read"; figcaption { "as read " (mark(photo == read.photo_jpeg)) } }
                figure.wide { img src=(png_url(&signature)) alt="Signature in the chip"; figcaption { "Signature in the chip" } }
                p.small {
                    @for (identifier, what, used, size) in dump.rows() {
                        code { (identifier) } " " (what) " " (used) "/" (size) " bytes" br;
                    }
                }
            }
        }
    })
}

fn row(label: &str, chip: &str, read: &str) -> Markup {
    html! {
        tr { th { (label) } td { (chip) } td { (read) } td { (mark(chip == read)) } }
    }
}

fn codes(fingers: &[impl ToString]) -> String {
    let codes: Vec<_> = fingers.iter().map(ToString::to_string).collect();
    codes.join(", ")
}

/// Attempts, matches, and how long the daemon says each step took.
pub(super) fn accounting(visit: &Visit) -> Markup {
    let (order, activation) = (&visit.issued.order, &visit.issued.activation);
    html! {
        h3 { "Order and blank" }
        div.columns {
            dl.facts {
                dt { "Order" } dd { (word(order.state().as_str_name(), "ORDER_STATE_")) }
                @for attempt in &order.attempts {
                    dt { "Attempt " (attempt.number) }
                    dd {
                        "one blank, " strong { (word(attempt.state().as_str_name(), "ATTEMPT_STATE_")) }
                        ", chip " code { (hex(&attempt.chip_serial)) }
                    }
                }
                @for one in &activation.matches {
                    dt { "Holder’s finger, try " (one.r#try) }
                    dd { "score " (one.score) ", needed " (one.threshold) " " (mark(one.matched)) }
                }
                dt { "Erased here afterwards" }
                dd { (visit.receipt.items) " items, " (visit.receipt.bytes) " bytes, with a signed receipt" }
            }
            div.scroll { table {
                thead { tr { th { "The daemon’s own record" } th.n { "wall time" } } }
                tbody {
                    @for step in &order.steps {
                        tr { td { (step.name) } td.n { (span(Duration::from_millis(step.milliseconds))) } }
                    }
                }
            } }
        }
    }
}
