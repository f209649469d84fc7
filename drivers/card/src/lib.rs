//! The open chip profile, version 1: what a counter writes to the chip of an identity card and reads from it.
//!
//! Everything here is pure: a record becomes file images, file images become command APDUs, and the caller's
//! [`Exchange`] carries those to a chip. The life of a chip at the counter is
//! [`identify`] → [`personalise`] → [`read_back`] → [`verify`] → [`activate`]; [`terminate`] ends it.
//!
//! The file tree and its identifiers mirror what is publicly known of the KTP-el chip ([`layout`]). This version has
//! no secure messaging: whoever holds a chip that is not yet personalised can write it, and whoever holds any chip can
//! read it. What protects the content is the issuer's signature over it and over the chip's serial number.

mod activation;
pub mod biodata;
mod commands;
pub mod content;
mod control;
mod csv;
pub mod date;
pub mod error;
mod exchange;
pub mod fields;
pub mod finger;
mod identity;
mod image;
pub mod issuer;
pub mod layout;
pub mod life_cycle;
pub mod nik;
mod personalisation;
pub mod record;
mod session;
pub mod signature_bitmap;
mod verification;

pub use activation::{Activation, activate, terminate};
pub use content::{ChipContent, read_back};
pub use control::WriteJournal;
pub use error::{ChipError, Step};
pub use exchange::Exchange;
pub use identity::{ChipIdentity, ChipSerial, identify};
pub use issuer::{IssuerKey, IssuerPublicKey};
pub use life_cycle::LifeCycle;
pub use personalisation::{Phase, Progress, personalise};
pub use record::CardRecord;
pub use verification::{BadSignature, VerifiedChip, verify};
