//! The simulated counter: a physical world, and the wire ports through which devices are plugged into it.
//!
//! A [`world::World`] holds applicants, cards, the printer's mechanism, the operator's hands, armed faults and a clock. A
//! [`port::Port`] is one end of a wire into it. [`serve`] puts ports on real wires; a test may drive them in memory.

pub mod applicant;
pub mod card;
pub mod chip;
pub mod clock;
pub mod control;
pub mod device;
pub mod event;
pub mod fault;
pub mod film;
pub mod mechanism;
pub mod pcscd;
pub mod person;
pub mod port;
pub mod print;
pub mod reader;
pub mod scenario;
pub mod serve;
pub mod shared;
pub mod world;

#[cfg(test)]
mod testing;
