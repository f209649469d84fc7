//! Who may do what, and when.

use super::host::*;
use super::*;
use std::collections::BTreeMap;

const UPDATE: [u8; 4] = [0, 0xD6, 0, 0];
const READ: [u8; 4] = [0, 0xB0, 0, 0];
const DEACTIVATE: [u8; 4] = [0, 0x04, 0, 0];
const ACTIVATE: [u8; 4] = [0, 0x44, 0, 0];
const TERMINATE: [u8; 4] = [0, 0xE6, 0, 0];
const CHALLENGE: [u8; 4] = [0, 0x84, 0, 0];
const VERIFY: [u8; 4] = [0, 0x21, 0, 0];
const RESET: [u8; 4] = [0, 0x2C, 1, 0];

/// What a chip in this state answers to every command outside a session.
const WITHOUT_SESSION: [([u8; 4], &[u8], &[u8]); 8] = [
    (UPDATE, &[1], &[]),
    (READ, &[], &[1]),
    (DEACTIVATE, &[], &[]),
    (ACTIVATE, &[], &[]),
    (TERMINATE, &[], &[]),
    (CHALLENGE, &[], &[8]),
    (VERIFY, &[0; 26], &[]),
    (RESET, &[0; 26], &[]),
];

fn plain(head: [u8; 4], data: &[u8], le: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len()).unwrap();
    let length = if data.is_empty() {
        vec![]
    } else {
        vec![length]
    };
    [&head[..], &length, data, le].concat()
}

/// A chip in each state of its life, brought there by the rules.
fn chips() -> BTreeMap<u8, Chip> {
    let mut chip = powered();
    let mut chips = BTreeMap::new();
    let mut keep = |chip: &Chip| chips.insert(chip.life_cycle().byte(), chip.clone());
    keep(&chip);
    let mut host = open(&mut chip, PERSONALISING, 0x03);
    host.send(&mut chip, [0, 0xA4, 2, 0x0C], &hex("6FF1"), &[]);
    assert_eq!(host.send(&mut chip, UPDATE, &[0, 1, 9], &[]), hex("9000"));
    keep(&chip);
    assert_eq!(host.send(&mut chip, DEACTIVATE, &[], &[]), hex("9000"));
    keep(&chip);
    let mut host = open(&mut chip, ACTIVATING, 0x33);
    let fallback = host.decision(&mut chip, [2, 0, 0, 0]);
    assert_eq!(host.send(&mut chip, VERIFY, &fallback, &[]), hex("9000"));
    assert_eq!(host.send(&mut chip, ACTIVATE, &[], &[]), hex("9000"));
    keep(&chip);
    assert_eq!(host.send(&mut chip, TERMINATE, &[], &[]), hex("9000"));
    keep(&chip);
    assert_eq!(chips.keys().copied().collect::<Vec<_>>(), [1, 3, 4, 5, 12]);
    chips
}

/// The status words of `commands` to a fresh copy of the chip, with this file selected in this session.
fn answers(chip: &Chip, keys: (u8, [u8; 16]), level: u8, file: &str) -> Vec<String> {
    let answer = |&(head, data, _): &([u8; 4], &[u8], &[u8])| {
        let mut chip = chip.clone();
        chip.power_on();
        let mut host = open(&mut chip, keys, level);
        host.send(&mut chip, [0, 0xA4, 2, 0x0C], &hex(file), &[]);
        let answer = host.send(&mut chip, head, data, &[0]);
        let status = &answer[answer.len() - 2..];
        format!("{:02X}{:02X}", status[0], status[1])
    };
    WITHOUT_SESSION.iter().map(answer).collect()
}

#[test]
fn outside_a_session_only_free_files_are_read() {
    for (state, chip) in chips() {
        for (file, read) in [
            ("6FF0", true),
            ("6FF1", false),
            ("6FF2", true),
            ("6FF3", false),
            ("6FF4", false),
            ("6FF5", false),
            ("6FF6", true),
        ] {
            let mut chip = chip.clone();
            chip.power_on();
            chip.transmit(SELECT_APPLICATION);
            expect(&mut chip, &hex(&format!("00A4020C02{file}")), "9000");
            for (head, data, le) in WITHOUT_SESSION {
                let answer = chip.transmit(&plain(head, data, le));
                let status = match (head, read, state) {
                    (READ, true, 12) => "6985",
                    (READ, true, _) => "9000",
                    _ => "6982",
                };
                assert_eq!(
                    answer[answer.len() - 2..],
                    hex(status),
                    "{state} {file} {head:02X?}"
                );
            }
        }
    }
}

