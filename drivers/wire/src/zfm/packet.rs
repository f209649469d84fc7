//! One packet and its bytes.

/// The address that every sensor answers to, and the one that they leave the factory with.
pub const ANY_ADDRESS: u32 = 0xFFFF_FFFF;
/// Most payload bytes of one packet.
pub const MAX_PAYLOAD: usize = 256;

pub(super) const START: [u8; 2] = [0xEF, 0x01];
pub(super) const HEADER: usize = 9;
pub(super) const SUM: usize = 2;

/// What a packet is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketKind {
    /// Host to sensor.
    Command,
    /// Data, more follows.
    Data,
    /// The sensor's answer to a command.
    Acknowledge,
    /// Data, the last packet of a transfer.
    LastData,
}

impl PacketKind {
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Command => 0x01,
            Self::Data => 0x02,
            Self::Acknowledge => 0x07,
            Self::LastData => 0x08,
        }
    }

    pub(super) fn from_code(code: u8) -> Option<Self> {
        match code {
            0x01 => Some(Self::Command),
            0x02 => Some(Self::Data),
            0x07 => Some(Self::Acknowledge),
            0x08 => Some(Self::LastData),
            _ => None,
        }
    }
}

/// A packet whose length and sum were right.
#[derive(Clone, PartialEq, Eq)]
pub struct Packet {
    /// The sensor's address.
    pub address: u32,
    /// What it is for.
    pub kind: PacketKind,
    /// 1 to [`MAX_PAYLOAD`] bytes.
    pub payload: Vec<u8>,
}

impl std::fmt::Debug for Packet {
    /// Leaves the payload out: it may be an applicant's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Packet({:08X}, {:?}, {} bytes)",
            self.address,
            self.kind,
            self.payload.len()
        )
    }
}

/// The bytes of a packet; `payload` must have at most [`MAX_PAYLOAD`] bytes, which all commands have.
pub(super) fn encode(address: u32, kind: PacketKind, payload: &[u8]) -> Vec<u8> {
    debug_assert!(payload.len() <= MAX_PAYLOAD);
    let length = u16::try_from(payload.len() + SUM).unwrap_or(u16::MAX);
    let mut bytes = Vec::with_capacity(HEADER + payload.len() + SUM);
    bytes.extend(START);
    bytes.extend(address.to_be_bytes());
    bytes.push(kind.code());
    bytes.extend(length.to_be_bytes());
    bytes.extend(payload);
    let sum = sum(&bytes[6..]);
    bytes.extend(sum.to_be_bytes());
    bytes
}

/// The sum over kind, length and payload.
pub(super) fn sum(bytes: &[u8]) -> u16 {
    bytes
        .iter()
        .fold(0, |sum: u16, byte| sum.wrapping_add(u16::from(*byte)))
}
