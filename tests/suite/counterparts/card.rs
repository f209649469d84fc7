//! Our simulated chip, read by three PC/SC programs: opensc-tool, scriptor and pyscard.

use crate::chip::personalised;
use loket_simulator::chip::Chip;
use loket_simulator::reader::{CardReply, SlotCard};
use loket_tests::counterpart::{packaged, script, text};
use loket_tests::pcscd::alone;
use std::sync::{Arc, Mutex};

const READER: &str = "Loket SIM Desk 00 00";
/// As many bytes as a short READ BINARY brings.
const PIECE: usize = 256;

/// A chip by itself, without the world around it.
struct Bare(Chip);

impl SlotCard for Bare {
    fn power_on(&mut self) -> Vec<u8> {
        self.0.power_on()
    }

    fn power_off(&mut self) {
        self.0.power_off();
    }

    fn transmit(&mut self, apdu: &[u8]) -> CardReply {
        CardReply::Response(self.0.transmit(apdu))
    }
}

/// What a program saw: the answer to reset and the responses, in hexadecimal digits.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    atr: String,
    responses: Vec<String>,
}

/// Commands that are asked for something other than a file, and what is to come back.
const QUESTIONS: [(&str, &str); 4] = [
    // Another application: ISO/IEC 7816-4 6A82.
    ("00A4040007A000000247100100", "6A82"),
    // No file is selected.
    ("00B0000000", "6986"),
    // GlobalPlatform's class, which is for opening sessions alone.
    ("80CA000000", "6E00"),
    // The application, with control parameters; personalised, not activated: warning 6283.
    (
        "00A4040407F04C4F4B45543100",
        "621781021F0082013883027F0A8407F04C4F4B4554318A01046283",
    ),
];

/// The files that are free to read: control, photo, issuer's signature.
const FREE: [&str; 3] = ["6FF0", "6FF2", "6FF6"];

/// The questions, then each file selected and read to its end.
fn commands(files: &[(String, usize)]) -> Vec<String> {
    let questions = QUESTIONS.iter().map(|(command, _)| (*command).to_owned());
    let reads = files.iter().flat_map(|(identifier, size)| {
        let select = format!("00A4020C02{identifier}");
        let pieces = (0..*size).step_by(PIECE);
        std::iter::once(select).chain(pieces.map(|offset| format!("00B0{offset:04X}00")))
    });
    questions.chain(reads).collect()
}

fn opensc(commands: &[String]) -> Seen {
    let tool = || {
        let mut tool = packaged("opensc-tool", "opensc");
        tool.args(["--reader", READER]);
        tool
    };
    let atr = text(tool().arg("--atr"), "");
    let sends = commands.iter().flat_map(|apdu| ["--send-apdu", apdu]);
    let said = text(tool().args(sends), "");
    Seen {
        atr: digits(&atr),
        responses: said
            .split("Received (SW1=0x")
            .skip(1)
            .map(opensc_response)
            .collect(),
    }
}

/// A response after "Received (SW1=0x": `90, SW2=0x00)`, then lines of up to 16 bytes with their characters behind.
fn opensc_response(text: &str) -> String {
    let (sw1, rest) = text.split_once(", SW2=0x").unwrap();
    let (sw2, rest) = rest.split_once(')').unwrap();
    let lines = rest
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with("Sending"));
    let data: String = lines
        .map(|line| digits(line.get(..48).unwrap_or(line)))
        .collect();
    format!("{data}{sw1}{sw2}")
}

fn scriptor(commands: &[String]) -> Seen {
    let mut program = packaged("scriptor", "pcsc-tools");
    let script = format!("reset\n{}\n", commands.join("\n"));
    let said = text(program.args(["-r", READER]), &script);
    let mut answers = said.split("\n< ").skip(1).map(|answer| {
        let answer = answer.trim_start_matches("OK: ");
        digits(answer.split(['>', ':']).next().unwrap_or_default())
    });
    Seen {
        atr: answers.next().unwrap(),
        responses: answers.collect(),
    }
}

fn pyscard(commands: &[String]) -> Seen {
    let said = text(script("pyscard_card.py").arg(READER), &commands.join("\n"));
    let mut lines = said.lines().map(str::to_owned);
    Seen {
        atr: lines.next().unwrap(),
        responses: lines.collect(),
    }
}

fn digits(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_hexdigit)
        .map(|digit| digit.to_ascii_uppercase())
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[test]
fn three_programs_read_what_is_free_on_a_card_and_it_is_what_is_in_the_world() {
    alone(|bench| {
        let chip = personalised();
        let dump = chip.dump();
        let atr = hex(&chip.clone().power_on());
        bench.desk.insert(Arc::new(Mutex::new(Bare(chip))));
        let files: Vec<_> = dump
            .files
            .iter()
            .map(|file| (file.identifier.clone(), file.size))
            .collect();
        let commands = commands(&files);
        // It waits for the card; the others do not.
        let seen = pyscard(&commands);
        assert_eq!(seen, opensc(&commands));
        assert_eq!(seen, scriptor(&commands));

        assert_eq!(seen.atr, atr);
        assert_eq!(seen.responses.len(), commands.len());
        let mut responses = seen.responses.into_iter();
        for (command, expected) in QUESTIONS {
            assert_eq!(responses.next().as_deref(), Some(expected), "{command}");
        }
        for file in &dump.files {
            assert_eq!(responses.next().as_deref(), Some("9000"));
            let mut pieces = responses.by_ref().take(file.size.div_ceil(PIECE));
            if !FREE.contains(&file.identifier.as_str()) {
                assert!(pieces.all(|piece| piece == "6982"), "{}", file.identifier);
                continue;
            }
            let read: String = pieces
                .map(|piece| piece.strip_suffix("9000").unwrap().to_owned())
                .collect();
            let content = format!("{:04X}{}", file.length, file.hex);
            assert_eq!(read.len(), 2 * file.size, "{}", file.identifier);
            assert!(read.starts_with(&content), "{}", file.identifier);
            let filling = &read[content.len()..];
            assert!(
                filling.bytes().all(|digit| digit == b'0'),
                "{}",
                file.identifier
            );
        }
    });
}

#[test]
fn opensc_tool_lists_both_readers() {
    alone(|_bench| {
        let list = text(packaged("opensc-tool", "opensc").arg("--list-readers"), "");
        assert!(list.contains("Loket SIM Encoder 00 00"), "{list}");
        assert!(list.contains(READER), "{list}");
    });
}
