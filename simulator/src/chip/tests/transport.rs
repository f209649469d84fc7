//! Chains, long commands, and the ways of handing out answers.

use super::host::*;
use super::*;

fn of_style(response: ResponseStyle) -> Chip {
    let make = Make {
        response,
        ..Make::default()
    };
    let mut chip = Chip::made(SERIAL, &make);
    chip.power_on();
    expect(&mut chip, SELECT_APPLICATION, "9000");
    chip
}

/// A command in parts of this many data bytes.
fn parts(head: [u8; 4], data: &[u8], size: usize, le: &[u8]) -> Vec<Vec<u8>> {
    let count = data.chunks(size).count();
    let part = |(at, part): (usize, &[u8])| {
        let last = at + 1 == count;
        let class = head[0] | if last { 0 } else { 0x10 };
        let length = u8::try_from(part.len()).unwrap();
        let le = if last { le } else { &[] };
        [&[class, head[1], head[2], head[3], length], part, le].concat()
    };
    data.chunks(size).enumerate().map(part).collect()
}

#[test]
fn limits_are_stated_twice_and_kept() {
    let mut chip = selected();
    run(
        &mut chip,
        &[
            ("00CA7F6600", "7F6608020204210202041A9000"),
            ("00A4000C023F00", "9000"),
            ("00A40204022F0100", "620E8002000B82010183022F018A01059000"),
            ("00B0000000", "7F6608020204210202041A9000"),
            ("00D6000001AA", "6982"),
            ("00040000", "6982"),
        ],
    );
}

#[test]
fn a_command_as_long_as_the_limit_is_taken_and_no_longer_one() {
    let mut chip = powered();
    let mut host = open(&mut chip, PERSONALISING, 0x03);
    host.send(&mut chip, [0, 0xA4, 2, 0x0C], &hex("6FF2"), &[]);
    // Filled to 1,040 bytes, and eight of C-MAC.
    let update = host.protect([0, 0xD6, 0, 0], &[0x5A; 1039], &[]);
    assert_eq!(update.len(), 4 + 3 + 1048);
    expect(&mut chip, &update, "9000");
    let longer = [&hex("04D60000000419")[..], &[0x5A; 1049]].concat();
    expect(&mut chip, &longer, "6700");
    let read = chip.transmit(&hex("00B00000000000"));
    assert_eq!(read.len(), 1050);
    assert_eq!(read[..1039], [0x5A; 1039]);
    expect(&mut chip, &hex("00B00000000419"), "6700");
}

#[test]
fn a_chain_is_one_command() {
    let mut chip = powered();
    let parts = parts([0, 0xA4, 4, 4], b"\xF0LOKET1", 3, &[0]);
    let (last, first) = parts.split_last().unwrap();
    for part in first {
        expect(&mut chip, part, "9000");
    }
    expect(
        &mut chip,
        last,
        "621781021F0082013883027F0A8407F04C4F4B4554318A01019000",
    );
}

#[test]
fn a_chain_is_forgotten_when_it_is_broken_or_too_long() {
    let mut chip = selected();
    run(
        &mut chip,
        &[
            ("10A4040C03F04C4F", "9000"),
            ("00B0000001", "6883"),
            ("00B0000001", "009000"),
            ("10A4040C03F04C4F", "9000"),
            ("00A40404044B455431", "6883"),
            ("10A4040C03F04C4F", "9000"),
            ("10A4", "6700"),
            ("00A4040C044B455431", "6A82"),
        ],
    );
    let part = [&hex("10A4040CFF")[..], &[0xCC; 255]].concat();
    for _ in 0..4 {
        expect(&mut chip, &part, "9000");
    }
    expect(&mut chip, &part, "6700");
    expect(&mut chip, &hex("00A4020C026FF0"), "9000");
}

