//! Content that the issuer did not sign, and memory that does not keep what was written.

use super::samples::{OTHER_SERIAL, SERIAL, issuer, record};
use super::{blank, content, personalised, write};
use loket_card::layout::File;
use loket_card::{BadSignature, ChipError, IssuerKey, personalise, read_back, verify};
use loket_simulator::chip::{Chip, LifeCycle};
use std::convert::Infallible;

const READ_BINARY: u8 = 0xB0;
const UPDATE_BINARY: u8 = 0xD6;

/// A reader that changes one byte of whatever passes with `instruction` while `file` is selected.
fn tampering(
    chip: &mut Chip,
    file: File,
    instruction: u8,
) -> impl FnMut(&[u8]) -> Result<Vec<u8>, Infallible> {
    chip.power_on();
    let select = [
        &[0x00, 0xA4, 0x02, 0x0C, 0x02][..],
        &file.identifier().to_be_bytes(),
    ]
    .concat();
    let mut selected = false;
    move |command| {
        if command[1] == 0xA4 {
            selected = command == select;
        }
        let hit = selected && command[1] == instruction && command[2..4] == [0, 0];
        let mut command = command.to_vec();
        if hit && instruction == UPDATE_BINARY {
            command[5 + 12] ^= 1;
        }
        let mut answer = chip.transmit(&command);
        if hit && instruction == READ_BINARY {
            answer[12] ^= 1;
        }
        Ok(answer)
    }
}

#[test]
fn one_changed_bit_in_any_file_breaks_the_signature() {
    let files = [
        File::Photo,
        File::Signature,
        File::FirstFinger,
        File::SecondFinger,
    ];
    for file in files
        .into_iter()
        .chain([File::Biodata, File::IssuerSignature])
    {
        let mut chip = personalised();
        let read = read_back(&mut tampering(&mut chip, file, READ_BINARY)).unwrap();
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
    let mut commands = Vec::new();
    let mut original = blank();
    original.power_on();
    let mut recorder = |command: &[u8]| {
        commands.push(command.to_vec());
        Ok::<_, Infallible>(original.transmit(command))
    };
    personalise(&mut recorder, SERIAL, &record(1), &issuer(), &mut |_| {}).unwrap();

    let mut copy = Chip::blank(OTHER_SERIAL.0);
    copy.power_on();
    for mut command in commands {
        if let Some(at) = find(&command, &SERIAL.0) {
            command[at..at + 8].copy_from_slice(&OTHER_SERIAL.0);
        }
        copy.transmit(&command);
    }
    let read = content(&mut copy);
    assert_eq!(read.record, record(1));
    assert_eq!(read.identity.serial, OTHER_SERIAL);
    assert_eq!(verify(&read, &issuer().public_key()), Err(BadSignature));
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

#[test]
fn a_write_that_did_not_take_is_noticed_and_repaired_by_another_run() {
    for file in File::ALL {
        let mut chip = blank();
        let mut bad_memory = tampering(&mut chip, file, UPDATE_BINARY);
        let result = personalise(&mut bad_memory, SERIAL, &record(1), &issuer(), &mut |_| {});
        drop(bad_memory);
        assert!(
            matches!(result, Err(ChipError::ReadBackDiffers(found)) if found == file),
            "{file}: {result:?}"
        );
        assert_eq!(chip.life_cycle(), LifeCycle::Initialised);
        write(&mut chip).unwrap();
        assert_eq!(content(&mut chip).record, record(1));
    }
}
