//! The words that the printer answers with.

use super::command::Query;
use crate::card::Place;
use crate::device::Device;
use crate::mechanism::{CardCount, REJECT_TRAY, Trouble};
use crate::world::World;

pub(super) const OK: &str = "OK";
/// The command is unknown or makes no sense now.
pub(super) const COMMAND: &str = "ERROR CDE";
/// This model has no such part.
pub(super) const OPTION: &str = "OPT NOT AVAILABLE";
/// The artwork or a parameter is not what it should be.
pub(super) const PARAMETERS: &str = "ERROR PARAMETRES";

pub(super) fn outcome(outcome: Result<(), Trouble>) -> &'static str {
    match outcome {
        Ok(()) => OK,
        Err(word) => trouble(word),
    }
}

pub(super) fn trouble(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::FeederEmpty => "FEEDER EMPTY",
        Trouble::CardJam => "CARD JAM",
        Trouble::CoverOpen => "COVER OPEN",
        Trouble::RibbonEnded | Trouble::RibbonBroken => "ERROR RIBBON",
        Trouble::RibbonUnrecognised => "ERR RIB DETECTION",
        Trouble::CleaningDue => "NEED CLEANING",
        Trouble::OutputFull => "HOPPER FULL",
        Trouble::RejectFull => "REJECT BOX FULL",
        Trouble::HeadTemperature => "ERROR HEAD",
        // Without power nothing is said.
        Trouble::NoCard | Trouble::PowerLost => COMMAND,
    }
}

pub(super) fn query(world: &World, query: Query) -> String {
    let printer = world.printer();
    match query {
        Query::Model => printer.model.name().to_owned(),
        Query::Serial => format!("SIM{:07}", world.unit(Device::Printer)),
        Query::Firmware => "SIM 1.0".to_owned(),
        Query::Feeder => volts(!world.cards().at(Place::Hopper).is_empty()),
        Query::Cover => volts(!printer.cover_open),
        Query::Position if !printer.reporting.position => COMMAND.to_owned(),
        Query::Position => position(world).to_owned(),
        Query::RejectBox | Query::Ribbon if !printer.model.is_for_offices() => COMMAND.to_owned(),
        Query::RejectBox => reject_box(world).to_owned(),
        Query::Cleaning if printer.cleaning_due => trouble(Trouble::CleaningDue).to_owned(),
        Query::Cleaning => OK.to_owned(),
        Query::RibbonLeft | Query::Ribbon
            if printer.ribbon_fault == Some(Trouble::RibbonUnrecognised) =>
        {
            trouble(Trouble::RibbonUnrecognised).to_owned()
        }
        Query::CardCount | Query::PanelCount
            if printer.reporting.card_count == CardCount::Never =>
        {
            COMMAND.to_owned()
        }
        Query::CardCount => printer.counters.cards.to_string(),
        Query::PanelCount => printer.counters.panels.to_string(),
        Query::RibbonLeft => printer.ribbon_left.to_string(),
        Query::Ribbon => "ymcko".to_owned(),
        Query::Trouble => outcome(printer.latched.map_or(Ok(()), Err)).to_owned(),
    }
}

/// A sensor's voltage, with the decimal comma that the real ones use.
fn volts(high: bool) -> String {
    let volts = if high { "5,00 Volts" } else { "0,00 Volts" };
    volts.to_owned()
}

fn position(world: &World) -> &'static str {
    let inside = world.cards().in_printer_path();
    match inside.and_then(|id| world.cards().get(id)) {
        None => OK,
        Some(card) if card.place() == Place::Encoder => "SMART CARD",
        Some(_) => "CARD",
    }
}

fn reject_box(world: &World) -> &'static str {
    if world.cards().at(Place::Reject).len() >= REJECT_TRAY {
        "CARD"
    } else {
        "NO CARD"
    }
}