#[test]
fn a_chain_is_protected_as_a_whole() {
    let mut chip = powered();
    let mut host = open(&mut chip, PERSONALISING, 0x33);
    host.send(&mut chip, [0, 0xA4, 2, 0x0C], &hex("6FF2"), &[]);
    for length in [100, 700] {
        let command = host.protect([0, 0xD6, 0, 0], &vec![0x77; length], &[]);
        let start = if length > 255 { 7 } else { 5 };
        let parts = parts([4, 0xD6, 0, 0], &command[start..], 90, &[]);
        let (last, first) = parts.split_last().unwrap();
        for part in first {
            expect(&mut chip, part, "9000");
        }
        assert_eq!(
            host.unprotect(&chip.transmit(last)),
            hex("9000"),
            "{length}"
        );
    }
}

#[test]
fn offsets_and_data_may_come_in_objects() {
    let mut chip = powered();
    run_inside(
        &mut chip,
        &[
            ("00A4020C026FF0", "9000"),
            ("00D70000085401025303AABBCC", "9000"),
            ("00B0000203", "AABBCC9000"),
            ("00B1000003540102", "6700"),
            ("00B100000354010205", "5303AABBCC9000"),
            ("00B10000045402001F00", "5301009000"),
            ("00B10000045402001F05", "5301006282"),
            ("00B10000045402002000", "6B00"),
            ("00B100000654040001000000", "6B00"),
            ("00B100010354010000", "6A86"),
            ("00B1000002530000", "6A80"),
            ("00D7000003540102", "6A80"),
            ("00D70000055401025300", "6700"),
            ("00D70000065401215301AA", "6B00"),
        ],
    );
}

#[test]
fn what_does_not_fit_waits_for_get_response() {
    let mut chip = of_style(ResponseStyle::GetResponse);
    run(
        &mut chip,
        &[
            ("00CADF20", "610B"),
            ("00C0000004", "DF2008536107"),
            ("00C0000000", "494D00000000079000"),
            ("00C0000000", "6D00"),
            ("00CADF2004", "DF2008536107"),
            ("00A4020C026FF2", "9000"),
            ("00C0000007", "6D00"),
        ],
    );
    let first = chip.transmit(&hex("00B0000000"));
    assert_eq!((first.len(), &first[256..]), (258, &[0x61, 0x00][..]));
    for status in ["6100", "6100", "6118"] {
        let next = chip.transmit(&hex("00C0000000"));
        assert_eq!((next.len(), &next[256..]), (258, &hex(status)[..]));
    }
    let last = chip.transmit(&hex("00C0000018"));
    assert_eq!((last.len(), &last[24..]), (26, &hex("9000")[..]));
}

#[test]
fn a_signature_that_was_not_asked_for_waits_and_the_session_with_it() {
    let mut chip = of_style(ResponseStyle::GetResponse);
    let mut host = open(&mut chip, PERSONALISING, 0x33);
    let command = host.protect([0, 0xA4, 2, 0x0C], &hex("6FF2"), &[]);
    expect(&mut chip, &command, "6108");
    let answer = chip.transmit(&hex("00C0000008"));
    assert_eq!(host.unprotect(&answer), hex("9000"));
    let serial = host.send(&mut chip, [0, 0xCA, 0xDF, 0x20], &[], &[0]);
    assert_eq!(serial, hex("DF200853494D00000000079000"));
}

#[test]
fn a_chip_may_insist_on_the_exact_length() {
    let mut chip = of_style(ResponseStyle::ExactLength);
    run(
        &mut chip,
        &[
            ("00CADF2004", "6C0B"),
            ("00CADF20FF", "6C0B"),
            ("00CADF200B", "DF200853494D00000000079000"),
            ("00CADF2000", "DF200853494D00000000079000"),
            ("00A4020C026FF0", "9000"),
            ("00B0001E04", "6C02"),
            ("00B0001E02", "00009000"),
        ],
    );
}

#[test]
fn a_command_that_is_to_come_again_has_not_happened() {
    let mut chip = of_style(ResponseStyle::ExactLength);
    let mut host = open(&mut chip, PERSONALISING, 0x33);
    let command = host.protect([0, 0xCA, 0xDF, 0x20], &[], &[]);
    expect(&mut chip, &[&command[..], &[0x20]].concat(), "6C18");
    let answer = chip.transmit(&[&command[..], &[0x18]].concat());
    let serial = hex("DF200853494D00000000079000");
    assert_eq!(host.unprotect(&answer), serial);
}
