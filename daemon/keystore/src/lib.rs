//! Where a counter's chip keys are: sealed, as in a file, or with a process of its own behind a socket.
//!
//! Both are [`loket_card::KeyStore`]s, and so can be what drives a security module: it needs the same three calls.

#[cfg(test)]
mod scratch;
pub mod sealed;
pub mod socket;
mod software;

pub use software::SoftwareKeys;
