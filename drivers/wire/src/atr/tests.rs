//! Answers to reset that manuals publish, and the opposite.

use super::*;

/// OpenPGP card 2.0 (ZeitControl), as its manual and `gpg --card-status` users publish it.
const OPENPGP: [u8; 21] = [
    0x3B, 0xDA, 0x18, 0xFF, 0x81, 0xB1, 0xFE, 0x75, 0x1F, 0x03, 0x00, 0x31, 0xC5, 0x73, 0xC0, 0x01,
    0x40, 0x00, 0x90, 0x00, 0x0C,
];

#[test]
fn a_card_with_contacts_and_t1() {
    let atr = Atr::parse(&OPENPGP).unwrap();
    assert_eq!(atr.convention, Convention::Direct);
    assert_eq!(atr.protocols(), [1]);
    let first = atr.interface[0];
    assert_eq!(
        (first.ta, first.tb, first.tc),
        (Some(0x18), None, Some(0xFF))
    );
    assert_eq!(atr.interface[2].ta, Some(0xFE), "size of a T=1 block");
    assert_eq!(atr.interface[2].protocol, Some(15));
    assert_eq!(atr.interface[3].ta, Some(0x03), "classes of supply");
    assert_eq!(atr.historical.len(), 10);
    let historical = Historical::parse(&atr.historical).unwrap();
    assert!(historical.capabilities.unwrap().has_extended_lengths());
    assert!(!atr.is_contactless());
}

/// ISO/IEC 7816-3, 8.2.4: T=0 alone has no check byte.
#[test]
fn t0_alone_has_no_check_byte() {
    for (bytes, protocols) in [
        (&[0x3B, 0x02, 0x14, 0x50][..], [0]),
        (&[0x3F, 0x80, 0x00], [0]),
    ] {
        let atr = Atr::parse(bytes).unwrap();
        assert_eq!(atr.protocols(), protocols);
        let more = [bytes, &[0x07]].concat();
        assert_eq!(Atr::parse(&more), Err(AtrError::Excess(1)));
    }
    let inverse = Atr::parse(&[0x3F, 0x80, 0x00]).unwrap();
    assert_eq!(inverse.convention, Convention::Inverse);
}

/// ACR122U application programming interface (Advanced Card Systems), section on ATR: MIFARE Classic 1K; names from PC/SC
/// part 3.
#[test]
fn a_memory_card_that_the_reader_speaks_for() {
    let bytes = [
        0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03, 0x00, 0x01,
        0x00, 0x00, 0x00, 0x00, 0x6A,
    ];
    let atr = Atr::parse(&bytes).unwrap();
    assert!(atr.is_contactless());
    assert_eq!(atr.protocols(), [0, 1]);
    let card = StorageCard {
        standard: 3,
        name: 1,
    };
    assert_eq!(atr.storage_card(), Some(card));
}

/// The same manual: a DESFire (type A) and an EZ-Link card (type B, whose historical bytes are what it sent in ATQB).
#[test]
fn contactless_cards_with_commands() {
    let desfire = Atr::parse(&[0x3B, 0x81, 0x80, 0x01, 0x80, 0x80]).unwrap();
    assert!(desfire.is_contactless());
    assert_eq!(desfire.historical, [0x80]);
    let ez_link = [
        0x3B, 0x88, 0x80, 0x01, 0x1C, 0x2D, 0x94, 0x11, 0xF7, 0x71, 0x85, 0x00, 0xBE,
    ];
    let ez_link = Atr::parse(&ez_link).unwrap();
    assert!(ez_link.is_contactless());
    assert_eq!(ez_link.storage_card(), None);
    let said = Historical::parse(&ez_link.historical);
    assert_eq!(said, Err(HistoricalError::Category(0x1C)));
}

/// The longest there can be: 33 bytes.
#[test]
fn a_card_that_says_all_it_can() {
    let mut bytes = vec![0x3B, 0xFF];
    for td in [0xF1, 0xF1, 0xF1] {
        bytes.extend([1, 2, 3, td]);
    }
    bytes.extend([1, 2, 3]);
    bytes[13] = 0x71;
    bytes.extend([7; 15]);
    bytes.push(bytes[1..].iter().fold(0, |sum, byte| sum ^ byte));
    assert_eq!(bytes.len(), MAX_ATR);
    assert_eq!(Atr::parse(&bytes).unwrap().interface.len(), 4);
    bytes.push(0);
    assert_eq!(Atr::parse(&bytes), Err(AtrError::TooLong(34)));
}

#[test]
fn any_wrong_bit_behind_the_first_byte_is_found() {
    for bit in 8..OPENPGP.len() * 8 {
        let mut wrong = OPENPGP;
        wrong[bit / 8] ^= 1 << (bit % 8);
        assert!(Atr::parse(&wrong).is_err(), "bit {bit}");
    }
    let mut wrong = OPENPGP;
    wrong[20] ^= 1;
    assert_eq!(Atr::parse(&wrong), Err(AtrError::Check));
    wrong[0] = 0x3C;
    assert_eq!(Atr::parse(&wrong), Err(AtrError::Convention(0x3C)));
}

#[test]
fn an_answer_that_ends_anywhere_is_cut_short() {
    for length in 0..OPENPGP.len() {
        assert_eq!(Atr::parse(&OPENPGP[..length]), Err(AtrError::CutShort));
    }
}
