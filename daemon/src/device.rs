//! The counter's hardware: one owner per device, its watched state, and handles to call it.

mod ability;
pub mod board;
pub mod class;
pub mod custody;
mod exchange;
pub mod handle;
pub mod hardware;
pub mod lease;
pub mod maintenance;
mod slot;
pub mod state;
pub mod token;
mod unit;
mod watchdog;
mod worker;
