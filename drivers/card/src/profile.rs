//! The kinds of chips: what each can do, and the one list of them.

use crate::error::ChipError;
use crate::exchange::Exchange;
use crate::identity::ChipIdentity;
use crate::keys::KeyStore;
use crate::open::ChipContent;
use crate::{ktp_el, open};

type Result<T, X> = std::result::Result<T, ChipError<<X as Exchange>::Error>>;

/// What a card turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognised {
    /// A chip of the open profile.
    Open(ChipIdentity),
    /// A KTP-el.
    KtpEl(ktp_el::Generation),
}

/// A kind of chip, as far as a card is looked at whose kind is not known. What it cannot do, or what is not public, is
/// `Unsupported`, before anything is sent. A counter makes cards of the open profile alone, with the functions of [`open`].
pub trait Profile<X: Exchange> {
    /// Its name in the config file and in messages.
    fn name(&self) -> &'static str;

    /// Whether the card is of this kind; changes nothing but the chip's current file.
    ///
    /// # Errors
    /// Whatever the exchange brings; `OtherVersion`, `Malformed`.
    fn recognise(&self, chip: &mut X) -> Result<Option<Recognised>, X>;

    /// The photo, where it can be read without keys.
    ///
    /// # Errors
    /// `Foreign`, `NotPersonalised`, `Terminated`; and whatever the exchange brings.
    fn photo(&self, chip: &mut X) -> Result<Vec<u8>, X>;

    /// See [`open::read_back`].
    ///
    /// # Errors
    /// Its errors, or `Unsupported`.
    fn read_back(&self, chip: &mut X, keys: &dyn KeyStore) -> Result<ChipContent, X> {
        let _ = (chip, keys);
        Err(ChipError::Unsupported(self.name()))
    }
}

/// All profiles, in the order in which a card is tried with them. A new one is one more line here.
pub fn all<'p, X: Exchange + 'p>() -> [&'p dyn Profile<X>; 2] {
    [&open::Open, &ktp_el::KtpEl]
}

/// The card's profile and what it is; `None` when no profile knows it.
///
/// # Errors
/// Whatever the exchange brings.
pub fn recognise<'p, X: Exchange + 'p>(
    chip: &mut X,
) -> Result<Option<(&'p dyn Profile<X>, Recognised)>, X> {
    for profile in all() {
        if let Some(found) = profile.recognise(chip)? {
            return Ok(Some((profile, found)));
        }
    }
    Ok(None)
}
