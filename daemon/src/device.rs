//! The counter's hardware: one owner per device, its watched state, and handles to call it.

pub mod class;
pub mod handle;
pub mod hardware;
mod slot;
pub mod state;
