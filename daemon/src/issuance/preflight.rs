//! Whether a card that is begun now can be finished, by what the printer says of itself: a job that cannot finish does not
//! start. What a printer does not say is not in the way.

use crate::condition::{Condition, Reason};
use loket_drivers::card_printer::{
    CardPosition, PrinterCondition, PrinterStatus, RibbonPanel, Supplies,
};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// What one card needs of a printer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Printed faces, 0 to 2.
    pub faces: u32,
    /// The panels that a ribbon must have for them.
    pub panels: BTreeSet<RibbonPanel>,
    /// Temperatures of the print head at which the card comes out well, in degrees Celsius.
    pub window: Option<RangeInclusive<u16>>,
}

/// Whether a blank may be fed.
///
/// # Errors
/// The most pressing condition; its detail names the others, so that one visit to the printer is enough.
pub fn ready(status: &PrinterStatus, needs: &Needs) -> Result<(), Condition> {
    let mut all = in_the_way(status, needs).into_iter();
    let Some(mut first) = all.next() else {
        return Ok(());
    };
    let others: Vec<_> = all.map(|other| other.reason.row().name).collect();
    if !others.is_empty() {
        first.detail = format!("{}; also {}", first.detail, others.join(", "));
    }
    Err(first)
}

/// Everything that is in the way, what a person must deal with before what passes by itself.
pub fn in_the_way(status: &PrinterStatus, needs: &Needs) -> Vec<Condition> {
    let inside = matches!(
        status.position,
        CardPosition::Encoder | CardPosition::Inside
    );
    let occupied =
        inside.then(|| Condition::new(Reason::EncoderOccupied, "a card is inside the printer"));
    let named = status.conditions.iter().copied().filter_map(blocking);
    let named = named.map(|reason| Condition::new(reason, "printer"));
    let found = occupied
        .into_iter()
        .chain(named)
        .chain(short(&status.supplies, needs))
        .chain(head(&status.supplies, needs));
    let mut all: Vec<Condition> = Vec::new();
    for condition in found {
        if !all
            .iter()
            .any(|known| is_told_by(known.reason, condition.reason))
        {
            all.push(condition);
        }
    }
    all
}

/// Whether what is known asks for the same thing to be done.
fn is_told_by(known: Reason, found: Reason) -> bool {
    known == found || (known, found) == (Reason::RibbonEnded, Reason::RibbonShort)
}

fn blocking(condition: PrinterCondition) -> Option<Reason> {
    match condition {
        PrinterCondition::HopperEmpty => Some(Reason::HopperEmpty),
        PrinterCondition::RibbonEnded => Some(Reason::RibbonEnded),
        PrinterCondition::RibbonUnfit => Some(Reason::RibbonUnfit),
        PrinterCondition::OutputFull | PrinterCondition::RejectFull => Some(Reason::TrayFull),
        PrinterCondition::CoverOpen => Some(Reason::CoverOpen),
        PrinterCondition::CardJam => Some(Reason::CardJam),
        PrinterCondition::HeadTemperature => Some(Reason::HeadTemperature),
        PrinterCondition::CleaningNeeded => Some(Reason::CleaningNeeded),
        PrinterCondition::RibbonLow | PrinterCondition::WasReset => None,
    }
}

/// Supplies that do not last for a whole card.
fn short(supplies: &Supplies, needs: &Needs) -> impl Iterator<Item = Condition> {
    let faces = |left: Option<u32>, reason| {
        let left = left.filter(|left| *left < needs.faces)?;
        let detail = format!("good for {left} of {} faces", needs.faces);
        Some(Condition::new(reason, detail))
    };
    let uncleaned = needs.faces > 0 && supplies.cleaning_left == Some(0);
    [
        lacking(supplies, needs),
        faces(supplies.ribbon_left, Reason::RibbonShort),
        faces(supplies.film_left, Reason::FilmShort),
        uncleaned.then(|| Condition::new(Reason::CleaningNeeded, "printer")),
    ]
    .into_iter()
    .flatten()
}

fn lacking(supplies: &Supplies, needs: &Needs) -> Option<Condition> {
    let ribbon = supplies.ribbon.as_ref()?;
    let missing: Vec<_> = needs
        .panels
        .difference(ribbon)
        .copied()
        .map(panel_name)
        .collect();
    let detail = format!("the ribbon lacks {}", missing.join(", "));
    (!missing.is_empty()).then(|| Condition::new(Reason::RibbonUnfit, detail))
}

fn head(supplies: &Supplies, needs: &Needs) -> Option<Condition> {
    let (now, window) = (supplies.head_celsius?, needs.window.as_ref()?);
    let (from, to) = (window.start(), window.end());
    let detail = format!("{now} °C, {from} to {to} °C are needed");
    (!window.contains(&now)).then(|| Condition::new(Reason::HeadSettling, detail))
}

/// The panel's name, in English.
pub fn panel_name(panel: RibbonPanel) -> &'static str {
    match panel {
        RibbonPanel::Yellow => "yellow",
        RibbonPanel::Magenta => "magenta",
        RibbonPanel::Cyan => "cyan",
        RibbonPanel::Black => "black",
        RibbonPanel::Overlay => "overlay",
    }
}

#[cfg(test)]
mod tests;
