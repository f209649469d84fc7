//! Talking to a chip through a reader handle, and what chip errors mean at the counter.

use crate::condition::{Condition, Reason};
use crate::device::class::Readers;
use crate::device::handle::Handle;
use loket_card::ChipError;
use loket_drivers::error::DeviceError;
use std::time::Duration;

/// One command to the chip.
pub(super) type Transmit<'a> = &'a mut dyn FnMut(&[u8]) -> Result<Vec<u8>, DeviceError>;

/// Opens the card in the reader for one series of commands; the card is always let go of.
///
/// # Errors
/// The reader's condition, or what the chip's error means.
pub(super) fn with_chip<R: Send + 'static>(
    reader: &Handle<Readers>,
    patience: Duration,
    work: impl FnOnce(Transmit<'_>) -> Result<R, ChipError<DeviceError>> + Send + 'static,
) -> Result<R, Condition> {
    let name = reader.name();
    let outcome = reader.call(patience, move |reader, limit| {
        reader.open_card(limit)?;
        let result = work(&mut |command: &[u8]| reader.transmit(command, limit));
        reader.close_card();
        flatten(result)
    })?;
    outcome.map_err(|error| meaning(name, &error))
}

/// A reader that failed is the device's affair, so that it is opened anew; all else is the chip's.
fn flatten<R>(
    result: Result<R, ChipError<DeviceError>>,
) -> Result<Result<R, ChipError<DeviceError>>, DeviceError> {
    match result {
        Err(ChipError::Exchange { source, .. }) => Err(source),
        other => Ok(other),
    }
}

fn meaning(reader: &str, error: &ChipError<DeviceError>) -> Condition {
    let reason = match error {
        ChipError::Exchange { source, .. } => source.kind().into(),
        ChipError::WrongCard { .. } => Reason::ChipMismatch,
        ChipError::Foreign
        | ChipError::OtherVersion(_)
        | ChipError::NotBlank
        | ChipError::AlreadyActivated
        | ChipError::Terminated => Reason::ChipRefused,
        ChipError::Record(_) => Reason::CardDataTooLarge,
        _ => Reason::ChipFailed,
    };
    Condition::new(reason, format!("{reader}: {error}"))
}

/// Waits for a card in the reader.
///
/// # Errors
/// `CardAbsent`, or the reader's condition.
pub(super) fn wait_card(reader: &Handle<Readers>, patience: Duration) -> Result<(), Condition> {
    reader
        .call(patience, |reader, limit| reader.wait_card(limit))
        .map(drop)
}
