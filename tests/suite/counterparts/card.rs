//! Our simulated chip, read by PC/SC programs: opensc-tool, opensc-explorer, scriptor, and two scripts of pyscard; each time
//! through our own reader driver and through Debian's vpcd.

mod programs;
mod roads;

use crate::chip::{activated, personalised};
use loket_simulator::chip::FileDump;
use loket_tests::counterpart::{packaged, text};
use loket_tests::pcscd::alone;
use programs::{Place, Seen};
use roads::Roads;

/// As many bytes as a short READ BINARY brings.
const PIECE: usize = 256;

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

fn is_free(file: &FileDump) -> bool {
    FREE.contains(&file.identifier.as_str())
}

/// The whole file as it is in the chip's memory, in hexadecimal digits.
fn image(file: &FileDump) -> String {
    let content = format!("{:04X}{}", file.length, file.hex);
    format!("{content:0<width$}", width = 2 * file.size)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// The questions, then each file selected and read to its end.
fn commands(files: &[FileDump]) -> Vec<String> {
    let questions = QUESTIONS.iter().map(|(command, _)| (*command).to_owned());
    let reads = files.iter().flat_map(|file| {
        let select = format!("00A4020C02{}", file.identifier);
        let pieces = (0..file.size).step_by(PIECE);
        std::iter::once(select).chain(pieces.map(|offset| format!("00B0{offset:04X}00")))
    });
    questions.chain(reads).collect()
}

#[test]
fn three_programs_read_what_is_free_on_a_card_and_it_is_what_is_in_the_world() {
    alone(|bench| {
        let roads = Roads::to(&personalised(), &bench);
        let before = roads.dump();
        let commands = commands(&before.files);
        let seen = roads.seen(|place| place.pyscard(&commands));
        assert_eq!(seen, roads.seen(|place| place.opensc(&commands)));
        assert_eq!(seen, roads.seen(|place| place.scriptor(&commands)));
        assert_eq!(seen.atr, hex(&personalised().power_on()));
        assert_eq!(seen.responses.len(), commands.len());
        assert_in_memory(seen, &before.files);
        assert_eq!(roads.dump(), before, "reading changed the chip");
    });
}

fn assert_in_memory(seen: Seen, files: &[FileDump]) {
    let mut responses = seen.responses.into_iter();
    for (command, expected) in QUESTIONS {
        assert_eq!(responses.next().as_deref(), Some(expected), "{command}");
    }
    for file in files {
        assert_eq!(responses.next().as_deref(), Some("9000"));
        let mut pieces = responses.by_ref().take(file.size.div_ceil(PIECE));
        if !is_free(file) {
            assert!(pieces.all(|piece| piece == "6982"), "{}", file.identifier);
            continue;
        }
        let read: String = pieces
            .map(|piece| piece.strip_suffix("9000").unwrap().to_owned())
            .collect();
        assert_eq!(read, image(file), "{}", file.identifier);
    }
}

/// What opensc-explorer says of the application, and the files that it saves, in hexadecimal digits: empty where it may not.
fn explored(place: &Place, files: &[FileDump]) -> (String, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let names = files.iter().map(|file| &file.identifier);
    let gets: String = names
        .clone()
        .map(|name| format!("get {name} {name}\n"))
        .collect();
    let output = place.explorer(folder.path(), &format!("info\n{gets}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    let saved = |name| hex(&std::fs::read(folder.path().join(name)).unwrap());
    (said, names.map(saved).collect())
}

#[test]
fn opensc_explorer_saves_the_files_that_are_free_and_no_other() {
    alone(|bench| {
        let roads = Roads::to(&activated(), &bench);
        let before = roads.dump();
        let (said, saved) = roads.seen(|place| explored(place, &before.files));
        for told in ["ID 7F0A", r"\xF0LOKET1", "Operational, activated"] {
            assert!(said.contains(told), "{said}");
        }
        for (file, saved) in before.files.iter().zip(saved) {
            let expected = if is_free(file) {
                image(file)
            } else {
                String::new()
            };
            assert_eq!(saved, expected, "{}", file.identifier);
        }
        assert_eq!(roads.dump(), before, "reading changed the chip");
    });
}

#[test]
fn opensc_explorer_refuses_a_card_that_is_not_in_force() {
    alone(|bench| {
        let roads = Roads::to(&personalised(), &bench);
        let folder = tempfile::tempdir().unwrap();
        let seen = |place: &Place| {
            let output = place.explorer(folder.path(), "info\n");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            (output.status.code(), said)
        };
        let (code, said) = roads.seen(seen);
        // It takes the warning 6283 for an error.
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains("unable to select DF: Card command failed"),
            "{said}"
        );
    });
}

/// Master key 31 that simulated chips are made with, and another.
const MASTER: &str = "505152535455565758595A5B5C5D5E5F";
const OTHER: &str = "00000000000000000000000000000000";

#[test]
fn a_host_in_python_reads_what_is_protected_under_the_right_keys_alone() {
    alone(|bench| {
        let roads = Roads::to(&personalised(), &bench);
        let before = roads.dump();
        let protected = before.files.iter().filter(|file| !is_free(file));
        for file in protected.clone() {
            let read =
                |master| roads.seen(|place| place.session(master, &file.identifier, file.size));
            assert_eq!(read(MASTER), image(file), "{}", file.identifier);
            assert_eq!(read(OTHER), "other keys");
        }
        // It knew the keys by the card's cryptogram, so that no try was burnt and no session counted.
        let mut expected = before.clone();
        let activating = expected.keys.iter_mut().find(|key| key.version == 0x31);
        activating.unwrap().sequence += u32::try_from(protected.count()).unwrap();
        assert_eq!(roads.dump(), expected);
    });
}

#[test]
fn opensc_tool_lists_both_readers() {
    alone(|_bench| {
        let list = text(packaged("opensc-tool", "opensc").arg("--list-readers"), "");
        assert!(list.contains("Loket SIM Encoder 00 00"), "{list}");
        assert!(list.contains("Loket SIM Desk 00 00"), "{list}");
    });
}
