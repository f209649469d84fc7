//! Sessions of a real card (an eUICC), as published in the unit tests of pySim (osmocom, `test_globalplatform.py`, 2023-2024).

use super::{Level, Opened, Opening, SecureChannel, SessionKeys};
use loket_wire::apdu::{Command, Response};

/// The published key set's ENC and MAC.
const ENC: u128 = 0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f;
const MAC: u128 = 0x1011_1213_1415_1617_1819_1a1b_1c1d_1e1f;

/// The commands before protection, in the order in which they were sent.
const PLAIN: [&str; 5] = [
    "80e2910006bf3e035c015a00",
    "80f22002",
    "80ca006600",
    "80f220020a4f0212345c054f9f70c5",
    "80f28002024f0000",
];
/// The card's answer to the first of them.
const ANSWER: &str = "bf3e125a1089882119900000000000000000000005";

struct Recorded {
    level: u8,
    challenge: &'static str,
    opening: &'static str,
    authenticate: &'static str,
    commands: [&'static str; 5],
    answer: &'static str,
}

const RECORDED: [Recorded; 3] = [
    Recorded {
        level: 0x11,
        challenge: "b13e5f938fc108c4",
        opening: "000000000000000000003003703eb51047495b249f66c484c1d2ef1948000002",
        authenticate: "84821100107d5f5826a993ebc89eea24957fa0b3ce",
        commands: [
            "84e291000ebf3e035c015a558d036518a2829700",
            "84f220020863a63f8959827fb2",
            "84ca006608a0c6a4a74166f7ce00",
            "84f22002124f0212345c054f9f70c52249b50272656536",
            "84f280020a4f00e91443f6dce6b8ed00",
        ],
        answer: "bf3e125a1089882119900000000000000000000005971be68992dbbdfa",
    },
    Recorded {
        level: 0x03,
        challenge: "8e1552d0513c60f3",
        opening: "0000000000000000000030037030760cd2c47c1dd395065fe5ead8a9d7000001",
        authenticate: "8482030010fd4721a14d9b07003c451d2f8ae6bb21",
        commands: [
            "84e2910018ca9c00f6713d79bc8baa642bdff51c3f6a4082d3bd9ad26c00",
            "84f2200208c9811b11f1264cf1",
            "84ca006608e10ab60b3054798800",
            "84f22002184e2908bdb48b2315a55482e9e936ca122d6ecfae7d17416e",
            "84f28002180dd10a6b6193e5340b9e77d32d5a179cd710ac2773aefb2800",
        ],
        answer: ANSWER,
    },
    Recorded {
        level: 0x33,
        challenge: "fdf38259a1e0de44",
        opening: "000000000000000000003003703b1aca81e821f219081cdc01c26b372d000003",
        authenticate: "84823300108c36f96bcc00724a4e13ad591d7da3f0",
        commands: [
            "84e2910018267a85dfe4a98fca6fb0527e0dfecce4914e40401433c87f00",
            "84f2200208ac6a59024bed84cc",
            "84ca006608409912ad8fb7aed000",
            "84f22002185f3dafc3ac14c381536a488bf44e06d056df9d74dbd21e5a",
            "84f280021865165105be3373347d0424d4400af2ac393f569ec779389e00",
        ],
        answer: "f3ba2b1013aa6224f5e1c138d71805c569e5439b47576260b75fc021b25097cb2e68f8a0144975b9",
    },
];

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(digit).collect()
}

fn open(recorded: &Recorded, enc: u128) -> Option<Opened> {
    let opening = Opening::parse(&bytes(recorded.opening)).unwrap();
    let host = bytes(recorded.challenge).try_into().unwrap();
    let (enc, mac) = (enc.to_be_bytes(), MAC.to_be_bytes());
    let keys = SessionKeys::derive(&enc, &mac, &host, &opening.challenge);
    Opened::check(&opening, &host, keys, Level(recorded.level))
}

fn wrap(channel: &mut SecureChannel, plain: &str) -> Vec<u8> {
    let command = Command::parse(&bytes(plain)).unwrap();
    channel.wrap(&command).encode().unwrap()
}

#[test]
fn says_and_understands_what_a_real_card_was_told_and_answered() {
    for recorded in &RECORDED {
        let opened = open(recorded, ENC).expect("the card's cryptogram");
        let authenticate = opened.authenticate.encode().unwrap();
        assert_eq!(authenticate, bytes(recorded.authenticate));
        let mut channel = opened.channel;
        for (at, (plain, sent)) in PLAIN.iter().zip(recorded.commands).enumerate() {
            assert_eq!(wrap(&mut channel, plain), bytes(sent), "{plain}");
            if at == 0 {
                let answer = [bytes(recorded.answer), bytes("9000")].concat();
                let answer = channel.unwrap(Response::parse(&answer).unwrap());
                assert_eq!(answer.unwrap().data, bytes(ANSWER));
            }
        }
    }
}

#[test]
fn other_keys_are_known_by_the_card_s_cryptogram() {
    let opening = Opening::parse(&bytes(RECORDED[2].opening)).unwrap();
    let host = bytes(RECORDED[2].challenge).try_into().unwrap();
    let keys = SessionKeys::derive(&[9; 16], &[9; 16], &host, &opening.challenge);
    assert!(Opened::check(&opening, &host, keys, Level::ALL).is_none());
}

#[test]
fn an_answer_with_any_bit_changed_is_refused() {
    let recorded = &RECORDED[2];
    let answer = [bytes(recorded.answer), bytes("9000")].concat();
    for bit in 0..answer.len() * 8 - 16 {
        let mut channel = open(recorded, ENC).unwrap().channel;
        wrap(&mut channel, PLAIN[0]);
        let mut changed = answer.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(
            channel.unwrap(Response::parse(&changed).unwrap()).is_err(),
            "bit {bit}"
        );
    }
    // A warning in place of "done" is a change too, and data that come with an error are nobody's.
    for status in ["6282", "6982"] {
        let mut channel = open(recorded, ENC).unwrap().channel;
        wrap(&mut channel, PLAIN[0]);
        let changed = [bytes(recorded.answer), bytes(status)].concat();
        assert!(
            channel.unwrap(Response::parse(&changed).unwrap()).is_err(),
            "{status}"
        );
    }
}

#[test]
fn an_answer_without_its_mac_is_refused_and_an_error_has_none() {
    let mut channel = open(&RECORDED[2], ENC).unwrap().channel;
    wrap(&mut channel, PLAIN[1]);
    assert!(
        channel
            .unwrap(Response::parse(&bytes("9000")).unwrap())
            .is_err()
    );
    let refused = channel.unwrap(Response::parse(&bytes("6982")).unwrap());
    assert_eq!(refused.unwrap().status.0, 0x6982);
}

#[test]
fn what_is_no_opening_of_this_protocol_is_none() {
    let right = bytes(RECORDED[0].opening);
    assert!(Opening::parse(&right).is_some());
    assert!(Opening::parse(&right[..31]).is_none());
    assert!(Opening::parse(&[right.as_slice(), &[0]].concat()).is_none());
    for (at, other) in [(11, 0x02), (12, 0x60)] {
        let mut changed = right.clone();
        changed[at] = other;
        assert!(Opening::parse(&changed).is_none(), "{at}");
    }
}
