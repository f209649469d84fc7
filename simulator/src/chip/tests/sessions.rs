//! Secure sessions and what they guard, against the tests' own host.

use super::host::*;
use super::*;

fn greeting(chip: &mut Chip) -> Greeting {
    expect(chip, SELECT_APPLICATION, "9000");
    greet(chip, PERSONALISING).unwrap()
}

#[test]
fn a_greeting_names_the_chip_and_proves_its_keys() {
    let mut chip = powered();
    let greeting = greeting(&mut chip);
    assert_eq!(greeting.diversification, *b"LKSIM\0\0\0\0\x07");
    assert_eq!(greeting.info, [0x30, 0x03, 0x70]);
    assert_eq!(greeting.sequence, [0, 0, 1]);
    assert!(greeting.card_cryptogram_is_right);
}

#[test]
fn a_chip_of_other_masters_is_not_mistaken() {
    let make = Make {
        personalising: MasterKey([7; 16]),
        ..Make::default()
    };
    let mut chip = Chip::made(SERIAL, &make);
    chip.power_on();
    assert!(!greeting(&mut chip).card_cryptogram_is_right);
    let own = greet(&mut chip, (0x30, [7; 16])).unwrap();
    assert!(own.card_cryptogram_is_right);
}

#[test]
fn greets_in_the_application_alone_and_under_keys_that_it_has() {
    let mut chip = powered();
    let refused = |chip: &mut Chip, version| greet(chip, (version, [0; 16])).err();
    assert_eq!(refused(&mut chip, 0x30), Some([0x69, 0x85]));
    expect(&mut chip, SELECT_APPLICATION, "9000");
    assert_eq!(refused(&mut chip, 0x32), Some([0x6A, 0x88]));
    run(
        &mut chip,
        &[
            ("80503000070102030405060700", "6700"),
            ("80503001080102030405060708", "6A86"),
            ("80503000080102030405060708", "6700"),
        ],
    );
}

/// Every level, with data and without, in both directions.
#[test]
fn commands_go_through_at_every_level() {
    for level in [0x01, 0x03, 0x11, 0x13, 0x33] {
        let mut chip = powered();
        let mut host = open(&mut chip, PERSONALISING, level);
        let select = [0x00, 0xA4, 0x02, 0x0C];
        let answer = host.send(&mut chip, select, &hex("6FF0"), &[]);
        assert_eq!(answer, hex("9000"), "{level:02X}");
        // Only what comes encrypted is written.
        let (status, first) = match level & 2 {
            0 => ("6982", 0x00),
            _ => ("9000", 0xA0),
        };
        for at in 0..3 {
            let written = host.send(&mut chip, [0, 0xD6, 0, at], &[0xA0; 16], &[]);
            assert_eq!(written, hex(status), "{level:02X}");
            let read = host.send(&mut chip, [0, 0xB0, 0, at], &[], &[24]);
            assert_eq!(read[..1], [first], "{level:02X}");
            assert_eq!(read[read.len() - 2..], [0x90, 0x00], "{level:02X}");
        }
    }
}

#[test]
fn lengths_count_what_is_sent() {
    let mut chip = powered();
    let mut host = open(&mut chip, PERSONALISING, 0x33);
    host.send(&mut chip, [0, 0xA4, 2, 0x0C], &hex("6FF2"), &[]);
    host.send(&mut chip, [0, 0xD6, 0, 0], &[7; 200], &[]);
    for (le, sent, plain) in [
        (&[0][..], 248, 239),
        (&[24], 24, 15),
        (&[40], 40, 31),
        (&[41], 40, 31),
        (&[4, 0], 1016, 1007),
    ] {
        let command = host.protect([0, 0xB0, 0, 0], &[], le);
        let answer = chip.transmit(&command);
        assert_eq!(answer.len(), sent + 2, "{le:?}");
        assert_eq!(host.unprotect(&answer).len(), plain + 2, "{le:?}");
    }
    let answer = host.send(&mut chip, [0, 0xB0, 0, 0], &[], &[7]);
    assert_eq!(answer, hex("6700"));
}

#[test]
fn a_read_across_the_end_is_warned_of_only_when_it_came_short() {
    let mut chip = powered();
    let mut host = open(&mut chip, PERSONALISING, 0x33);
    host.send(&mut chip, [0, 0xA4, 2, 0x0C], &hex("6FF0"), &[]);
    for (offset, le, status) in [
        (0, 56, "9000"),
        (17, 24, "9000"),
        (17, 40, "6282"),
        (31, 0, "9000"),
    ] {
        let answer = host.send(&mut chip, [0, 0xB0, 0, offset], &[], &[le]);
        assert_eq!(answer[answer.len() - 2..], hex(status), "{offset} {le}");
    }
}

