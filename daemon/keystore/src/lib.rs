//! Where a counter's chip keys are: in a file, sealed, or with a process of its own behind a socket.
//!
//! Both are [`loket_card::KeyStore`]s, and so can be what drives a security module: it needs the same three calls.

pub mod file;
#[cfg(test)]
mod scratch;
pub mod socket;
mod software;

pub use software::SoftwareKeys;