#[test]
fn the_state_is_told_at_reset_and_at_selection() {
    for (state, mut chip) in chips() {
        assert_eq!(chip.power_on()[14], state);
        let warned = match state {
            4 => "6283",
            12 => "6285",
            _ => "9000",
        };
        expect(&mut chip, SELECT_APPLICATION, warned);
    }
}

/// Columns: update, read, deactivate, activate, terminate, challenge, verify, reset of the tries.
#[test]
fn each_key_does_its_own_in_its_time() {
    let mut chips = chips();
    chips.remove(&12);
    let expected = |state, activating: bool| match (state, activating) {
        (1, false) => [
            "9000", "9000", "6985", "6985", "9000", "9000", "6985", "6982",
        ],
        (3, false) => [
            "9000", "9000", "9000", "6985", "9000", "9000", "6985", "6982",
        ],
        (4, false) => [
            "6985", "9000", "6985", "6982", "9000", "9000", "6982", "6982",
        ],
        (5, false) => [
            "6985", "9000", "6985", "6985", "9000", "9000", "6985", "6982",
        ],
        (1, true) => [
            "6982", "9000", "6985", "6985", "9000", "9000", "6985", "6985",
        ],
        (3, true) => [
            "6982", "9000", "6982", "6985", "9000", "9000", "6985", "6985",
        ],
        (4, true) => [
            "6985", "9000", "6985", "6982", "9000", "9000", "6985", "6985",
        ],
        _ => [
            "6985", "9000", "6985", "6985", "9000", "9000", "6985", "6985",
        ],
    };
    for (state, chip) in &chips {
        for keys in [PERSONALISING, ACTIVATING] {
            let activating = keys == ACTIVATING;
            let found = answers(chip, keys, 0x33, "6FF1");
            assert_eq!(found, expected(*state, activating), "{state} {activating}");
        }
    }
}

#[test]
fn a_level_that_protects_too_little_is_not_enough() {
    let chips = chips();
    let with = |state: u8, keys, level, command: usize| {
        answers(&chips[&state], keys, level, "6FF1")[command].clone()
    };
    for (level, update, read) in [
        (0x01, "6982", "6982"),
        (0x03, "9000", "6982"),
        (0x11, "6982", "6982"),
        (0x13, "9000", "6982"),
        (0x33, "9000", "9000"),
    ] {
        assert_eq!(with(1, PERSONALISING, level, 0), update, "{level:02X}");
        assert_eq!(with(5, ACTIVATING, level, 1), read, "{level:02X}");
        let full = level == 0x33;
        for command in [3, 6, 7] {
            let status = if full && command != 3 { "6985" } else { "6982" };
            assert_eq!(
                with(4, ACTIVATING, level, command),
                status,
                "{level:02X} {command}"
            );
        }
    }
}

#[test]
fn a_decision_allows_activation_in_its_own_session_alone() {
    let mut chip = chips().remove(&4).unwrap();
    let mut host = open(&mut chip, ACTIVATING, 0x33);
    let fallback = host.decision(&mut chip, [2, 0, 0, 0]);
    assert_eq!(host.send(&mut chip, VERIFY, &fallback, &[]), hex("9000"));
    let mut host = open(&mut chip, ACTIVATING, 0x33);
    assert_eq!(host.send(&mut chip, ACTIVATE, &[], &[]), hex("6982"));
    assert_eq!(chip.life_cycle(), LifeCycle::Personalised);
}

#[test]
fn a_terminated_chip_opens_no_session() {
    let mut chip = chips().remove(&12).unwrap();
    chip.power_on();
    expect(&mut chip, SELECT_APPLICATION, "6285");
    for keys in [PERSONALISING, ACTIVATING] {
        assert_eq!(greet(&mut chip, keys).err(), Some([0x69, 0x85]));
    }
}