#[test]
fn errors_come_bare_and_do_not_end_the_session() {
    let mut chip = powered();
    let mut host = open(&mut chip, PERSONALISING, 0x33);
    assert_eq!(
        host.send(&mut chip, [0, 0xCA, 0xDF, 0x99], &[], &[0]),
        hex("6A88")
    );
    let serial = host.send(&mut chip, [0, 0xCA, 0xDF, 0x20], &[], &[0]);
    assert_eq!(serial, hex("DF200853494D00000000079000"));
}

#[test]
fn a_session_ends_with_a_plain_command() {
    let mut chip = powered();
    let mut host = open(&mut chip, PERSONALISING, 0x03);
    expect(&mut chip, &hex("00CADF2000"), "DF200853494D00000000079000");
    assert_eq!(
        host.send(&mut chip, [0, 0xCA, 0xDF, 0x20], &[], &[0]),
        hex("6982")
    );
}

#[test]
fn a_session_ends_with_a_wrong_mac_a_reset_and_another_greeting() {
    for end in 0..3 {
        let mut chip = powered();
        let mut host = open(&mut chip, PERSONALISING, 0x03);
        match end {
            0 => {
                let mut command = host.protect([0, 0xCA, 0xDF, 0x20], &[], &[]);
                *command.last_mut().unwrap() ^= 1;
                expect(&mut chip, &command, "6988");
            }
            1 => drop(chip.power_on()),
            _ => drop(greet(&mut chip, PERSONALISING)),
        }
        let after = host.send(&mut chip, [0, 0xCA, 0xDF, 0x20], &[], &[0]);
        assert_eq!(after, hex("6982"), "{end}");
    }
}

#[test]
fn a_command_is_good_once_and_in_its_place() {
    let mut chip = powered();
    let mut host = open(&mut chip, PERSONALISING, 0x03);
    let command = host.protect([0, 0xA4, 4, 0x0C], b"\xF0LOKET1", &[]);
    expect(&mut chip, &command, "9000");
    expect(&mut chip, &command, "6988");
    expect(&mut chip, &hex("04CA"), "6700");
    expect(&mut chip, &hex("04CADF200401020304"), "6982");
}

#[test]
fn authentication_needs_a_greeting_a_level_and_the_whole_form() {
    let mut chip = powered();
    let greeting = greeting(&mut chip);
    assert_eq!(authenticate(&mut chip, &greeting, 0x02).1, hex("6A86"));
    assert_eq!(authenticate(&mut chip, &greeting, 0x03).1, hex("6985"));
    greet(&mut chip, PERSONALISING).unwrap();
    expect(&mut chip, &hex("8482030008AABBCCDDEEFF0011"), "6700");
    let dump = chip.dump();
    assert_eq!(dump.keys[0].failures, 0);
}

#[test]
fn the_tenth_failure_in_a_row_blocks_a_version_for_good() {
    let mut chip = powered();
    let fail = |chip: &mut Chip| {
        let mut greeting = greeting(chip);
        greeting.spoil();
        authenticate(chip, &greeting, 0x03).1
    };
    for _ in 0..9 {
        assert_eq!(fail(&mut chip), hex("6300"));
    }
    open(&mut chip, PERSONALISING, 0x03);
    for _ in 0..9 {
        assert_eq!(fail(&mut chip), hex("6300"));
    }
    assert_eq!(fail(&mut chip), hex("6983"));
    chip.power_on();
    expect(&mut chip, SELECT_APPLICATION, "9000");
    assert_eq!(greet(&mut chip, PERSONALISING).err(), Some([0x69, 0x83]));
    open(&mut chip, ACTIVATING, 0x33);
}

#[test]
fn the_sequence_counts_opened_sessions_of_each_version() {
    let mut chip = powered();
    for _ in 0..3 {
        greeting(&mut chip);
    }
    open(&mut chip, PERSONALISING, 0x03);
    chip.power_on();
    assert_eq!(greeting(&mut chip).sequence, [0, 0, 2]);
    assert_eq!(greet(&mut chip, ACTIVATING).unwrap().sequence, [0, 0, 1]);
}

#[test]
fn a_session_survives_what_goes_wrong_with_one_command() {
    let mut chip = powered();
    let mut host = open(&mut chip, PERSONALISING, 0x33);
    host.send(&mut chip, [0, 0xA4, 2, 0x0C], &hex("6FF0"), &[]);
    for (word, answer) in [(0x6581, "6581"), (0x63C2, "63C2")] {
        chip.afflict(Mishap::Status(word));
        let refused = host.send(&mut chip, [0, 0xD6, 0, 0], &[0xAA], &[]);
        assert_eq!(refused, hex(answer));
    }
    chip.afflict(Mishap::ShortRead { warned: false });
    let read = [0, 0xB0, 0, 0];
    assert_eq!(
        host.send(&mut chip, read, &[], &[24]),
        hex("00000000000000009000")
    );
    assert_eq!(host.send(&mut chip, read, &[], &[24]).len(), 15 + 2);
}
