//! The gRPC API. Handlers only check, hand over to the workflows, and convert; nothing here decides.

pub mod blocking;
pub mod convert;
pub mod status;
pub mod validate;
