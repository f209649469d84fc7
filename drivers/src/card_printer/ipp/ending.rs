//! What the end of a job says of the card.
//!
//! Only a printer that plainly says that all went well is believed. Where it never began, the card is as it was; anything
//! else leaves the outcome open.

use super::IppPrinterError;
use super::document::Document;
use super::status::{conditions, reasons};
use crate::card_printer::PrinterCondition;
use loket_wire::ipp::{Group, JobState, Value};

/// The only reasons that a job has which ended well; `none` is for printers that give no reasons. The last is what CUPS 2.4
/// goes on saying of every job that a printer completed.
const GOOD: [&str; 3] = [
    "none",
    "job-completed-successfully",
    "processing-to-stop-point",
];
/// No value, as opposed to one that the printer does not know.
const NO_VALUE: u8 = 0x13;
const BYTES_PER_KIB: usize = 1024;

/// Judges a job that is over, by its document if that is at hand.
///
/// # Errors
/// `OutcomeUnknown`; `Reported` or `Ended` when the job never began.
pub(super) fn judge(
    state: JobState,
    job: &Group,
    printer: &Group,
    document: Option<&Document>,
) -> Result<(), IppPrinterError> {
    if state != JobState::Completed {
        return Err(given_up(state, job, printer));
    }
    let reasons_are_good = job
        .texts("job-state-reasons")
        .all(|reason| GOOD.contains(&reason));
    let jammed = conditions(printer).contains(&PrinterCondition::CardJam);
    if !reasons_are_good || is_forgotten(printer) || jammed {
        return Err(ended(state, job, printer).unknown());
    }
    document.map_or(Ok(()), |document| {
        count(job, document).map_err(IppPrinterError::unknown)
    })
}

/// A queue whose printer has lost the job calls it completed.
fn is_forgotten(printer: &Group) -> bool {
    let mut reasons = printer.texts("printer-state-reasons");
    reasons.any(|reason| reason.starts_with("cups-ipp-missing-job-history"))
}

/// A job that somebody or the printer ended. Canceled does not mean that no card came out.
fn given_up(state: JobState, job: &Group, printer: &Group) -> IppPrinterError {
    if job.values("time-at-processing") != [Value::None(NO_VALUE)] {
        return ended(state, job, printer).unknown();
    }
    match conditions(printer).first() {
        Some(condition) => IppPrinterError::Reported(*condition),
        None => ended(state, job, printer),
    }
}

fn ended(state: JobState, job: &Group, printer: &Group) -> IppPrinterError {
    let of_job = reasons(job, "job-state-reasons");
    let of_printer = reasons(printer, "printer-state-reasons");
    IppPrinterError::Ended {
        state,
        reasons: format!("job: {of_job}; printer: {of_printer}"),
    }
}

/// Compares what the printer counted, where it counts. Zero is what those say that do not, and CUPS counts both faces as one.
fn count(job: &Group, document: &Document) -> Result<(), IppPrinterError> {
    let told = |name| job.number(name).filter(|count| *count > 0);
    let sent = i32::try_from(document.bytes.len().div_ceil(BYTES_PER_KIB)).unwrap_or(i32::MAX);
    if let Some(received) = told("job-k-octets").filter(|received| *received < sent) {
        return Err(IppPrinterError::CutShort(received, sent));
    }
    let pages = document.pages;
    if let Some(printed) = told("job-impressions-completed").filter(|printed| *printed > pages) {
        return Err(IppPrinterError::Count(printed, pages));
    }
    match told("job-media-sheets-completed") {
        Some(sheets) if sheets != 1 => Err(IppPrinterError::Count(sheets, 1)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
