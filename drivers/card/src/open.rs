//! The open profile, version 1; `PROFILE.md` says byte by byte what its chips answer.
//!
//! The file tree and its identifiers mirror what is publicly known of the KTP-el chip ([`layout`]). Writing, and reading
//! most of it, happens in a session of SCP03 whose keys a [`crate::KeyStore`] gives; what the chip is allowed to do about its
//! holder's presence is signed there. The issuer's signature covers the content and the chip's serial number.
//!
//! A record becomes file images, file images become command APDUs. The life of a chip at the counter is [`identify`] →
//! [`personalise`] → [`read_back`] → [`verify`] → [`activate`]; [`terminate`] ends it.

mod activation;
mod commands;
mod content;
mod control;
pub(crate) mod image;
pub mod layout;
pub mod limits;
mod personalisation;
mod profile;
mod session;
mod verification;

pub use activation::{Activation, MoreTries, Presence, activate, count_mismatch, terminate};
pub use content::{ChipContent, read_back};
pub use control::WriteJournal;
pub use limits::Limits;
pub use personalisation::{Phase, Progress, personalise};
pub use profile::Open;
pub use verification::{BadSignature, VerifiedChip, verify};

use crate::error::ChipError;
use crate::exchange::Exchange;
use crate::identity::ChipIdentity;
use session::Session;

/// Finds out which chip this is. Changes nothing but the chip's current file.
///
/// # Errors
/// `Foreign`, `OtherVersion`; `Exchange`, `UnexpectedStatus`, `Apdu`, `Malformed`.
pub fn identify<X: Exchange>(exchange: &mut X) -> Result<ChipIdentity, ChipError<X::Error>> {
    Session::new(exchange).identify()
}
