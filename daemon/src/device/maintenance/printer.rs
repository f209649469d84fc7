//! The printer: its own report.

use super::{Advice, PATIENCE, Reading, SelfTest};
use crate::condition::{Condition, Reason};
use crate::device::ability::printer_counters;
use crate::device::class::Printers;
use crate::device::handle::Handle;
use crate::device::token::Token;
use loket_drivers::card_printer::{CardPosition, PrinterCondition, PrinterStatus};

const RIBBON_LOW: Advice = ("Have a new ribbon at hand.", "Siapkan pita baru.");

/// Asks for everything and moves nothing, so that it may come between the movements of an order.
pub(super) fn test(
    printer: &Handle<Printers>,
    token: Option<&Token>,
) -> Result<SelfTest, Condition> {
    let status = printer.admit(token)?.status(PATIENCE)?;
    Ok(SelfTest {
        readings: readings(&status),
        picture: None,
    })
}

fn readings(status: &PrinterStatus) -> Vec<Reading> {
    let position = match status.position {
        CardPosition::None => "none inside",
        CardPosition::Encoder => "at the encoder",
        CardPosition::Inside => "inside",
        CardPosition::Unknown => "not told",
    };
    let mut readings = vec![Reading::good("card", position)];
    let counters = printer_counters(status);
    readings.extend(
        counters
            .into_iter()
            .map(|(name, count)| Reading::good(name, count)),
    );
    readings.extend(status.conditions.iter().map(|one| condition(*one)));
    readings
}

/// Something that is not normal.
fn condition(condition: PrinterCondition) -> Reading {
    let reason = match condition {
        PrinterCondition::HopperEmpty => Reason::HopperEmpty,
        PrinterCondition::RibbonEnded => Reason::RibbonEnded,
        PrinterCondition::RibbonUnfit => Reason::RibbonUnfit,
        PrinterCondition::OutputFull | PrinterCondition::RejectFull => Reason::TrayFull,
        PrinterCondition::CoverOpen => Reason::CoverOpen,
        PrinterCondition::CardJam => Reason::CardJam,
        PrinterCondition::HeadTemperature => Reason::HeadTemperature,
        PrinterCondition::CleaningNeeded => Reason::CleaningNeeded,
        PrinterCondition::RibbonLow => {
            return Reading {
                advice: Some(RIBBON_LOW),
                ..Reading::good("condition", "RIBBON_LOW")
            };
        }
        PrinterCondition::WasReset => return Reading::good("condition", "WAS_RESET"),
    };
    let row = reason.row();
    Reading {
        advice: Some((row.remedy_en, row.remedy_id)),
        ..Reading::good("condition", row.name)
    }
}
