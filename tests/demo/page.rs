//! The page: one file with everything in it.

mod applicant;
mod card;
mod counter;
mod prints;
mod times;

use crate::story::Story;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::time::Duration;

const STYLE: &str = include_str!("page/style.css");

/// The page of a run.
///
/// # Errors
/// When a picture cannot be encoded.
pub(crate) fn of(story: &Story) -> anyhow::Result<String> {
    let mut visits = Vec::new();
    for visit in &story.visits {
        visits.push(applicant::section(visit, story)?);
    }
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Loket – demonstration run" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (header(story))
                main {
                    (summary(story))
                    @for visit in &visits { (visit) }
                    (times::posted(story))
                    (counter::stock(story))
                    (counter::devices(story))
                }
                (footer())
            }
        }
    };
    Ok(page.into_string())
}

fn header(story: &Story) -> Markup {
    html! {
        div.inks aria-hidden="true" { i.c {} i.m {} i.y {} i.k {} }
        header {
            p.badge { "Simulated" }
            h1 { "Loket" small { "demonstration run" } }
            p.lead {
                "Two applicants go through one service counter: photo, fingerprints, signature, card printing, chip, "
                "activation and hand-over. A front end drives the counter daemon over gRPC; the daemon drives its four "
                "devices over the same wire protocols that hardware speaks."
            }
            nav {
                @for visit in &story.visits {
                    a href={ "#applicant-" (visit.person.id) } {
                        "Applicant " (visit.person.id.to_uppercase()) ": " (visit.matter)
                    }
                }
                a href="#posted" { "Posted times" }
                a href="#stock" { "Blanks" }
                a href="#devices" { "Devices" }
            }
        }
    }
}

fn summary(story: &Story) -> Markup {
    let cards = story.visits.len();
    let fed = counter::fed(story);
    html! {
        section.summary {
            dl.figures {
                div { dt { "cards handed over" } dd { (cards) } }
                div { dt { "blanks used" } dd { (fed) } }
                div { dt { "whole run, wall time" } dd { (span(story.wall)) } }
                div { dt { "speed of the simulated world" } dd { "×" (story.scale) } }
            }
            p.note {
                strong { "What is simulated. " }
                "People, fingers, cards and the four devices belong to a simulated world"
                @if story.from_images {
                    ". Applicant A’s portrait and prints come from image files of real people, who have nothing to do with "
                    "each other or with the made-up name on the card; every further impression of a finger is a "
                    strong { "distortion of the one image" } ", made by the simulator, and fingers without an image are "
                    "declared exceptions. "
                } @else {
                    "; nobody here exists. "
                }
                "The simulated people act at once: nobody hesitates, looks for a paper or misses the sensor, so these "
                "times say how long the machines take, not how long a visit takes. "
                "Until approvals are verified the counter is in training mode and prints SPECIMEN on both faces."
            }
            p.note {
                strong { "What is real. " }
                "The daemon, its drivers and their bytes, the system’s own PC/SC service, the chip’s commands and the issuer’s signature, the "
                "rendering, the quality measures and the fingerprint matching."
            }
        }
    }
}

fn footer() -> Markup {
    html! {
        footer {
            p {
                "Beside this page: " code { "cards/" } ", " code { "chips/" } ", " code { "photos/" } ", "
                code { "fingers/" } ", " code { "events.jsonl" } " (everything that happened in the simulated world) and "
                code { "logs/" } "."
            }
        }
    }
}

/// A time span for people.
fn span(time: Duration) -> String {
    match time.as_secs() {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// A word of an enum's full name: `FINGER_POSITION_LEFT_RING` without its prefix is "left ring".
fn word(name: &str, prefix: &str) -> String {
    let bare = name.strip_prefix(prefix).unwrap_or(name);
    bare.to_lowercase().replace('_', " ")
}

/// Bytes in hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
