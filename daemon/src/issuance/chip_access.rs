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

/// As [`with_chip`], with a card that lies on the desk reader. It was good when it left the printer, and a contact that
/// fails does not make it waste; a chip that is none of ours is `other`.
///
/// # Errors
/// `ChipUnreadable`, `other`; else as [`with_chip`].
pub(super) fn with_card<R: Send + 'static>(
    desk: &Handle<Readers>,
    patience: Duration,
    other: Reason,
    work: impl FnOnce(Transmit<'_>) -> Result<R, ChipError<DeviceError>> + Send + 'static,
) -> Result<R, Condition> {
    with_chip(desk, patience, work).map_err(|condition| at_the_desk(condition, other))
}

fn at_the_desk(condition: Condition, other: Reason) -> Condition {
    let reason = match condition.reason {
        Reason::CardMute | Reason::CardUnfit | Reason::ChipFailed | Reason::ChipIntruded => {
            Reason::ChipUnreadable
        }
        Reason::ChipRefused => other,
        reason => reason,
    };
    Condition {
        reason,
        ..condition
    }
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
        | ChipError::NotPersonalised(_)
        | ChipError::Terminated => Reason::ChipRefused,
        ChipError::Record(_) => Reason::CardDataTooLarge,
        ChipError::Keys { .. } => Reason::ChipKeysMissing,
        ChipError::OtherKeys | ChipError::KeysBlocked => Reason::ChipKeysDiffer,
        ChipError::Intruded(_) => Reason::ChipIntruded,
        ChipError::TriesSpent => Reason::ChipTriesSpent,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::{CardEffect, Place};

    #[test]
    fn no_reader_at_the_desk_condemns_a_card() {
        for reason in [
            Reason::CardMute,
            Reason::CardUnfit,
            Reason::ChipFailed,
            Reason::ChipIntruded,
            Reason::ChipRefused,
        ] {
            let condition = Condition::new(reason, "desk");
            let told = at_the_desk(condition, Reason::ChipMismatch).reason.row();
            assert_eq!(
                (told.card, told.place),
                (CardEffect::Recoverable, Place::Desk),
                "{}",
                told.name
            );
        }
        let unplugged = Condition::new(Reason::DeviceDisconnected, "desk");
        assert_eq!(
            at_the_desk(unplugged.clone(), Reason::ChipMismatch),
            unplugged
        );
    }
}
