//! The host's side of the dialogue, byte by byte, against answers made by hand.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

use loket_card::keys::{SessionKeys, SessionRequest};
use loket_card::layout::File;
use loket_card::{
    ChipError, ChipIdentity, ChipSerial, Decision, Exchange, KeyStore, KeyStoreError, LifeCycle,
    MasterKeys, Step, WriteJournal, identify, terminate,
};
use loket_wire::apdu::StatusWord;
use std::collections::VecDeque;
use std::fmt::Write;

const SERIAL: ChipSerial = ChipSerial(*b"SIM\0\0\0\0\x07");
const SELECT: &str = "00A4040407F04C4F4B45543100";
const GET_SERIAL: (&str, &str) = ("00CADF2000", "DF200853494D00000000079000");
const GET_MODEL: (&str, &str) = ("00CADF2100", "DF210A53494D20636869702121 9000");
const SELECT_CONTROL: (&str, &str) = ("00A4020C026FF0", "9000");
const READ_CONTROL: &str = "00B0000020";

/// Takes the expected commands in turn and gives their answers; an answer `lost` is an error.
struct Script(VecDeque<(String, String)>);

impl Script {
    fn new(turns: &[(&str, &str)]) -> Self {
        let plain = |text: &str| text.replace(' ', "");
        Self(
            turns
                .iter()
                .map(|(command, answer)| (plain(command), plain(answer)))
                .collect(),
        )
    }
}

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("lost")]
struct Lost;

impl Exchange for Script {
    type Error = Lost;

    fn exchange(&mut self, command: &[u8]) -> Result<Vec<u8>, Lost> {
        let (expected, answer) = self.0.pop_front().expect("no further command");
        let command = command.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02X}").unwrap();
            text
        });
        assert_eq!(command, expected);
        if answer == "lost" {
            Err(Lost)
        } else {
            Ok(bytes(&answer))
        }
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.chars().map(|c| c.to_digit(16).unwrap()).collect();
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap())
        .collect()
}

fn fcp(life_cycle: &str, status: &str) -> String {
    format!("620A 820138 83027F0A 8A01{life_cycle} {status}")
}

/// The control file's 32 bytes with this content, and 9000.
fn control(content: &str) -> String {
    let content = content.replace(' ', "");
    let length = content.len() / 2;
    format!("{length:04X}{content:0<60}9000")
}

fn identify_with(turns: &[(&str, &str)]) -> Result<ChipIdentity, ChipError<Lost>> {
    let mut script = Script::new(turns);
    let result = identify(&mut script);
    assert!(script.0.is_empty(), "commands not sent: {:?}", script.0);
    result
}

#[test]
fn a_blank_chip() {
    let identity = identify_with(&[
        (SELECT, &fcp("01", "9000")),
        GET_SERIAL,
        GET_MODEL,
        SELECT_CONTROL,
        (READ_CONTROL, &control("")),
    ]);
    let expected = ChipIdentity {
        serial: SERIAL,
        model: "SIM chip!!".into(),
        life_cycle: LifeCycle::Blank,
        profile_version: None,
        journal: WriteJournal(0),
    };
    assert_eq!(identity.unwrap(), expected);
    assert!(expected.is_simulated());
}

#[test]
fn a_half_written_chip_read_in_pieces() {
    let image = control("01 53494D0000000007 00000003");
    let (first, rest) = image.split_at(20);
    let identity = identify_with(&[
        (SELECT, &fcp("03", "9000")),
        GET_SERIAL,
        GET_MODEL,
        SELECT_CONTROL,
        (READ_CONTROL, &format!("{first}9000")),
        ("00B0000A16", rest),
    ])
    .unwrap();
    assert_eq!(identity.life_cycle, LifeCycle::Initialised);
    assert_eq!(identity.profile_version, Some(1));
    assert_eq!(identity.journal, WriteJournal(3));
}

