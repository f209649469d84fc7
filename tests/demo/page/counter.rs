//! The counter: blanks and devices.

use super::word;
use crate::story::Story;
use loket_proto::sim::v1::World;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Blanks that left the hopper.
pub(super) fn fed(story: &Story) -> u32 {
    let cards_fed = |world: &World| world.supplies.map_or(0, |supplies| supplies.cards_fed);
    cards_fed(&story.after).saturating_sub(cards_fed(&story.before))
}

/// Where every blank is.
pub(super) fn stock(story: &Story) -> Markup {
    let (before, after) = (places(&story.before), places(&story.after));
    let mut all: Vec<_> = before.keys().chain(after.keys()).copied().collect();
    all.sort_unstable();
    all.dedup();
    let count = |places: &BTreeMap<&str, usize>, place| places.get(place).copied().unwrap_or(0);
    html! {
        section id="stock" {
            h2 { "Every blank accounted for" }
            div.columns {
                div.scroll { table {
                    thead { tr { th { "Place" } th.n { "before" } th.n { "after" } } }
                    tbody {
                        @for place in all {
                            tr { td { (place.replace('-', " ")) } td.n { (count(&before, place)) } td.n { (count(&after, place)) } }
                        }
                        tr.part { th { "Together" } th.n { (story.before.cards.len()) } th.n { (story.after.cards.len()) } }
                    }
                } }
                dl.facts {
                    dt { "Left the hopper" } dd { (fed(story)) }
                    dt { "Attempts in the orders" } dd { (attempts(story)) }
                    @for visit in &story.visits {
                        dt { (visit.issued.card) }
                        dd { "applicant " (visit.person.id.to_uppercase()) ", " (state(story, &visit.issued.card)) }
                    }
                }
            }
        }
    }
}

fn attempts(story: &Story) -> usize {
    let orders = story.visits.iter().map(|visit| &visit.issued.order);
    orders.map(|order| order.attempts.len()).sum()
}

fn places(world: &World) -> BTreeMap<&str, usize> {
    let mut places = BTreeMap::new();
    for card in &world.cards {
        *places.entry(card.place.as_str()).or_default() += 1;
    }
    places
}

fn state(story: &Story, id: &str) -> String {
    let mut cards = story.after.cards.iter();
    cards
        .find(|card| card.id == id)
        .map(|card| {
            format!(
                "{}, chip {}",
                card.place.replace('-', " "),
                card.chip_life_cycle
            )
        })
        .unwrap_or_default()
}

/// The hardware, as it names itself.
pub(super) fn devices(story: &Story) -> Markup {
    let station = &story.station;
    html! {
        section id="devices" {
            h2 { "Devices at " (station.station_id) }
            p.small {
                "loketd " (station.version) " · " (word(station.mode().as_str_name(), "MODE_")) " mode · layout " (station.layout)
                " · chip profile " (station.profile)
            }
            div.scroll { table {
                thead { tr { th { "Device" } th { "Driver" } th { "Address" } th { "Names itself" } th { "Simulated" } } }
                tbody {
                    @for device in &story.devices {
                        tr {
                            td { (device.name) }
                            td { code { (device.driver) } }
                            td { code { (address(&device.address)) } }
                            td { (device.model) @if !device.serial.is_empty() { " · " (device.serial) } }
                            td { @if device.simulated { "yes" } @else { "no" } }
                        }
                    }
                }
            } }
        }
    }
}

/// A path without the run's own folder.
fn address(address: &str) -> String {
    match (address.strip_prefix("serial:"), address.rsplit_once('/')) {
        (Some(_), Some((_, name))) => format!("serial:…/{name}"),
        _ => address.to_owned(),
    }
}
