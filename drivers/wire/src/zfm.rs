//! The packet protocol of the ZFM-20, R30x, R503, AS608 and FPM10A fingerprint sensors.
//!
//! Every packet is `EF 01 | address[4] | kind[1] | length[2] | payload | sum[2]`, big-endian. The length counts payload
//! and sum; the sum is that of kind, length and payload bytes modulo 65,536. The host sends commands; the sensor answers
//! each with one acknowledgement, whose first payload byte is a [`Confirmation`], and with data packets where there is
//! data. Documents: the ZFM-20 and R503 user manuals of Hangzhou Zhian/Grow.

mod command;
mod confirmation;
mod decoder;
mod image;
mod packet;
mod parameters;

pub use command::{Baud, Command, PacketSize};
pub use confirmation::Confirmation;
pub use decoder::{Corruption, Decoder};
pub use image::unpack;
pub use packet::{ANY_ADDRESS, MAX_PAYLOAD, Packet, PacketKind};
pub use parameters::{ProductInfo, SystemParameters};

#[cfg(test)]
mod tests;
