//! Whatever a chip is told, it answers within its limits and goes on.

use super::host::*;
use super::*;
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg32;

/// Beginnings of commands that lead deep into the chip.
const SEEDS: [&str; 14] = [
    "00A4040C07F04C4F4B455431",
    "00A4020C026FF2",
    "00B0000000",
    "00B10000035401FF00",
    "00D6000004AABBCCDD",
    "00D70000085401025303AABBCC",
    "10D60000FF",
    "00CA7F6600",
    "8050300008010203040506070800",
    "8482330010000102030405060708090A0B0C0D0E0F",
    "04B00000080102030405060708",
    "0084000008",
    "00C0000000",
    "00210001197F2E178215",
];

/// One of the beginnings, or none, with some bytes changed, added or taken away.
fn command(chance: &mut Pcg32) -> Vec<u8> {
    let mut bytes = hex(SEEDS[chance.random_range(0..SEEDS.len())]);
    for _ in 0..chance.random_range(0..3_u8) {
        let at = chance.random_range(0..bytes.len());
        bytes[at] = chance.next_u32().to_le_bytes()[0];
    }
    match chance.random_range(0..4_u8) {
        0 => bytes.truncate(chance.random_range(0..=bytes.len())),
        1 => bytes.resize(chance.random_range(0..1200), 0x5A),
        2 => bytes.resize(5 + 255, 0x5A),
        _ => {}
    }
    bytes
}

fn chips() -> Vec<Chip> {
    let styles = [
        ResponseStyle::Plain,
        ResponseStyle::GetResponse,
        ResponseStyle::ExactLength,
    ];
    let made = styles.map(|response| {
        let make = Make {
            response,
            ..Make::default()
        };
        Chip::made(SERIAL, &make)
    });
    let mut chips = Vec::from(made);
    chips.push(Chip::ktp_el(SERIAL, &[7; 70_000]));
    chips
}

#[test]
fn noise_is_answered_within_the_limits_and_ends_nothing() {
    for mut chip in chips() {
        let mut chance = Pcg32::seed_from_u64(1);
        for _ in 0..20_000 {
            let command = command(&mut chance);
            if chance.random_range(0..500_u16) == 0 {
                chip.power_on();
            }
            let length = chip.transmit(&command).len();
            let powered = chip.powered;
            assert!(!powered || (2..=1050).contains(&length), "{command:02X?}");
        }
        chip.power_on();
        assert!(!chip.transmit(&hex("00A40000023F00")).is_empty());
    }
}

#[test]
fn noise_inside_a_session_is_executed_and_does_no_harm() {
    let mut chance = Pcg32::seed_from_u64(2);
    for level in [0x01, 0x13, 0x33] {
        for _ in 0..40 {
            let mut chip = powered();
            let mut host = open(&mut chip, PERSONALISING, level);
            for _ in 0..40 {
                let noise = command(&mut chance);
                let Some((head, rest)) = noise.split_first_chunk::<4>() else {
                    continue;
                };
                let [_, instruction, p1, p2] = *head;
                let data = &rest[..rest.len().min(230)];
                let answer = chip.transmit(&host.protect([0, instruction, p1, p2], data, &[0]));
                assert!(answer.len() <= 258, "{noise:02X?}");
                host.unprotect(&answer);
            }
        }
    }
}
