//! Packets out of a byte stream that may hold garbage.

use super::packet::{HEADER, MAX_PAYLOAD, Packet, PacketKind, START, SUM, sum};
use thiserror::Error;

/// What was wrong with bytes that began like a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Corruption {
    /// The packet kind is unknown.
    #[error("packet of unknown kind {0:02X}")]
    Kind(u8),
    /// The length is outside 3 to 258.
    #[error("packet with the impossible length {0}")]
    Length(u16),
    /// The sum does not fit.
    #[error("packet with a wrong checksum")]
    Checksum,
}

/// Finds packets in bytes that arrive in pieces of any size.
///
/// Bytes before a start mark are skipped. After a corrupt packet the search goes on right behind its start mark, so that
/// a good packet is found even where a lost byte made the corrupt one reach into it.
#[derive(Debug, Default)]
pub struct Decoder {
    buffer: Vec<u8>,
}

impl Decoder {
    /// Adds received bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Forgets everything received so far.
    pub fn clear(&mut self) {
        self.buffer.clear();
    }

    /// The next packet, or what is wrong with it; `None` when more bytes are needed.
    pub fn next_packet(&mut self) -> Option<Result<Packet, Corruption>> {
        self.skip_to_start();
        let header = self.buffer.first_chunk::<HEADER>()?;
        let (kind, payload) = match check_header(header) {
            Ok(checked) => checked,
            Err(corruption) => return Some(Err(self.drop_start(corruption))),
        };
        let end = HEADER + payload + SUM;
        let packet = self.buffer.get(..end)?;
        let (body, trailer) = packet.split_at(end - SUM);
        if sum(&body[6..]).to_be_bytes() != *trailer {
            return Some(Err(self.drop_start(Corruption::Checksum)));
        }
        let packet = Packet {
            address: u32::from_be_bytes([body[2], body[3], body[4], body[5]]),
            kind,
            payload: body[HEADER..].to_vec(),
        };
        self.buffer.drain(..end);
        Some(Ok(packet))
    }

    fn skip_to_start(&mut self) {
        let start = self
            .buffer
            .windows(START.len())
            .position(|window| window == START);
        let garbage = start.unwrap_or_else(|| {
            // The first half of a start mark may be all that has come.
            self.buffer.len() - usize::from(self.buffer.last() == Some(&START[0]))
        });
        self.buffer.drain(..garbage);
    }

    fn drop_start(&mut self, corruption: Corruption) -> Corruption {
        self.buffer.drain(..START.len());
        corruption
    }
}

/// Kind and payload length of a packet with this header.
fn check_header(header: &[u8; HEADER]) -> Result<(PacketKind, usize), Corruption> {
    let kind = PacketKind::from_code(header[6]).ok_or(Corruption::Kind(header[6]))?;
    let length = u16::from_be_bytes([header[7], header[8]]);
    match usize::from(length).checked_sub(SUM) {
        Some(payload @ 1..=MAX_PAYLOAD) => Ok((kind, payload)),
        _ => Err(Corruption::Length(length)),
    }
}
