//! What the end-to-end suite, the demo and the tools share.

pub mod counter;
pub mod counterpart;
pub mod flow;
pub mod front_end;
pub mod hands;
pub mod hung_card;
pub mod interruption;
pub mod ipp;
pub mod laps;
pub mod lonely;
pub mod memory;
pub mod namespace;
pub mod pcscd;
pub mod people;
pub mod process;
pub mod relay;
pub mod signature;
pub mod small_disk;
pub mod stack;
pub mod usb;
pub mod vitals;
pub mod vpcd;
pub mod wire;
pub mod workspace;
