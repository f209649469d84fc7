//! The kinds of chips: what each can do, and the one list of them.

use crate::error::ChipError;
use crate::exchange::Exchange;
use crate::identity::ChipIdentity;
use crate::keys::KeyStore;
use crate::open::{ChipContent, Limits};
use crate::{ktp_el, open};
use serde::Deserialize;
use std::convert::Infallible;
use thiserror::Error;

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

    /// How much of its chips a counter uses, from a profile file of this kind.
    ///
    /// # Errors
    /// What is wrong in the file, or `NotWritten`.
    fn limits(&self, file: &str) -> std::result::Result<Limits, ProfileFileError> {
        let _ = file;
        Err(ProfileFileError::NotWritten(self.name()))
    }
}

/// Why a profile file is refused.
#[derive(Debug, Error)]
pub enum ProfileFileError {
    /// It is not of the right form; the text names line and key.
    #[error(transparent)]
    Form(#[from] toml::de::Error),
    /// No profile has that name.
    #[error("kind: there is no `{found}`, only: {known}")]
    UnknownKind {
        /// What the file says.
        found: String,
        /// The names that there are.
        known: String,
    },
    /// Cards of this kind are looked at, and not made.
    #[error("kind: `{0}` can be read in part, and not written")]
    NotWritten(&'static str),
    /// A value that the chip cannot hold, or that nobody could use.
    #[error("{field}: {value} is not in {least} to {most}")]
    OutOfRange {
        /// Which key.
        field: &'static str,
        /// What the file says.
        value: usize,
        /// Least that is allowed.
        least: usize,
        /// Most that is allowed.
        most: usize,
    },
    /// Each value is allowed, and all together take more than the budget.
    #[error("budget: {budget} bytes; the files take {needed}")]
    OverBudget {
        /// What the files take, in bytes.
        needed: usize,
        /// What the file says that there is, in bytes.
        budget: usize,
    },
}

/// What a profile file says, whichever its kind.
///
/// # Errors
/// What is wrong in it.
pub fn limits(file: &str) -> std::result::Result<Limits, ProfileFileError> {
    /// What every kind of profile file has.
    #[derive(Deserialize)]
    struct Kind {
        kind: String,
    }
    type Nobody = fn(&[u8]) -> std::result::Result<Vec<u8>, Infallible>;
    let Kind { kind: found } = toml::from_str(file)?;
    let profiles = all::<Nobody>();
    match profiles.iter().find(|profile| profile.name() == found) {
        Some(profile) => profile.limits(file),
        None => {
            let known = profiles.map(|profile| profile.name()).join(", ");
            Err(ProfileFileError::UnknownKind { found, known })
        }
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
