//! Content that the issuer did not sign, memory that does not keep what was written, and somebody on the wire.

use super::samples::{OTHER_SERIAL, SERIAL, issuer, keys, put_in_force, record, write_record};
use super::{blank, content, personalised, reader, verified, write};
use loket_card::layout::File;
use loket_card::{BadSignature, ChipError, IssuerKey, read_back, verify};
use loket_simulator::chip::{Chip, LifeCycle};
use std::convert::Infallible;

const UPDATE_BINARY: u8 = 0xD6;

#[test]
fn one_changed_bit_in_any_file_breaks_the_signature() {
    for file in File::RECORD.into_iter().chain([File::IssuerSignature]) {
        let mut chip = personalised();
        chip.wear(file.identifier(), 12);
        let read = read_back(&mut reader(&mut chip), &keys()).unwrap();
        let result = verify(&read, &issuer().public_key());
        assert_eq!(result, Err(BadSignature), "{file}");
    }
}

#[test]
fn another_issuer_is_not_believed() {
    let read = content(&mut personalised());
    let stranger = IssuerKey::from_bytes(&[8; 32]).unwrap();
    assert_eq!(verify(&read, &stranger.public_key()), Err(BadSignature));
}

#[test]
fn a_copy_on_another_chip_is_not_believed() {
    let mut read = content(&mut personalised());
    read.identity.serial = OTHER_SERIAL;
    assert_eq!(verify(&read, &issuer().public_key()), Err(BadSignature));
}

/// All commands of writing the first record.
fn recorded() -> Vec<Vec<u8>> {
    let mut commands = Vec::new();
    let mut original = blank();
    original.power_on();
    let mut recorder = |command: &[u8]| {
        commands.push(command.to_vec());
        Ok::<_, Infallible>(original.transmit(command))
    };
    write_record(&mut recorder, 1).unwrap();
    commands
}

#[test]
fn what_was_said_to_one_chip_writes_nothing_to_another() {
    let mut other = Chip::blank(OTHER_SERIAL.0);
    other.power_on();
    for mut command in recorded() {
        if let Some(at) = find(&command, &SERIAL.0) {
            command[at..at + 8].copy_from_slice(&OTHER_SERIAL.0);
        }
        other.transmit(&command);
    }
    let (found, blank) = (other.dump(), Chip::blank(OTHER_SERIAL.0).dump());
    assert_eq!(
        (found.files, found.life_cycle),
        (blank.files, blank.life_cycle)
    );
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

/// Writes the first record to `chip` through somebody who is told of every exchange and may change its answer.
fn write_through(
    chip: &mut Chip,
    mut somebody: impl FnMut(&[u8], &mut Chip, Vec<u8>) -> Vec<u8>,
) -> Result<(), ChipError<Infallible>> {
    chip.power_on();
    let mut exchange = |command: &[u8]| {
        let answer = chip.transmit(command);
        Ok(somebody(command, chip, answer))
    };
    write_record(&mut exchange, 1).map(drop)
}

#[test]
fn a_write_that_did_not_take_is_noticed_and_repaired_by_another_run() {
    // One update for every file but the photo, which takes four, and the control file's first.
    let updates = [0, 1, 2, 6, 7, 8, 9];
    for (file, update) in File::ALL.into_iter().zip(updates) {
        let (mut chip, mut seen) = (blank(), 0);
        let result = write_through(&mut chip, |command, chip, answer| {
            if command[1] == UPDATE_BINARY {
                if seen == update {
                    chip.wear(file.identifier(), 5);
                }
                seen += 1;
            }
            answer
        });
        let noticed = matches!(result, Err(ChipError::ReadBackDiffers(found)) if found == file);
        assert!(noticed, "{file}: {result:?}");
        assert_eq!(chip.life_cycle(), LifeCycle::Initialised);
        write(&mut chip).unwrap();
        assert_eq!(content(&mut chip).record, record(1));
    }
}

#[test]
fn whoever_answers_in_the_chip_s_place_is_found_out() {
    for (name, forged) in [
        ("done", &[0x90, 0x00][..]),
        ("with data", &[7, 7, 0x90, 0x00]),
    ] {
        let mut chip = blank();
        let result = write_through(&mut chip, |command, _, answer| {
            if command[1] == UPDATE_BINARY {
                forged.to_vec()
            } else {
                answer
            }
        });
        assert!(
            matches!(result, Err(ChipError::Intruded(_))),
            "{name}: {result:?}"
        );
        assert_ne!(chip.life_cycle(), LifeCycle::Personalised);
    }
}

#[test]
fn a_chip_that_is_in_force_only_by_what_is_said_in_clear_is_not_taken_for_one() {
    let mut chip = personalised();
    let verified = verified(&mut chip);
    chip.power_on();
    let mut liar = |command: &[u8]| {
        let mut answer = chip.transmit(command);
        let state = answer
            .windows(3)
            .position(|part| part == [0x8A, 0x01, 0x04]);
        if let (0x00, Some(at)) = (command[0], state) {
            answer[at + 2] = 0x05;
            let status = answer.len() - 2;
            answer[status..].copy_from_slice(&[0x90, 0x00]);
        }
        Ok::<_, Infallible>(answer)
    };
    let lied = put_in_force(&mut liar, &verified);
    assert!(
        matches!(lied, Err(ChipError::LifeCycleUnchanged { .. })),
        "{lied:?}"
    );
    assert_eq!(chip.life_cycle(), LifeCycle::Personalised);
}