#[test]
fn warnings_at_selection_are_no_errors() {
    let turns = [
        GET_SERIAL,
        GET_MODEL,
        SELECT_CONTROL,
        (READ_CONTROL, &control("01 53494D0000000007 00000002")),
    ];
    let select = fcp("04", "6283");
    let sealed = [&[(SELECT, &select[..])], &turns[..]].concat();
    let identity = identify_with(&sealed).unwrap();
    assert_eq!(identity.life_cycle, LifeCycle::Personalised);
    let select = &fcp("0C", "6285");
    let terminated = identify_with(&[(SELECT, select), GET_SERIAL, GET_MODEL, (SELECT, select)]);
    assert_eq!(terminated.unwrap().life_cycle, LifeCycle::Terminated);
}

#[test]
fn chips_of_another_make_or_version() {
    let foreign = identify_with(&[(SELECT, "6A82")]);
    assert!(matches!(foreign, Err(ChipError::Foreign)));
    let version_2 = identify_with(&[
        (SELECT, &fcp("05", "9000")),
        GET_SERIAL,
        GET_MODEL,
        SELECT_CONTROL,
        (READ_CONTROL, &control("02 53494D0000000007 00000002")),
    ]);
    assert!(matches!(version_2, Err(ChipError::OtherVersion(2))));
}

#[test]
fn a_control_file_of_another_chip() {
    let copied = identify_with(&[
        (SELECT, &fcp("05", "9000")),
        GET_SERIAL,
        GET_MODEL,
        SELECT_CONTROL,
        (READ_CONTROL, &control("01 53494D0000000008 00000002")),
    ]);
    assert!(matches!(
        copied,
        Err(ChipError::Malformed(Step::Read(File::Control)))
    ));
}

#[test]
fn a_control_file_spoilt_while_it_was_written() {
    for spoilt in [
        control("01 53494D0000000008 00000001"),
        control("FF 53494D0000000007 00000001"),
        control("01 53494D"),
        format!("FFFF{:0<60}9000", ""),
    ] {
        let identity = identify_with(&[
            (SELECT, &fcp("03", "9000")),
            GET_SERIAL,
            GET_MODEL,
            SELECT_CONTROL,
            (READ_CONTROL, &spoilt),
        ])
        .unwrap();
        assert_eq!(identity.life_cycle, LifeCycle::Initialised);
        assert_eq!((identity.profile_version, identity.journal.0), (None, 0));
    }
}

#[test]
fn failures_name_their_step() {
    let select = &fcp("01", "9000");
    let start = [(SELECT, &select[..]), GET_SERIAL, GET_MODEL];
    let lost = identify_with(&[&start[..2], &[(GET_MODEL.0, "lost")]].concat());
    assert!(matches!(
        lost,
        Err(ChipError::Exchange {
            step: Step::ReadModel,
            source: Lost
        })
    ));
    let refused = identify_with(&[&start[..], &[(SELECT_CONTROL.0, "6982")]].concat());
    let refused = refused.unwrap_err();
    assert!(matches!(
        refused,
        ChipError::UnexpectedStatus {
            step: Step::Select(File::Control),
            status: StatusWord(0x6982)
        }
    ));
    let text = refused.to_string();
    assert_eq!(text, "status word 6982 while selecting the control file");
}

