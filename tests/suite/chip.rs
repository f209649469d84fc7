//! The chip profile's host against the simulated chip, in one thread.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic")]

mod interruptions;
mod presence;
pub(crate) mod samples;
mod swaps;
mod tampering;

use loket_card::layout::{File, MAX_PHOTO};
use loket_card::record::RecordError;
use loket_card::{
    Activation, ChipContent, ChipError, ChipIdentity, LifeCycle, Progress, VerifiedChip,
    WriteJournal, identify, personalise, read_back, terminate, verify,
};
use loket_simulator::chip::{Chip, FileText};
use samples::{SERIAL, issuer, keys, put_in_force, record, write_record};
use std::convert::Infallible;

/// A reader that nothing ever happens to.
fn reader(chip: &mut Chip) -> impl FnMut(&[u8]) -> Result<Vec<u8>, Infallible> {
    chip.power_on();
    |command| Ok(chip.transmit(command))
}

fn blank() -> Chip {
    Chip::blank(SERIAL.0)
}

/// Personalises `chip` with the first record.
fn write(chip: &mut Chip) -> Result<ChipIdentity, ChipError<Infallible>> {
    write_record(&mut reader(chip), 1)
}

pub(crate) fn personalised() -> Chip {
    let mut chip = blank();
    write(&mut chip).unwrap();
    chip
}

pub(crate) fn activated() -> Chip {
    let mut chip = personalised();
    let verified = verified(&mut chip);
    put_in_force(&mut reader(&mut chip), &verified).unwrap();
    chip
}

fn content(chip: &mut Chip) -> ChipContent {
    read_back(&mut reader(chip), &keys()).unwrap()
}

fn verified(chip: &mut Chip) -> VerifiedChip {
    verify(&content(chip), &issuer().public_key()).unwrap()
}

#[test]
fn a_blank_becomes_an_activated_card() {
    let mut chip = blank();
    let identity = write(&mut chip).unwrap();
    assert_eq!(identity.life_cycle, LifeCycle::Personalised);
    assert_eq!(identity.journal, WriteJournal(2));
    assert!(identity.is_simulated());

    assert_eq!(content(&mut chip).record, record(1));
    let verified = verified(&mut chip);
    let first = put_in_force(&mut reader(&mut chip), &verified).unwrap();
    assert_eq!(first, Activation::Activated);
    let again = put_in_force(&mut reader(&mut chip), &verified).unwrap();
    assert_eq!(again, Activation::WasActivated);
    let identity = identify(&mut reader(&mut chip)).unwrap();
    assert_eq!(identity.life_cycle, LifeCycle::Activated);
    assert_eq!(content(&mut chip).record, record(1));
}

#[test]
fn the_simulator_reads_the_same_data_with_its_own_eyes() {
    let dump = personalised().dump();
    let text = |file: usize| dump.files[file].text.clone().unwrap();
    let FileText::Biodata(columns) = text(1) else {
        panic!("no biodata in {:?}", dump.files[1]);
    };
    assert_eq!(
        (&*columns[0], &*columns[13]),
        ("3174010703910001", "BUDI SANTOSO")
    );
    assert!(matches!(
        text(0),
        FileText::Control {
            version: 1,
            journal: 2,
            ..
        }
    ));
    assert!(matches!(text(4), FileText::Finger(2)));
    let FileText::Signature(rows) = text(3) else {
        panic!("no signature in {:?}", dump.files[3]);
    };
    assert_eq!(rows[1][..6], *"..#...");
    assert_eq!(dump.files[2].length, record(1).photo.len());
}

#[test]
fn both_sides_agree_on_the_file_sizes() {
    let sizes = blank().dump().files.into_iter();
    for (dump, file) in sizes.zip(File::ALL) {
        assert_eq!(dump.identifier, format!("{:04X}", file.identifier()));
        assert_eq!(dump.size, file.capacity());
    }
}

#[test]
fn progress_ends_at_its_total() {
    let mut seen = Vec::new();
    let mut progress = |step: Progress| seen.push((step.done, step.total));
    let mut chip = blank();
    let mut reader = reader(&mut chip);
    personalise(
        &mut reader,
        &keys(),
        SERIAL,
        &record(1),
        &issuer(),
        &mut progress,
    )
    .unwrap();
    assert!(seen.is_sorted());
    let (done, total) = seen.last().unwrap();
    assert_eq!(done, total);
}

#[test]
fn a_record_over_budget_is_refused_before_anything_is_sent() {
    let mut record = record(1);
    record.photo.splice(2..2, vec![0; MAX_PHOTO]);
    let mut nobody = |_: &[u8]| -> Result<Vec<u8>, Infallible> { panic!("something was sent") };
    let refused = personalise(
        &mut nobody,
        &keys(),
        SERIAL,
        &record,
        &issuer(),
        &mut |_| {},
    );
    let over_budget = RecordError::OverBudget {
        file: File::Photo,
        limit: MAX_PHOTO,
        found: record.photo.len(),
    };
    assert!(matches!(refused, Err(ChipError::Record(reason)) if reason == over_budget));
}

#[test]
fn a_chip_with_another_record_is_not_overwritten() {
    let mut chip = personalised();
    let other = write_record(&mut reader(&mut chip), 2);
    assert!(matches!(other, Err(ChipError::NotBlank)));
    let verified = verified(&mut chip);
    put_in_force(&mut reader(&mut chip), &verified).unwrap();
    assert!(matches!(write(&mut chip), Err(ChipError::AlreadyActivated)));
    assert_eq!(content(&mut chip).record, record(1));
}

#[test]
fn an_unfinished_chip_is_neither_read_nor_activated() {
    let verified = verified(&mut personalised());
    let mut chip = blank();
    let read = read_back(&mut reader(&mut chip), &keys());
    assert!(matches!(
        read,
        Err(ChipError::NotPersonalised(LifeCycle::Blank))
    ));
    let activated = put_in_force(&mut reader(&mut chip), &verified);
    assert!(matches!(
        activated,
        Err(ChipError::NotPersonalised(LifeCycle::Blank))
    ));
}

#[test]
fn a_terminated_chip_stays_so() {
    let mut chip = personalised();
    let verified = verified(&mut chip);
    for _ in 0..2 {
        terminate(&mut reader(&mut chip), &keys(), SERIAL).unwrap();
    }
    assert!(matches!(write(&mut chip), Err(ChipError::Terminated)));
    let read = read_back(&mut reader(&mut chip), &keys());
    assert!(matches!(read, Err(ChipError::Terminated)));
    let activated = put_in_force(&mut reader(&mut chip), &verified);
    assert!(matches!(activated, Err(ChipError::Terminated)));
    let identity = identify(&mut reader(&mut chip)).unwrap();
    assert_eq!((identity.serial, identity.profile_version), (SERIAL, None));
}
