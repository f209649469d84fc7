//! The commands that Loket uses.

use super::packet::{PacketKind, encode};

/// Line speeds that the sensors know, in steps of 9,600 bits per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baud {
    /// 57,600 bits per second, the factory setting.
    B57600,
    /// 115,200 bits per second, the fastest.
    B115200,
}

impl Baud {
    /// Bits per second.
    pub fn bits_per_second(self) -> u32 {
        u32::from(self.code()) * 9_600
    }

    fn code(self) -> u8 {
        match self {
            Self::B57600 => 6,
            Self::B115200 => 12,
        }
    }
}

/// Payload bytes of a data packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketSize {
    /// 128 bytes, the factory setting.
    P128,
    /// 256 bytes, the largest.
    P256,
}

impl PacketSize {
    fn code(self) -> u8 {
        match self {
            Self::P128 => 2,
            Self::P256 => 3,
        }
    }
}

/// A command to the sensor. All of them may be repeated without harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Takes an image of the finger into the sensor's buffer (GenImg).
    TakeImage,
    /// Sends the image buffer; data packets follow the acknowledgement (UpImage).
    UploadImage,
    /// Presents the password (VfyPwd); needed before anything else.
    VerifyPassword(u32),
    /// Asks for the 16 bytes of [`super::SystemParameters`] (ReadSysPara).
    ReadParameters,
    /// Asks for the 46 bytes of [`super::ProductInfo`] (ReadProdInfo); R503 and later.
    ReadProductInfo,
    /// Changes the line speed right after the acknowledgement (SetSysPara 4).
    SetBaud(Baud),
    /// Changes the size of data packets (SetSysPara 6).
    SetPacketSize(PacketSize),
}

impl Command {
    /// The whole command packet.
    pub fn encode(self, address: u32) -> Vec<u8> {
        encode(address, PacketKind::Command, &self.payload())
    }

    fn payload(self) -> Vec<u8> {
        match self {
            Self::TakeImage => vec![0x01],
            Self::UploadImage => vec![0x0A],
            Self::SetBaud(baud) => vec![0x0E, 4, baud.code()],
            Self::SetPacketSize(size) => vec![0x0E, 6, size.code()],
            Self::ReadParameters => vec![0x0F],
            Self::VerifyPassword(password) => {
                let [a, b, c, d] = password.to_be_bytes();
                vec![0x13, a, b, c, d]
            }
            Self::ReadProductInfo => vec![0x3C],
        }
    }
}
