//! How long it took, and what the offices post.

use super::span;
use crate::posted::{PROCEDURES, Procedure, sum, took};
use crate::story::{Story, Visit};
use loket_tests::laps::Lap;
use maud::{Markup, html};
use std::time::Duration;

/// Every step of a visit.
pub(super) fn laps(visit: &Visit) -> Markup {
    let all = [&visit.earlier, &visit.recording, &visit.issuing];
    let longest = all.into_iter().flatten().map(|lap| lap.world).max();
    let recording = if visit.rephoto.is_some() {
        "Re-photo"
    } else {
        "Record"
    };
    html! {
        h3 { "Time of each step" }
        div.scroll { table.laps {
            thead { tr { th { "Step" } th.n { "World time" } th.n { "Wall time" } th.bar { "World time" } } }
            (part("Earlier record (another day)", &visit.earlier, longest))
            (part(recording, &visit.recording, longest))
            (part("Card", &visit.issuing, longest))
        } }
    }
}

fn part(title: &str, laps: &[Lap], longest: Option<Duration>) -> Markup {
    let (world, wall) = sum(laps);
    html! {
        @if !laps.is_empty() {
            tbody {
                tr.part { th { (title) } th.n { (span(world)) } th.n { (span(wall)) } th {} }
                @for lap in laps {
                    tr {
                        td { (lap.name) } td.n { (span(lap.world)) } td.n { (span(lap.wall)) }
                        td.bar { i style={ "width:" (share(lap.world, longest)) "%" } {} }
                    }
                }
            }
        }
    }
}

/// Beside the two procedures.
pub(super) fn posted(story: &Story) -> Markup {
    html! {
        section id="posted" {
            h2 { "Beside the posted service times" }
            p.note {
                strong { "World time" } " is what the simulated devices take at their true speed: baud rates, feeding, ribbon "
                "panels, chip writes. The world ran " (story.scale) " times as fast as the clock on the wall, so computing by "
                "the daemon counts " (story.scale) "-fold in world time. " strong { "Wall time" } " is what this run took. The "
                "posted minutes include everything people do; the simulated people take no time at all. "
                "A dash stands for what the office does before or beside the counter; it was not timed."
            }
            div.columns { @for procedure in &PROCEDURES { (table(procedure, story)) } }
        }
    }
}

fn table(procedure: &Procedure, story: &Story) -> Markup {
    html! {
        div.scroll {
            h3 { (procedure.office) }
            p.small { (procedure.title) }
            table {
                thead {
                    tr {
                        th { "Step" } th.n { "Posted" }
                        @for visit in &story.visits { th.n { (visit.person.id.to_uppercase()) br; span.small { "world / wall" } } }
                    }
                }
                tbody {
                    @for step in procedure.steps {
                        tr {
                            td { (step.number) ". " (step.what) }
                            td.n { (step.minutes) " min" }
                            @for visit in &story.visits { (cell(took(visit, step.part))) }
                        }
                    }
                }
            }
        }
    }
}

fn cell(took: Option<(Duration, Duration)>) -> Markup {
    html! {
        @match took {
            Some((world, wall)) => td.n { strong { (span(world)) } br; span.small { (span(wall)) } },
            None => td.n.small { "–" },
        }
    }
}

fn share(part: Duration, whole: Option<Duration>) -> u128 {
    let whole = whole.unwrap_or_default().as_millis().max(1);
    part.as_millis() * 100 / whole
}
