//! What devices can do, as properties to show.

use crate::device::board::Property;
use crate::issuance::preflight::panel_name;
use loket_drivers::camera::Camera;
use loket_drivers::card_printer::{CardPrinter, PrinterStatus, RibbonPanel, Station};
use loket_drivers::card_reader::CardReader;
use loket_drivers::fingerprint_scanner::FingerprintScanner;
use std::collections::BTreeSet;

pub(super) fn of_scanner(scanner: &dyn FingerprintScanner) -> Vec<Property> {
    let can = scanner.capabilities();
    let (width, height) = can.size;
    vec![
        ("image", format!("{width} x {height} pixels")),
        ("resolution", format!("{} ppi", can.ppi)),
        ("gray_levels", can.gray_levels.to_string()),
        ("fingers_at_once", can.fingers.to_string()),
    ]
}

pub(super) fn of_camera(camera: &dyn Camera) -> Vec<Property> {
    let can = camera.capabilities();
    vec![("preview", yes(can.preview)), ("still", yes(can.still))]
}

/// One slot is what the trait promises.
pub(super) fn of_reader(_: &dyn CardReader) -> Vec<Property> {
    vec![("slots", "1".to_owned())]
}

pub(super) fn of_printer(printer: &dyn CardPrinter) -> Vec<Property> {
    let can = printer.capabilities();
    let (width, height) = can.canvas;
    let encoder = match can.encoder {
        None => "no",
        Some(Station::Contact) => "contact",
        Some(Station::Contactless) => "contactless",
    };
    vec![
        ("canvas", format!("{width} x {height} pixels")),
        ("dual_sided", yes(can.dual_sided)),
        ("encoder", encoder.to_owned()),
        ("reports_position", yes(can.reports_position)),
        ("reports_counters", yes(can.reports_counters)),
    ]
}

/// What a printer counts, and what it has to work with; what it does not say is left out.
pub(super) fn printer_counters(status: &PrinterStatus) -> Vec<Property> {
    let (counters, supplies) = (status.counters, &status.supplies);
    let names = |ribbon: &BTreeSet<RibbonPanel>| {
        let names: Vec<_> = ribbon.iter().copied().map(panel_name).collect();
        names.join(", ")
    };
    let number = |number: Option<u32>| number.map(|number| number.to_string());
    let all = [
        ("cards", number(counters.cards)),
        ("panels", number(counters.panels)),
        ("ribbon", supplies.ribbon.as_ref().map(names)),
        (
            "ribbon_left",
            number(supplies.ribbon_left.or(counters.ribbon_left)),
        ),
        ("film_left", number(supplies.film_left)),
        ("cleaning_left", number(supplies.cleaning_left)),
        (
            "head",
            supplies.head_celsius.map(|head| format!("{head} °C")),
        ),
    ];
    all.into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

fn yes(can: bool) -> String {
    if can { "yes" } else { "no" }.to_owned()
}
