//! The gRPC API. Handlers only check, hand over to the workflows, and convert; nothing here decides.

pub mod blocking;
mod card_receipt;
pub mod catalogue;
mod connections;
pub mod convert;
pub mod device;
pub mod enrolment;
pub mod foreign;
mod gate;
pub mod issuance;
pub mod lease;
pub mod lease_metadata;
pub mod ledger;
mod limits;
pub mod order_message;
pub mod prompt;
pub mod prompt_message;
pub mod server;
pub mod signals;
pub mod station;
pub mod status;
pub mod submission;
pub mod validate;
pub mod watch;
mod web;
mod whole;

/// Largest request in bytes.
pub const UPLOAD_LIMIT: u32 = 8 << 20;

/// Largest request in bytes of services that are sent no pictures and no card data. What is larger is refused by its length
/// alone: taking it in would keep all other calls waiting.
pub const MESSAGE_LIMIT: usize = 256 << 10;
