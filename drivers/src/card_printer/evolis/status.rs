//! The printer's state, put together from its answers to single questions.

use super::EvolisError;
use super::session::Session;
use crate::card_printer::{
    CardPosition, PrinterCondition, PrinterCounters, PrinterStatus, RibbonPanel, Supplies,
};
use crate::limit::Limit;
use loket_wire::evolis::{Command, ErrorWord, Panel, Position};
use std::collections::BTreeSet;

/// A sensor above this voltage sees something: blanks in the feeder, a closed cover.
const SENSOR_MILLIVOLTS: u32 = 2_500;
/// From so many cards left on, the ribbon is low.
const RIBBON_LOW: u32 = 20;

/// Asks for everything. A question that this model does not know is left out.
pub(super) fn read(session: &mut Session, limit: &Limit) -> Result<PrinterStatus, EvolisError> {
    let mut conditions = BTreeSet::new();
    sensors(session, &mut conditions, limit)?;
    let position = position(session, limit)?;
    trays(session, &mut conditions, limit)?;
    let counters = PrinterCounters {
        cards: session.ask(Command::CardCounter, limit)?.number(),
        panels: session.ask(Command::PanelCounter, limit)?.number(),
        ribbon_left: ribbon(session, &mut conditions, limit)?,
    };
    latched(session, &mut conditions, limit)?;
    // No question for the head's temperature or for the cards until the next cleaning is known: both stay unsaid.
    let supplies = Supplies {
        ribbon: panels(session, limit)?,
        ribbon_left: counters.ribbon_left,
        ..Supplies::default()
    };
    Ok(PrinterStatus {
        conditions,
        position,
        counters,
        supplies,
    })
}

fn sensors(
    session: &mut Session,
    conditions: &mut BTreeSet<PrinterCondition>,
    limit: &Limit,
) -> Result<(), EvolisError> {
    for (question, condition) in [
        (Command::FeederSensor, PrinterCondition::HopperEmpty),
        (Command::CoverSensor, PrinterCondition::CoverOpen),
    ] {
        let reply = session.ask(question, limit)?;
        if matches!(reply.millivolts(), Some(level) if level < SENSOR_MILLIVOLTS) {
            conditions.insert(condition);
        }
    }
    Ok(())
}

fn position(session: &mut Session, limit: &Limit) -> Result<CardPosition, EvolisError> {
    let reply = session.ask(Command::CardPosition, limit)?;
    Ok(match reply.position() {
        Some(Position::None) => CardPosition::None,
        Some(Position::Inside) => CardPosition::Inside,
        Some(Position::Contact | Position::Contactless) => CardPosition::Encoder,
        None => CardPosition::Unknown,
    })
}

fn trays(
    session: &mut Session,
    conditions: &mut BTreeSet<PrinterCondition>,
    limit: &Limit,
) -> Result<(), EvolisError> {
    if session.ask(Command::RejectBox, limit)?.text() == "CARD" {
        conditions.insert(PrinterCondition::RejectFull);
    }
    if session.ask(Command::Cleaning, limit)?.error() == Some(ErrorWord::NeedCleaning) {
        conditions.insert(PrinterCondition::CleaningNeeded);
    }
    Ok(())
}

fn ribbon(
    session: &mut Session,
    conditions: &mut BTreeSet<PrinterCondition>,
    limit: &Limit,
) -> Result<Option<u32>, EvolisError> {
    let reply = session.ribbon(limit)?;
    let left = reply.number();
    let condition = match left {
        Some(0) => Some(PrinterCondition::RibbonEnded),
        Some(1..=RIBBON_LOW) => Some(PrinterCondition::RibbonLow),
        Some(_) => None,
        None => (reply.error() == Some(ErrorWord::RibbonDetection))
            .then_some(PrinterCondition::RibbonUnfit),
    };
    conditions.extend(condition);
    Ok(left)
}

/// The panels of the ribbon inside, where the model tells them.
fn panels(
    session: &mut Session,
    limit: &Limit,
) -> Result<Option<BTreeSet<RibbonPanel>>, EvolisError> {
    let panels = session.ask(Command::Ribbon, limit)?.panels();
    Ok(panels.map(|panels| panels.into_iter().map(ribbon_panel).collect()))
}

fn ribbon_panel(panel: Panel) -> RibbonPanel {
    match panel {
        Panel::Yellow => RibbonPanel::Yellow,
        Panel::Magenta => RibbonPanel::Magenta,
        Panel::Cyan => RibbonPanel::Cyan,
        Panel::Black => RibbonPanel::Black,
        Panel::Overlay => RibbonPanel::Overlay,
    }
}

/// The latched error; those that a sensor tells better are left to the sensors.
fn latched(
    session: &mut Session,
    conditions: &mut BTreeSet<PrinterCondition>,
    limit: &Limit,
) -> Result<(), EvolisError> {
    let condition = match session.ask(Command::LatchedError, limit)?.error() {
        Some(ErrorWord::CardJam) => PrinterCondition::CardJam,
        Some(ErrorWord::HopperFull) => PrinterCondition::OutputFull,
        Some(ErrorWord::RejectFull) => PrinterCondition::RejectFull,
        Some(ErrorWord::Head) => PrinterCondition::HeadTemperature,
        Some(ErrorWord::NeedCleaning) => PrinterCondition::CleaningNeeded,
        Some(ErrorWord::RibbonDetection) => PrinterCondition::RibbonUnfit,
        Some(ErrorWord::Ribbon) if !conditions.contains(&PrinterCondition::RibbonEnded) => {
            PrinterCondition::RibbonUnfit
        }
        _ => return Ok(()),
    };
    conditions.insert(condition);
    Ok(())
}
