//! The simulated card reader, the driver library and the stock `pcscd`, and the daemon's PC/SC driver on top of them.

mod pcscd;
mod server;
