//! The Indonesian identity card's own chip (KTP-el), as far as it is publicly known: that it is one, and the photo, which
//! is free to read. All else needs the security module that the ministry gives to its readers, and is
//! [`ChipError::Unsupported`].
//!
//! Sources: published readers of these cards (their file identifiers, lengths and chunk sizes agree); no specification is
//! public. Not tried on a real card.

mod commands;

use crate::error::ChipError;
use crate::exchange::Exchange;
use crate::profile::{Profile, Recognised};
use commands::Commands;

/// Control file, of 29 or 51 bytes by the card's generation.
const CONTROL: u16 = 0x6FF0;
const CONTROL_LENGTHS: [usize; 2] = [29, 51];
const PHOTO: u16 = 0x6FF2;
/// Longest photo that a chip of 8 KB can hold, in bytes.
const MAX_PHOTO: usize = 8192;

/// A chip that was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Control file of 29 bytes.
    First,
    /// Control file of 51 bytes.
    Second,
}

/// Whether the card is a KTP-el, and of which generation. Changes nothing but the chip's current file.
///
/// # Errors
/// `Exchange`, `Apdu`, `Malformed`.
pub fn recognise<X: Exchange>(exchange: &mut X) -> Result<Option<Generation>, ChipError<X::Error>> {
    let mut commands = Commands::new(exchange);
    if !(commands.select_application()? && commands.select(CONTROL)?) {
        return Ok(None);
    }
    let Some(length) = commands.content_length(CONTROL)? else {
        return Ok(None);
    };
    Ok(
        match CONTROL_LENGTHS.iter().position(|known| *known == length) {
            Some(0) => Some(Generation::First),
            Some(_) => Some(Generation::Second),
            None => None,
        },
    )
}

/// The holder's photo, a JPEG as it lies on the chip.
///
/// # Errors
/// `Foreign` when the card is no KTP-el; `Malformed` for a photo that is longer than a chip; `Exchange`, `Apdu`, `UnexpectedStatus`.
pub fn photo<X: Exchange>(exchange: &mut X) -> Result<Vec<u8>, ChipError<X::Error>> {
    if recognise(exchange)?.is_none() {
        return Err(ChipError::Foreign);
    }
    let mut commands = Commands::new(exchange);
    if !commands.select(PHOTO)? {
        return Err(ChipError::Foreign);
    }
    match commands.content_length(PHOTO)? {
        Some(length) if length <= MAX_PHOTO => commands.content(PHOTO, length),
        _ => Err(commands::malformed(PHOTO)),
    }
}

/// The profile.
pub struct KtpEl;

impl<X: Exchange> Profile<X> for KtpEl {
    fn name(&self) -> &'static str {
        "ktp-el"
    }

    fn recognise(&self, chip: &mut X) -> Result<Option<Recognised>, ChipError<X::Error>> {
        Ok(recognise(chip)?.map(Recognised::KtpEl))
    }

    fn photo(&self, chip: &mut X) -> Result<Vec<u8>, ChipError<X::Error>> {
        photo(chip)
    }
}
