//! A transcript of our chip and our host, read by `tests/counterparts/scp03.py`, which was written from the profile's page alone
//! and takes its ciphers from PyPI's `cryptography`.

use crate::chip::samples::{SERIAL, issuer, keys, put_in_force, write_record};
use loket_card::{count_mismatch, read_back, verify};
use loket_simulator::chip::Chip;
use loket_tests::counterpart::{output, script};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::convert::Infallible;

/// All that was said to a chip.
#[derive(Default)]
struct Transcript(RefCell<Vec<[String; 2]>>);

impl Transcript {
    fn reader<'a>(
        &'a self,
        chip: &'a mut Chip,
    ) -> impl FnMut(&[u8]) -> Result<Vec<u8>, Infallible> + 'a {
        chip.power_on();
        |command| {
            let answer = chip.transmit(command);
            self.0.borrow_mut().push([hex(command), hex(&answer)]);
            Ok(answer)
        }
    }

    /// What the script makes of it.
    fn read(&self) -> Result<Value, String> {
        let masters = json!({
            "30": "404142434445464748494A4B4C4D4E4F",
            "31": "505152535455565758595A5B5C5D5E5F",
        });
        let told = json!({ "masters": masters, "exchanges": &*self.0.borrow() });
        read(&told)
    }
}

fn read(told: &Value) -> Result<Value, String> {
    let mut script = script("scp03.py");
    let text = told.to_string();
    let answer =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| output(&mut script, &text)));
    match answer {
        Ok(answer) => Ok(serde_json::from_slice(&answer).unwrap()),
        Err(panic) => Err(panic.downcast_ref::<String>().cloned().unwrap_or_default()),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A card's whole life at the counter, with a finger of somebody else in between.
fn life() -> (Transcript, Chip) {
    let (transcript, mut chip) = (Transcript::default(), Chip::blank(SERIAL.0));
    let mut reader = transcript.reader(&mut chip);
    write_record(&mut reader, 1).unwrap();
    let content = read_back(&mut reader, &keys()).unwrap();
    let verified = verify(&content, &issuer().public_key()).unwrap();
    count_mismatch(&mut reader, &keys(), &verified, verified.fingers()[1], 17).unwrap();
    put_in_force(&mut reader, &verified).unwrap();
    drop(reader);
    (transcript, chip)
}

#[test]
fn an_outsider_with_the_keys_reads_what_was_written_and_decided() {
    let (transcript, chip) = life();
    let read = transcript.read().unwrap();
    let sessions = read["sessions"].as_array().unwrap();
    let opened: Vec<_> = sessions
        .iter()
        .map(|session| {
            (
                session["version"].as_u64().unwrap(),
                session["counter"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(opened, [(0x30, 1), (0x31, 1), (0x31, 2), (0x31, 3)]);
    assert!(sessions.iter().all(|session| session["level"] == 0x33));
    assert!(
        sessions
            .iter()
            .all(|session| session["serial"] == hex(&SERIAL.0))
    );
    assert_eq!(read["decisions"], json!([[0, 7, 17], [1, 2, 120]]));
    let files = chip.dump().files;
    assert_eq!(read["written"].as_object().unwrap().len(), files.len());
    for file in files {
        let (written, found) = (
            &read["written"][&file.identifier],
            &read["read"][&file.identifier],
        );
        let image = format!("{:04X}{}", file.length, file.hex);
        let image = format!("{image:0<width$}", width = file.size * 2);
        assert_eq!(written, &json!(image), "{}", file.identifier);
        assert_eq!(found, &json!(image), "{}", file.identifier);
    }
}

#[test]
fn the_outsider_notices_a_changed_byte_and_other_keys() {
    let (transcript, _) = life();
    let exchanges = transcript.0.borrow().clone();
    let update = exchanges
        .iter()
        .position(|[command, _]| command.starts_with("04D6"))
        .unwrap();
    let answered = exchanges
        .iter()
        .position(|[command, _]| command.starts_with("04B0"))
        .unwrap();
    for (at, side) in [(update, 0), (answered, 1)] {
        let mut changed = exchanges.clone();
        let digit = if changed[at][side].as_bytes()[20] == b'0' {
            "1"
        } else {
            "0"
        };
        changed[at][side].replace_range(20..21, digit);
        let changed = Transcript(RefCell::new(changed));
        let refused = changed.read().unwrap_err();
        assert!(refused.contains("exchange"), "{refused}");
    }
    let told = json!({ "masters": { "30": "00".repeat(16), "31": "00".repeat(16) }, "exchanges": exchanges });
    let refused = read(&told).unwrap_err();
    assert!(refused.contains("card challenge"), "{refused}");
}
