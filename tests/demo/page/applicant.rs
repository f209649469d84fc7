//! One applicant's section.

use super::{card, hex, prints, times};
use crate::picture::jpeg_url;
use crate::story::{Story, Visit};
use loket_proto::v1;
use maud::{Markup, html};

pub(super) fn section(visit: &Visit, story: &Story) -> anyhow::Result<Markup> {
    let id = visit.person.id.to_uppercase();
    Ok(html! {
        section.applicant id={ "applicant-" (visit.person.id) } {
            h2 { span.who { (id) } (visit.matter) }
            p.case {
                "Case " (visit.issued.order.subject) " · order " code { (visit.issued.order.order_id) }
                " · reason " strong { (super::word(visit.issued.order.reason().as_str_name(), "ORDER_REASON_")) }
            }
            (card::faces(visit))
            h3 { "Photo" }
            div.photos {
                @for (caption, photo) in &visit.photos { (picture(caption, photo)) }
                (measures(visit))
            }
            @if let Some(content) = &visit.rephoto { (lineage(content)) }
            (prints::grid(visit, story)?)
            (card::chip(visit)?)
            (card::accounting(visit))
            (times::laps(visit))
        }
    })
}

fn picture(caption: &str, photo: &v1::Photo) -> Markup {
    html! {
        figure {
            img src=(jpeg_url(&photo.jpeg)) alt=(caption);
            figcaption {
                (caption) br;
                span.small { "take " (photo.take) " of " (photo.takes) }
            }
        }
    }
}

fn measures(visit: &Visit) -> Markup {
    let Some(photo) = visit.photo() else {
        return html! {};
    };
    html! {
        div.scroll {
            table.measures {
                thead { tr { th { "Measure" } th.n { "Value" } th.n { "Allowed" } th { "" } } }
                tbody {
                    @for measure in &photo.measures {
                        tr {
                            td { (measure.name.replace(['_', '-'], " ")) }
                            td.n { (number(measure.value)) }
                            td.n { (allowed(measure)) }
                            td { (mark(measure.passed)) }
                        }
                    }
                }
            }
            @if !photo.override_reason.is_empty() {
                p.small { "Accepted all the same: " (photo.override_reason) "." }
            }
        }
    }
}

/// A photo's way from the old to the new, as the package records it.
fn lineage(content: &v1::EnrolmentContent) -> Markup {
    html! {
        p.small {
            "Lineage in the signed package: replaces the photo with SHA-256 "
            code { (hex(&content.previous_photo_sha256).get(..16).unwrap_or_default()) "…" }
            ", because “" (content.rephoto_reason) "”. Fingers and signature are those of the earlier record, which the "
            "front end kept."
        }
    }
}

fn allowed(measure: &v1::Measure) -> String {
    match (measure.low, measure.high) {
        (Some(low), Some(high)) => format!("{} – {}", number(low), number(high)),
        (Some(low), None) => format!("≥ {}", number(low)),
        (None, Some(high)) => format!("≤ {}", number(high)),
        (None, None) => String::new(),
    }
}

fn number(value: f64) -> String {
    let digits = match value.abs() {
        large if large >= 100.0 => 0,
        middle if middle >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.digits$}")
}

/// A tick or a cross that screen readers read too.
pub(super) fn mark(good: bool) -> Markup {
    html! {
        @if good { span.yes title="yes" { "✓" } } @else { span.no title="no" { "✗" } }
    }
}
