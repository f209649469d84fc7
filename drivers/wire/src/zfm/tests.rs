//! Golden bytes: packets written out by hand from the packet table of the ZFM-20 manual. Never edited to make a test
//! pass.

use super::*;

const VERIFY_PASSWORD: [u8; 16] = [
    0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x07, 0x13, 0x00, 0x00, 0x00, 0x00, 0x00, 0x1B,
];
const TAKE_IMAGE: [u8; 12] = [
    0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x03, 0x01, 0x00, 0x05,
];
const UPLOAD_IMAGE: [u8; 12] = [
    0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x03, 0x0A, 0x00, 0x0E,
];
const READ_PARAMETERS: [u8; 12] = [
    0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x03, 0x0F, 0x00, 0x13,
];
const SET_BAUD_115200: [u8; 14] = [
    0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x05, 0x0E, 0x04, 0x0C, 0x00, 0x24,
];
const ACK_NO_FINGER: [u8; 12] = [
    0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00, 0x03, 0x02, 0x00, 0x0C,
];
const LAST_DATA: [u8; 13] = [
    0xEF, 0x01, 0x12, 0x34, 0x56, 0x78, 0x08, 0x00, 0x04, 0xEF, 0x01, 0x00, 0xFC,
];

fn decode(bytes: &[u8]) -> Vec<Result<Packet, Corruption>> {
    let mut decoder = Decoder::default();
    decoder.push(bytes);
    std::iter::from_fn(|| decoder.next_packet()).collect()
}

fn no_finger() -> Packet {
    Packet {
        address: ANY_ADDRESS,
        kind: PacketKind::Acknowledge,
        payload: vec![0x02],
    }
}

#[test]
fn commands() {
    for (command, bytes) in [
        (Command::VerifyPassword(0), &VERIFY_PASSWORD[..]),
        (Command::TakeImage, &TAKE_IMAGE),
        (Command::UploadImage, &UPLOAD_IMAGE),
        (Command::ReadParameters, &READ_PARAMETERS),
        (Command::SetBaud(Baud::B115200), &SET_BAUD_115200),
    ] {
        assert_eq!(command.encode(ANY_ADDRESS), bytes, "{command:?}");
    }
}

#[test]
fn packets_are_read_in_pieces_of_any_size() {
    let bytes = [&ACK_NO_FINGER[..], &LAST_DATA].concat();
    for cut in 0..=bytes.len() {
        let mut decoder = Decoder::default();
        let mut packets = Vec::new();
        for piece in [&bytes[..cut], &bytes[cut..]] {
            decoder.push(piece);
            packets.extend(std::iter::from_fn(|| decoder.next_packet()));
        }
        assert_eq!(packets[0], Ok(no_finger()), "cut at {cut}");
        let last = packets[1].as_ref().unwrap();
        assert_eq!(last.address, 0x1234_5678);
        assert_eq!(last.kind, PacketKind::LastData);
        assert_eq!(last.payload, [0xEF, 0x01]);
    }
}

#[test]
fn garbage_before_a_packet_is_skipped() {
    let bytes = [&[0x55, 0xEF, 0x00, 0xEF][..], &ACK_NO_FINGER].concat();
    assert_eq!(decode(&bytes), [Ok(no_finger())]);
}

#[test]
fn every_flipped_bit_behind_the_address_is_noticed() {
    for bit in 6 * 8..ACK_NO_FINGER.len() * 8 {
        let mut bytes = ACK_NO_FINGER;
        bytes[bit / 8] ^= 1 << (bit % 8);
        let found = decode(&[&bytes[..], &ACK_NO_FINGER].concat());
        assert!(
            found.iter().filter(|packet| packet.is_ok()).count() <= 1,
            "bit {bit}: {found:?}"
        );
    }
}

#[test]
fn a_good_packet_is_found_behind_one_that_lost_a_byte() {
    let mut cut = LAST_DATA.to_vec();
    cut.remove(10);
    let found = decode(&[&cut[..], &ACK_NO_FINGER].concat());
    assert_eq!(found.first(), Some(&Err(Corruption::Checksum)));
    assert_eq!(found.last(), Some(&Ok(no_finger())));
}

#[test]
fn impossible_headers_are_reported() {
    let mut kind = ACK_NO_FINGER;
    kind[6] = 0x03;
    assert_eq!(decode(&kind), [Err(Corruption::Kind(3))]);
    let mut short = ACK_NO_FINGER;
    short[8] = 2;
    assert_eq!(decode(&short), [Err(Corruption::Length(2))]);
    let mut long = ACK_NO_FINGER;
    long[7] = 1;
    assert_eq!(decode(&long), [Err(Corruption::Length(259))]);
}

#[test]
fn parameters() {
    let bytes = [
        0, 4, 0, 9, 0x03, 0xE8, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 0, 6,
    ];
    let parameters = SystemParameters::parse(&bytes).unwrap();
    assert_eq!(parameters.system_id, 9);
    assert_eq!(parameters.capacity, 1000);
    assert_eq!(parameters.packet_bytes, 128);
    assert_eq!(parameters.bits_per_second, 57_600);
    assert_eq!(SystemParameters::parse(&bytes[1..]), None);
    let mut odd = bytes;
    odd[13] = 4;
    assert_eq!(SystemParameters::parse(&odd), None);
}

#[test]
fn product_info() {
    let mut bytes = [0; ProductInfo::BYTES];
    bytes[..4].copy_from_slice(b"R503");
    bytes[20..26].copy_from_slice(b"A00001");
    bytes[28..30].copy_from_slice(&[1, 2]);
    bytes[38..42].copy_from_slice(&[0, 192, 0, 192]);
    let info = ProductInfo::parse(&bytes).unwrap();
    assert_eq!(info.model, "R503");
    assert_eq!(info.serial, "A00001");
    assert_eq!(info.hardware, (1, 2));
    assert_eq!((info.width, info.height), (192, 192));
    assert_eq!(ProductInfo::parse(&bytes[1..]), None);
}

#[test]
fn confirmations_keep_unknown_codes() {
    assert_eq!(Confirmation::from(0x00), Confirmation::Ok);
    assert_eq!(Confirmation::from(0x77), Confirmation::Other(0x77));
    assert_eq!(Confirmation::from(0x77).to_string(), "code 77");
}

#[test]
fn the_left_pixel_is_in_the_high_half() {
    assert_eq!(unpack(&[0x0F, 0xA1]), [0, 255, 170, 17]);
}
