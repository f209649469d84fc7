//! The power goes after every single command, executed or not; then the operation is run again.

use super::samples::{SERIAL, keys, put_in_force, record, write_record};
use super::{blank, content, personalised, reader, verified, write};
use loket_card::{Activation, ChipError, LifeCycle, identify, read_back, terminate};
use loket_simulator::chip::Chip;

#[derive(Debug)]
struct PowerCut;

/// A reader that loses power at command `at` (from 0), which the chip has `executed` by then or not.
fn cut(
    chip: &mut Chip,
    at: usize,
    executed: bool,
) -> impl FnMut(&[u8]) -> Result<Vec<u8>, PowerCut> {
    chip.power_on();
    let mut count = 0;
    move |command| {
        count += 1;
        if count <= at {
            return Ok(chip.transmit(command));
        }
        if count == at + 1 && executed {
            chip.transmit(command);
        }
        chip.power_off();
        Err(PowerCut)
    }
}

/// Runs `operation` on copies of `chip` with a power cut at every command, and gives each cut chip to `afterwards`.
/// Returns how many commands the undisturbed operation takes.
fn cut_everywhere<T>(
    chip: &Chip,
    operation: impl Fn(
        &mut dyn FnMut(&[u8]) -> Result<Vec<u8>, PowerCut>,
    ) -> Result<T, ChipError<PowerCut>>,
    afterwards: impl Fn(Chip),
) -> usize {
    for at in 0.. {
        for executed in [false, true] {
            let mut chip = chip.clone();
            let result = operation(&mut cut(&mut chip, at, executed));
            match result {
                Ok(_) => return at,
                Err(ChipError::Exchange {
                    source: PowerCut, ..
                }) => afterwards(chip),
                Err(other) => panic!("cut at command {at}: {other:?}"),
            }
        }
    }
    unreachable!("an operation takes finitely many commands")
}

#[test]
fn personalisation_ends_right_when_run_again() {
    let commands = cut_everywhere(
        &blank(),
        |mut reader| write_record(&mut reader, 1),
        |mut chip| {
            let identity = write(&mut chip).unwrap();
            assert_eq!(identity.life_cycle, LifeCycle::Personalised);
            assert!(!identity.journal.is_open());
            verified(&mut chip);
            assert_eq!(content(&mut chip).record, record(1));
        },
    );
    // As PROFILE.md counts them.
    assert_eq!(commands, 40);
}

#[test]
fn a_half_written_chip_can_take_another_record_and_keeps_nothing_of_the_first() {
    cut_everywhere(
        &blank(),
        |mut reader| write_record(&mut reader, 1),
        |mut chip| {
            let mut reader = reader(&mut chip);
            match write_record(&mut reader, 2) {
                Ok(_) => {
                    drop(reader);
                    assert!(chip.dump().files.iter().all(|file| file.padded));
                    assert_eq!(content(&mut chip).record, record(2));
                }
                // The first run had got to the end; only its answer was lost.
                Err(ChipError::NotBlank) => {
                    drop(reader);
                    assert_eq!(content(&mut chip).record, record(1));
                }
                Err(other) => panic!("{other:?}"),
            }
        },
    );
}

#[test]
fn the_journal_counts_broken_runs() {
    let mut chip = blank();
    for run in 0..3 {
        let identity = identify(&mut reader(&mut chip)).unwrap();
        assert_eq!(identity.journal.0, [0, 1, 3][run]);
        let mut reader = cut(&mut chip, 20, true);
        write_record(&mut reader, 1).unwrap_err();
    }
    assert_eq!(write(&mut chip).unwrap().journal.0, 8);
}

#[test]
fn activation_ends_right_when_run_again() {
    let chip = personalised();
    let verified = verified(&mut chip.clone());
    cut_everywhere(
        &chip,
        |mut reader| put_in_force(&mut reader, &verified),
        |mut chip| {
            let was_activated = match chip.life_cycle() {
                loket_simulator::chip::LifeCycle::Activated => Activation::WasActivated,
                _ => Activation::Activated,
            };
            let activation = put_in_force(&mut reader(&mut chip), &verified).unwrap();
            assert_eq!(activation, was_activated);
            assert_eq!(content(&mut chip).record, record(1));
        },
    );
}

#[test]
fn termination_ends_right_when_run_again() {
    cut_everywhere(
        &personalised(),
        |mut reader| terminate(&mut reader, &keys(), SERIAL),
        |mut chip| {
            terminate(&mut reader(&mut chip), &keys(), SERIAL).unwrap();
            let read = read_back(&mut reader(&mut chip), &keys());
            assert!(matches!(read, Err(ChipError::Terminated)));
        },
    );
}
