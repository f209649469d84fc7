//! Cards that say much, little and nonsense.

use super::*;
use crate::atr::{Atr, Historical};
use crate::tlv::{self, Tag, TlvError};

/// Answer to reset of the YubiKey 5 (Yubico's technical manual): chaining and extended lengths.
const YUBIKEY: &[u8] = b"\x3B\xFD\x13\x00\x00\x81\x31\xFE\x15\x80\x73\xC0\x21\xC0\x57YubiKey\x40";

fn lengths(command: u32, response: u32) -> Option<ExtendedLengths> {
    Some(ExtendedLengths { command, response })
}

fn capable(third: u8) -> Option<Capabilities> {
    Capabilities::parse(&[0x90, 0x01, third])
}

const EXTENDED: u8 = 0x40;

#[track_caller]
fn fits(chunk: Chunk, expected: (usize, usize, usize)) {
    let found = (chunk.part.get(), chunk.command, chunk.response);
    assert_eq!(found, expected);
}

#[test]
fn a_card_that_says_nothing_gets_short_commands_with_room() {
    fits(chunk(None, None, Overhead::NONE), (255, 240, 240));
    // 255 less a code of 8 are 15 blocks, one byte of which is filling.
    fits(chunk(None, None, Overhead::SCP03), (255, 239, 239));
}

#[test]
fn extended_lengths_without_numbers_are_not_used() {
    let historical = Historical::parse(&Atr::parse(YUBIKEY).unwrap().historical).unwrap();
    assert!(historical.capabilities.unwrap().has_extended_lengths());
    let chunk = chunk(historical.capabilities, None, Overhead::NONE);
    fits(chunk, (255, 240, 240));
}

/// EF.ATR/INFO of an identity card with service data, capabilities F7 41 E0, and 05F0 for both lengths.
#[test]
fn numbers_count_whole_apdus() {
    let info = [
        0x43, 0x01, 0xF8, 0x47, 0x03, 0xF7, 0x41, 0xE0, 0x7F, 0x66, 0x08, 0x02, 0x02, 0x05, 0xF0,
        0x02, 0x02, 0x05, 0xF0,
    ];
    let found = ExtendedLengths::find(&info).unwrap();
    assert_eq!(found, lengths(0x05F0, 0x05F0));
    let capabilities = Capabilities::parse(&info[5..8]);
    fits(
        chunk(capabilities, found, Overhead::NONE),
        (1511, 1511, 1518),
    );
    // 1511 less 8 are 93 blocks, 1518 less 8 are 94.
    fits(
        chunk(capabilities, found, Overhead::SCP03.framed(10)),
        (1511, 1477, 1493),
    );
}

#[test]
fn numbers_are_believed_of_a_card_without_capabilities_and_not_against_them() {
    let found = lengths(2000, 2000);
    fits(chunk(None, found, Overhead::NONE), (1991, 1991, 1998));
    fits(
        chunk(capable(EXTENDED), found, Overhead::NONE),
        (1991, 1991, 1998),
    );
    fits(chunk(capable(0x80), found, Overhead::NONE), (255, 255, 256));
}

#[test]
fn no_apdu_is_longer_than_virtual_readers_pass() {
    for huge in [65_535, 65_544, 65_538, u32::MAX] {
        let chunk = chunk(capable(EXTENDED), lengths(huge, huge), Overhead::NONE);
        fits(chunk, (65_526, 65_526, 65_533));
        let command = crate::apdu::Command::new(0, 0xD6, 0, 0).with_data(vec![0; chunk.command]);
        let command = command.expecting(65_533).encode().unwrap();
        assert_eq!(command.len(), LONGEST_APDU);
    }
}

#[test]
fn small_numbers_are_kept_to() {
    // Between the longest short command (261) and the first extended one with more data (265), the short one carries more.
    for (said, field) in [(261, 255), (264, 255), (265, 256), (134, 128), (7, 1)] {
        let chunk = chunk(capable(EXTENDED), lengths(said, 258), Overhead::NONE);
        fits(chunk, (field, field, 256));
    }
    let none = chunk(capable(EXTENDED), lengths(0, 0), Overhead::SCP03);
    fits(none, (1, 1, 1));
}

#[test]
fn all_protected_content_fits_its_field() {
    for said in 0..3_000 {
        for overhead in [Overhead::NONE, Overhead::SCP03, Overhead::SCP03.framed(10)] {
            let chunk = chunk(capable(EXTENDED), lengths(said, said), overhead);
            let response_field = usize::try_from(said.saturating_sub(2)).unwrap();
            for (content, field) in [
                (chunk.command, chunk.part.get()),
                (chunk.response, response_field),
            ] {
                assert!(
                    content == 1 || overhead.field(content) <= field,
                    "{said} {overhead:?}"
                );
                assert!(
                    overhead.field(content + 1) > field,
                    "{said} {overhead:?}: more fits"
                );
            }
        }
    }
}

/// A block of 16 bytes is filled up by a whole block (NIST SP 800-38A, appendix A).
#[test]
fn protected_content_is_filled_and_signed() {
    for (content, field) in [(0, 24), (15, 24), (16, 40), (239, 248), (240, 264)] {
        assert_eq!(Overhead::SCP03.field(content), field);
    }
    assert_eq!(Overhead::NONE.framed(10).field(5), 15);
}

#[test]
fn numbers_have_one_to_four_bytes_and_there_are_two() {
    let find = |value: &[u8]| {
        let mut object = Vec::new();
        tlv::put(&mut object, Tag(0x7F66), value).unwrap();
        ExtendedLengths::find(&object)
    };
    assert_eq!(find(&[2, 1, 0xFF, 2, 3, 1, 0, 0]), Ok(lengths(255, 65_536)));
    assert_eq!(
        find(&[2, 3, 0, 0xFF, 0xFF, 2, 1, 7]),
        Ok(lengths(65_535, 7))
    );
    for wrong in [
        &[][..],
        &[2, 1, 7],
        &[2, 1, 7, 2, 0],
        &[2, 1, 7, 3, 1, 7],
        &[2, 1, 7, 2, 1, 7, 2, 1, 7],
        &[2, 1, 7, 2, 5, 0, 0, 0, 0, 7],
    ] {
        assert_eq!(find(wrong), Err(LengthsError::Numbers), "{wrong:?}");
    }
    let short = Err(LengthsError::Malformed(TlvError::CutShort));
    assert_eq!(find(&[2, 1]), short);
    assert_eq!(ExtendedLengths::find(&[0x7F, 0x66, 9, 2]), short);
}

#[test]
fn a_card_without_the_object_says_nothing() {
    assert_eq!(ExtendedLengths::find(&[0x43, 0x01, 0xF8]), Ok(None));
    assert_eq!(ExtendedLengths::find(&[]), Ok(None));
}
