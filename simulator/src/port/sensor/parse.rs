//! Packets from the host: `EF 01 | address | 01 | length | payload | sum`, big-endian.

/// Longest payload that any command has, with room.
const LONGEST: usize = 64;

/// A command packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) address: u32,
    /// Instruction byte and arguments.
    pub(super) payload: Vec<u8>,
    /// Whether the sum is right.
    pub(super) intact: bool,
    /// Bytes of the whole packet.
    pub(super) wire_length: usize,
}

/// Bytes from the host that are not yet a packet.
#[derive(Debug, Default)]
pub(super) struct Incoming(Vec<u8>);

impl Incoming {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Takes the next whole command packet; whatever cannot begin one is dropped.
    pub(super) fn next(&mut self) -> Option<Request> {
        loop {
            self.drop_noise();
            let &[_, _, a, b, c, d, pid, high, low, ..] = self.0.as_slice() else {
                return None;
            };
            let length = usize::from(u16::from_be_bytes([high, low]));
            if pid != 1 || !(3..=LONGEST + 2).contains(&length) {
                self.0.drain(..2);
                continue;
            }
            let end = 9 + length;
            if self.0.len() < end {
                return None;
            }
            let packet: Vec<u8> = self.0.drain(..end).collect();
            return Some(Request {
                address: u32::from_be_bytes([a, b, c, d]),
                intact: sum_is_right(&packet),
                payload: packet[9..end - 2].to_vec(),
                wire_length: end,
            });
        }
    }

    fn drop_noise(&mut self) {
        let noise = (0..self.0.len())
            .find(|&at| b"\xEF\x01".starts_with(&self.0[at..self.0.len().min(at + 2)]))
            .unwrap_or(self.0.len());
        self.0.drain(..noise);
    }
}

fn sum_is_right(packet: &[u8]) -> bool {
    let Some((covered, &[high, low])) = packet.split_last_chunk::<2>() else {
        return false;
    };
    super::reply::sum(&covered[6..]) == u16::from_be_bytes([high, low])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Verify password 0, written out by hand from the protocol's table.
    const VERIFY: [u8; 16] = [
        0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x07, 0x13, 0, 0, 0, 0, 0x00, 0x1B,
    ];

    #[test]
    fn a_packet_is_found_in_noise_however_it_is_split() {
        for split in 0..VERIFY.len() {
            let mut incoming = Incoming::default();
            incoming.push(&[0x55, 0xEF, 0x00]);
            incoming.push(&VERIFY[..split]);
            assert_eq!(incoming.next(), None);
            incoming.push(&VERIFY[split..]);
            let request = incoming.next().unwrap();
            assert_eq!(request.address, 0xFFFF_FFFF);
            assert_eq!(request.payload, [0x13, 0, 0, 0, 0]);
            assert!(request.intact);
            assert_eq!(incoming.next(), None);
        }
    }

    #[test]
    fn a_wrong_sum_is_noticed() {
        let mut packet = VERIFY;
        packet[12] ^= 1;
        let mut incoming = Incoming::default();
        incoming.push(&packet);
        assert!(!incoming.next().unwrap().intact);
    }

    #[test]
    fn an_impossible_length_does_not_swallow_the_next_packet() {
        let mut incoming = Incoming::default();
        incoming.push(&[0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0xFF, 0xFF]);
        incoming.push(&VERIFY);
        assert!(incoming.next().unwrap().intact);
    }
}
