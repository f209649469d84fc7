//! The holding half of a slot: one exclusive connection to one card.

use super::error::{meaning, proof_of_rest};
use crate::card_channel::{ChannelError, ReaderDescription};
use pcsc::{
    Attribute, Card, Context, Disposition, Error, MAX_BUFFER_SIZE_EXTENDED, Protocols, Scope,
    ShareMode,
};
use std::ffi::CStr;

/// Why a command failed.
pub(super) enum Broken {
    /// The service knows why, and the command was not executed.
    Known(ChannelError),
    /// The command may have been executed.
    Silent(Error),
}

/// A connected card. Dropping it resets the card as well.
pub(super) struct Session {
    card: Card,
    changes: u64,
    buffer: Vec<u8>,
}

impl Session {
    /// Takes the card that has been in the slot since it had changed this often. Blocks while another program is in the
    /// middle of a transaction.
    pub(super) fn open(reader: &CStr, changes: u64) -> Result<Self, ChannelError> {
        let card = Context::establish(Scope::User)
            .and_then(|context| context.connect(reader, ShareMode::Exclusive, Protocols::ANY))
            .map_err(no_card_yet)?;
        Ok(Self {
            card,
            changes,
            buffer: vec![0; MAX_BUFFER_SIZE_EXTENDED],
        })
    }

    /// The slot's changes when the card was connected.
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// Sends a command of at least four bytes.
    pub(super) fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Broken> {
        match self.card.transmit(command, &mut self.buffer) {
            // Some drivers report a card that died during the command as success with nothing in it.
            Ok(response) if response.len() < 2 => Err(Broken::Silent(Error::NotTransacted)),
            Ok(response) => Ok(response.to_vec()),
            Err(error) => Err(broken(error)),
        }
    }

    /// Lets go of the card and resets it.
    pub(super) fn close(self) {
        if let Err((card, error)) = self.card.disconnect(Disposition::ResetCard) {
            // The usual reason is that card, reader or service are gone, and then there is nothing to reset.
            tracing::debug!(%error, "the card could not be let go of in order");
            drop(card);
        }
    }
}

fn broken(error: Error) -> Broken {
    proof_of_rest(error).map_or(Broken::Silent(error), Broken::Known)
}

/// Before a card is connected, one that was removed is one that is not there.
fn no_card_yet(error: Error) -> ChannelError {
    match meaning(error) {
        ChannelError::Removed => ChannelError::NoCard,
        other => other,
    }
}

/// What the reader's driver says of the reader. Needs no card and leaves one that is there alone.
pub(super) fn describe(reader: &CStr) -> ReaderDescription {
    let direct = Context::establish(Scope::User)
        .and_then(|context| context.connect(reader, ShareMode::Direct, Protocols::UNDEFINED));
    let card = match direct {
        Ok(card) => card,
        Err(error) => {
            tracing::debug!(%error, "the reader does not describe itself");
            return ReaderDescription::default();
        }
    };
    let description = ReaderDescription {
        vendor: text(&card, Attribute::VendorName),
        model: text(&card, Attribute::VendorIfdType),
        serial: text(&card, Attribute::VendorIfdSerialNo),
        version: version(&card),
    };
    if let Err((card, error)) = card.disconnect(Disposition::LeaveCard) {
        tracing::debug!(%error, "the reader could not be let go of in order");
        drop(card);
    }
    description
}

/// Attributes are optional; many drivers have none.
fn text(card: &Card, attribute: Attribute) -> String {
    let bytes = card.get_attribute_owned(attribute).unwrap_or_default();
    String::from_utf8_lossy(&bytes)
        .trim_matches(['\0', ' '])
        .to_owned()
}

/// PC/SC part 3: `0xMMmmbbbb`, major, minor and build number.
fn version(card: &Card) -> String {
    let bytes = card.get_attribute_owned(Attribute::VendorIfdVersion);
    match bytes.as_deref() {
        Ok([build_low, build_high, minor, major, ..]) => {
            let build = u16::from_le_bytes([*build_low, *build_high]);
            format!("{major}.{minor}.{build}")
        }
        _ => String::new(),
    }
}
