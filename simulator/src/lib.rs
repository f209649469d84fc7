//! The simulated counter: a physical world and the wire ports that devices plug into.

pub mod chip;
pub mod person;
