//! Device drivers for a Loket counter: fingerprint scanner, camera, card reader, card printer.
//!
//! Each device class is one blocking trait in its own file; each model is one file or folder below it; every
//! model stands in the one list of [`registry`]. Drivers reach the outside through three seams, [`link::Link`]
//! (bytes), [`card_channel::CardChannel`] (APDUs) and [`clock::Clock`], all handed out by [`ports::Ports`].
//! Nothing here knows about tokio, gRPC or a simulator.

pub mod bell;
pub mod camera;
pub mod card_channel;
pub mod card_printer;
pub mod card_reader;
pub mod clock;
pub mod device;
pub mod error;
pub mod fingerprint_scanner;
pub mod limit;
pub mod link;
pub mod ports;
pub mod registry;