#[test]
fn answers_that_cannot_be_used() {
    for nothing in ["", "90"] {
        let result = identify_with(&[(SELECT, nothing)]);
        assert!(matches!(result, Err(ChipError::Apdu { .. })), "{nothing}");
    }
    let no_life_cycle = ["9000", "62008A01019000", "62038A01029000", "62058A0101"];
    for answer in no_life_cycle.map(|answer| format!("{answer}9000")) {
        let result = identify_with(&[(SELECT, &answer)]);
        let malformed = matches!(result, Err(ChipError::Malformed(Step::SelectApplication)));
        assert!(malformed, "{answer}");
    }
    let select = fcp("01", "9000");
    for serial in [
        "DF2007010203040506079000",
        "DF210801020304050607089000",
        "9000",
    ] {
        let result = identify_with(&[(SELECT, &select), (GET_SERIAL.0, serial)]);
        assert!(matches!(
            result,
            Err(ChipError::Malformed(Step::ReadSerial))
        ));
    }
    let control_character = (GET_MODEL.0, "DF210253079000");
    let result = identify_with(&[(SELECT, &select), GET_SERIAL, control_character]);
    assert!(matches!(result, Err(ChipError::Malformed(Step::ReadModel))));
}

/// The public test keys, and always the same challenge.
struct Fixed;

impl KeyStore for Fixed {
    fn host_challenge(&self) -> Result<[u8; 8], KeyStoreError> {
        Ok(*b"CHALLENG")
    }

    fn session_keys(&self, request: &SessionRequest) -> Result<SessionKeys, KeyStoreError> {
        Ok(MasterKeys::TEST.session_keys(request))
    }

    fn sign_decision(
        &self,
        serial: ChipSerial,
        challenge: &[u8; 8],
        decision: Decision,
    ) -> Result<[u8; 16], KeyStoreError> {
        Ok(MasterKeys::TEST.sign_decision(serial, challenge, decision))
    }
}

const GET_LIMITS: &str = "00CA7F6600";
const INITIALIZE_UPDATE: &str = "8050310008 4348414C4C454E47 00";

/// Has a blank chip terminated that says this about its limits and answers INITIALIZE UPDATE so.
fn terminate_with(limits: &str, rest: &[(&str, &str)]) -> ChipError<Lost> {
    let select = fcp("01", "9000");
    let identified = [
        (SELECT, select.as_str()),
        GET_SERIAL,
        GET_MODEL,
        SELECT_CONTROL,
        (READ_CONTROL, &control("")),
        (GET_LIMITS, limits),
    ];
    let mut script = Script::new(&[&identified, rest].concat());
    let refused = terminate(&mut script, &Fixed, SERIAL).unwrap_err();
    assert!(script.0.is_empty(), "commands not sent: {:?}", script.0);
    refused
}

#[test]
fn a_chip_with_other_keys_is_not_tried_and_counts_nothing() {
    for limits in ["6A88", "7F6608 02020428 02020420 9000"] {
        let wrong = "4C4B53494D0000000007 310370 0102030405060708 1112131415161718 000001 9000";
        let refused = terminate_with(limits, &[(INITIALIZE_UPDATE, wrong)]);
        assert!(matches!(refused, ChipError::OtherKeys), "{refused}");
    }
    let refused = terminate_with("6A88", &[(INITIALIZE_UPDATE, "6A88")]);
    assert!(matches!(refused, ChipError::OtherKeys), "{refused}");
    let refused = terminate_with("6A88", &[(INITIALIZE_UPDATE, "6983")]);
    assert!(matches!(refused, ChipError::KeysBlocked), "{refused}");
}

#[test]
fn keys_of_another_chip_mean_that_the_cards_were_swapped() {
    let other = "4C4B53494D0000000008 310370 0102030405060708 1112131415161718 000001 9000";
    let serial = (GET_SERIAL.0, "DF200853494D0000000008 9000");
    let refused = terminate_with("6A88", &[(INITIALIZE_UPDATE, other), serial]);
    assert!(matches!(refused, ChipError::WrongCard { .. }), "{refused}");
}

#[test]
fn limits_that_cannot_be_read_are_malformed() {
    for wrong in [
        "9000",
        "7F6604 02020428 9000",
        "7F6608 03020428 02020420 9000",
    ] {
        let refused = terminate_with(wrong, &[GET_SERIAL]);
        let malformed = matches!(refused, ChipError::Malformed(Step::ReadLimits));
        assert!(malformed, "{refused}");
    }
}
