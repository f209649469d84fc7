//! What the end-to-end suite, the demo and the tools share.

pub mod pcscd;
pub mod workspace;
