//! Chips of identity cards: what a counter writes to them and reads from them.
//!
//! Everything here is pure: the caller's [`Exchange`] carries command APDUs to a chip. Each kind of chip is a profile in a
//! folder of its own: [`open`], which does all, and [`ktp_el`], as far as that is public.

pub mod biodata;
mod csv;
pub mod date;
pub mod error;
mod exchange;
pub mod fields;
pub mod finger;
mod identity;
pub mod issuer;
pub mod keys;
pub mod ktp_el;
pub mod life_cycle;
pub mod nik;
pub mod open;
pub mod profile;
pub mod record;
#[cfg(any(test, feature = "samples"))]
pub mod samples;
mod scp03;
pub mod signature_bitmap;

pub use error::{ChipError, Step};
pub use exchange::Exchange;
pub use identity::{ChipIdentity, ChipSerial};
pub use issuer::{IssuerKey, IssuerPublicKey};
pub use keys::{Decision, KeyStore, KeyStoreError, KeyVersion, MasterKeys};
pub use life_cycle::LifeCycle;
pub use open::{
    Activation, BadSignature, ChipContent, Limits, MoreTries, Phase, Presence, Progress,
    VerifiedChip, WriteJournal, activate, count_mismatch, identify, layout, personalise, read_back,
    terminate, verify,
};
pub use record::CardRecord;
