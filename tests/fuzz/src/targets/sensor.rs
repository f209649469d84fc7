//! Packets of a fingerprint sensor, whole and in pieces, and what they may carry.

use crate::records::pieces;
use loket_wire::zfm::{
    Corruption, Decoder, MAX_PAYLOAD, Packet, ProductInfo, SystemParameters, unpack,
};

pub(crate) fn run(input: &[u8]) {
    let Some((pieces, bytes)) = pieces(input) else {
        return;
    };
    let packets = packets(&[bytes]);
    assert_eq!(self::packets(&pieces), packets);
    for packet in packets.iter().flatten() {
        assert!(packet.payload.len() <= MAX_PAYLOAD);
        let _ = SystemParameters::parse(&packet.payload);
        let _ = ProductInfo::parse(&packet.payload);
        assert_eq!(unpack(&packet.payload).len(), 2 * packet.payload.len());
    }
    let _ = (SystemParameters::parse(bytes), ProductInfo::parse(bytes));
}

fn packets(pieces: &[&[u8]]) -> Vec<Result<Packet, Corruption>> {
    let mut decoder = Decoder::default();
    let mut found = Vec::new();
    for piece in pieces {
        decoder.push(piece);
        found.extend(std::iter::from_fn(|| decoder.next_packet()));
    }
    found
}
