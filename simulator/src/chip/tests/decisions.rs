//! Decisions about the holder, and what they allow.

use super::host::*;
use super::*;

const NO_MATCH: [u8; 4] = [0, 2, 0, 10];
const MATCH: [u8; 4] = [1, 2, 0, 90];
const FALLBACK: [u8; 4] = [2, 0, 0, 0];
const TRIES_RESET: [u8; 4] = [3, 0, 0, 0];
/// VERIFY against the file 6FF4, against 6FF5 and against none, RESET RETRY COUNTER, and ACTIVATE FILE.
const FIRST: [u8; 4] = [0, 0x21, 0, 1];
const SECOND: [u8; 4] = [0, 0x21, 0, 2];
const NOBODY: [u8; 4] = [0, 0x21, 0, 0];
const RESET: [u8; 4] = [0, 0x2C, 1, 0];
const ACTIVATE: [u8; 4] = [0, 0x44, 0, 0];

/// A personalised chip with finger 2 in 6FF4 and finger 7 in 6FF5.
fn personalised() -> Chip {
    let mut chip = powered();
    let mut host = open(&mut chip, PERSONALISING, 0x33);
    for (file, finger) in [("6FF4", 2), ("6FF5", 7)] {
        host.send(&mut chip, [0, 0xA4, 2, 0x0C], &hex(file), &[]);
        let written = host.send(&mut chip, [0, 0xD6, 0, 0], &[0, 1, finger], &[]);
        assert_eq!(written, hex("9000"));
    }
    let sealed = host.send(&mut chip, [0, 0x04, 0, 0], &[], &[]);
    assert_eq!(sealed, hex("9000"));
    chip
}

/// A fresh decision of this kind handed in with this command.
fn decide(host: &mut Host, chip: &mut Chip, command: [u8; 4], kind: [u8; 4]) -> Vec<u8> {
    let decision = host.decision(chip, kind);
    host.send(chip, command, &decision, &[])
}

#[test]
fn a_match_and_a_fallback_allow_activation() {
    for (command, kind) in [(FIRST, MATCH), (SECOND, [1, 7, 0, 0]), (NOBODY, FALLBACK)] {
        let mut chip = personalised();
        let mut host = open(&mut chip, ACTIVATING, 0x33);
        assert_eq!(decide(&mut host, &mut chip, command, kind), hex("9000"));
        assert_eq!(host.send(&mut chip, ACTIVATE, &[], &[]), hex("9000"));
        assert_eq!(chip.life_cycle(), LifeCycle::Activated);
    }
}

#[test]
fn tries_are_spent_told_and_given_back() {
    let mut chip = personalised();
    let mut host = open(&mut chip, ACTIVATING, 0x33);
    for left in ["63C4", "63C3", "63C2"] {
        let answer = decide(&mut host, &mut chip, FIRST, NO_MATCH);
        assert_eq!(answer, hex(left));
    }
    assert_eq!(decide(&mut host, &mut chip, FIRST, MATCH), hex("9000"));
    let left = host.send(&mut chip, [0, 0xCA, 0xDF, 0x22], &[], &[0]);
    assert_eq!(left, hex("DF2201029000"));
    chip.power_on();
    let mut host = open(&mut chip, ACTIVATING, 0x33);
    for (kind, answer) in [
        (NO_MATCH, "63C1"),
        (NO_MATCH, "63C0"),
        (NO_MATCH, "6983"),
        (MATCH, "6983"),
    ] {
        assert_eq!(decide(&mut host, &mut chip, FIRST, kind), hex(answer));
    }
    assert_eq!(chip.dump().tries_left, 0);
    assert_eq!(decide(&mut host, &mut chip, NOBODY, FALLBACK), hex("9000"));
    assert_eq!(
        decide(&mut host, &mut chip, RESET, TRIES_RESET),
        hex("9000")
    );
    assert_eq!(decide(&mut host, &mut chip, FIRST, NO_MATCH), hex("63C4"));
}

#[test]
fn a_challenge_is_good_for_one_decision() {
    let mut chip = personalised();
    let mut host = open(&mut chip, ACTIVATING, 0x33);
    assert_eq!(host.send(&mut chip, FIRST, &[0; 28], &[]), hex("6985"));
    let decision = host.decision(&mut chip, NO_MATCH);
    assert_eq!(host.send(&mut chip, FIRST, &decision, &[]), hex("63C4"));
    assert_eq!(host.send(&mut chip, FIRST, &decision, &[]), hex("6985"));
    let old = host.decision(&mut chip, MATCH);
    host.decision(&mut chip, MATCH);
    assert_eq!(host.send(&mut chip, FIRST, &old, &[]), hex("6A80"));
    let decision = host.decision(&mut chip, MATCH);
    let mut host = open(&mut chip, ACTIVATING, 0x33);
    assert_eq!(host.send(&mut chip, FIRST, &decision, &[]), hex("6985"));
}

#[test]
fn challenges_do_not_come_again() {
    let mut chip = personalised();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..3 {
        let mut host = open(&mut chip, ACTIVATING, 0x33);
        for _ in 0..3 {
            assert!(seen.insert(host.send(&mut chip, [0, 0x84, 0, 0], &[], &[24])));
        }
        chip.power_on();
    }
}

#[test]
fn a_decision_of_another_form_finger_or_purpose_costs_no_try() {
    for (command, kind) in [
        (FIRST, [1, 7, 0, 90]),
        (SECOND, [0, 2, 0, 10]),
        (NOBODY, MATCH),
        (FIRST, FALLBACK),
        (FIRST, TRIES_RESET),
        (RESET, FALLBACK),
        (NOBODY, [2, 2, 0, 0]),
        (NOBODY, [2, 0, 0, 1]),
        (FIRST, [4, 2, 0, 0]),
    ] {
        let mut chip = personalised();
        let mut host = open(&mut chip, ACTIVATING, 0x33);
        let answer = decide(&mut host, &mut chip, command, kind);
        assert_eq!(answer, hex("6A80"), "{command:?} {kind:?}");
        assert_eq!(chip.dump().tries_left, 5);
    }
}

#[test]
fn every_bit_of_a_decision_counts() {
    let mut chip = personalised();
    let mut host = open(&mut chip, ACTIVATING, 0x33);
    for bit in 0..8 * 26 {
        let mut decision = host.decision(&mut chip, NO_MATCH);
        decision[bit / 8] ^= 1 << (bit % 8);
        let answer = host.send(&mut chip, FIRST, &decision, &[]);
        assert_eq!(answer, hex("6A80"), "bit {bit}");
    }
    for wrong in [&[][..], &[0x7F, 0x2E], &[0; 300]] {
        host.decision(&mut chip, NO_MATCH);
        assert_eq!(host.send(&mut chip, FIRST, wrong, &[]), hex("6A80"));
    }
}

#[test]
fn commands_with_other_parameters_are_refused() {
    let mut chip = personalised();
    let mut host = open(&mut chip, ACTIVATING, 0x33);
    for command in [
        [0, 0x21, 0, 3],
        [0, 0x21, 1, 1],
        [0, 0x2C, 0, 0],
        [0, 0x84, 0, 1],
    ] {
        assert_eq!(host.send(&mut chip, command, &[], &[]), hex("6A86"));
    }
    assert_eq!(host.send(&mut chip, [0, 0x84, 0, 0], &[], &[]), hex("6700"));
    assert_eq!(
        host.send(&mut chip, [0, 0x84, 0, 0], &[], &[16]),
        hex("6700")
    );
}
