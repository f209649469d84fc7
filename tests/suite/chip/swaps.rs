//! Another chip comes into the reader before every single command, and neither reader nor host is told.

use super::samples::{OTHER_SERIAL, SERIAL, keys, put_in_force, write_record, write_to};
use super::{blank, content, personalised, reader, verified};
use loket_card::{ChipError, read_back, terminate};
use loket_simulator::chip::{Chip, LifeCycle};
use std::convert::Infallible;

const SELECT: u8 = 0xA4;

/// How the second chip comes into the reader.
#[derive(Clone, Copy)]
enum Arrival {
    /// After a reset, with nothing selected.
    Reset,
    /// With the same file selected as on the first, as a chip with a default application may have.
    Selected,
}

/// A reader that holds `first` for `at` commands and then `second`, powered.
fn swap(
    first: &mut Chip,
    second: &mut Chip,
    at: usize,
    arrival: Arrival,
) -> impl FnMut(&[u8]) -> Result<Vec<u8>, Infallible> {
    first.power_on();
    second.power_on();
    let mut count = 0;
    move |command| {
        count += 1;
        if count > at {
            return Ok(second.transmit(command));
        }
        if command[1] == SELECT && matches!(arrival, Arrival::Selected) {
            second.transmit(command);
        }
        Ok(first.transmit(command))
    }
}

/// Runs `operation` on `first` with `second` swapped in before every command. It must fail with `WrongCard`, and
/// `second` must stay as it was.
fn swap_everywhere<T: std::fmt::Debug>(
    first: &Chip,
    second: &Chip,
    operation: impl Fn(
        &mut dyn FnMut(&[u8]) -> Result<Vec<u8>, Infallible>,
    ) -> Result<T, ChipError<Infallible>>,
) {
    for at in 0.. {
        let (mut first, mut other) = (first.clone(), second.clone());
        let result = operation(&mut swap(&mut first, &mut other, at, Arrival::Reset));
        assert_eq!(other.dump(), second.dump(), "the second chip was changed");
        match result {
            Ok(_) => return,
            Err(ChipError::WrongCard {
                expected: SERIAL,
                found: OTHER_SERIAL,
            }) => {}
            Err(other) => panic!("swapped before command {at}: {other:?}"),
        }
    }
}

fn other_personalised() -> Chip {
    let mut chip = Chip::blank(OTHER_SERIAL.0);
    let mut reader = reader(&mut chip);
    write_to(&mut reader, OTHER_SERIAL, 2).unwrap();
    drop(reader);
    chip
}

/// Chips in every state, none of them the one that is meant.
fn others() -> [Chip; 4] {
    let personalised = other_personalised();
    let mut activated = personalised.clone();
    let verified = verified(&mut activated);
    put_in_force(&mut reader(&mut activated), &verified).unwrap();
    let mut terminated = personalised.clone();
    terminate(&mut reader(&mut terminated), &keys(), OTHER_SERIAL).unwrap();
    [
        Chip::blank(OTHER_SERIAL.0),
        personalised,
        activated,
        terminated,
    ]
}

#[test]
fn personalisation_never_touches_another_chip() {
    for other in others() {
        swap_everywhere(&blank(), &other, |mut reader| write_record(&mut reader, 1));
    }
}

#[test]
fn activation_never_touches_another_chip() {
    let chip = personalised();
    let verified = verified(&mut chip.clone());
    for other in others() {
        swap_everywhere(&chip, &other, |mut reader| {
            put_in_force(&mut reader, &verified)
        });
    }
}

#[test]
fn termination_never_touches_another_chip() {
    let mut terminated = personalised();
    terminate(&mut reader(&mut terminated), &keys(), SERIAL).unwrap();
    for other in others() {
        for chip in [personalised(), terminated.clone()] {
            swap_everywhere(&chip, &other, |mut reader| {
                terminate(&mut reader, &keys(), SERIAL)
            });
        }
    }
}

#[test]
fn a_terminated_chip_swapped_for_a_live_one_proves_nothing() {
    let mut terminated = personalised();
    terminate(&mut reader(&mut terminated), &keys(), SERIAL).unwrap();
    for at in 0..10 {
        let mut live = other_personalised();
        let mut reader = swap(&mut terminated, &mut live, at, Arrival::Reset);
        let result = terminate(&mut reader, &keys(), OTHER_SERIAL);
        drop(reader);
        assert_eq!(
            result.is_ok(),
            live.life_cycle() == LifeCycle::Terminated,
            "swapped before command {at}: {result:?}"
        );
    }
}

#[test]
fn a_chip_that_was_written_in_part_is_never_sealed() {
    for at in 0.. {
        let (mut first, mut second) = (blank(), Chip::blank(OTHER_SERIAL.0));
        let mut reader = swap(&mut first, &mut second, at, Arrival::Selected);
        let result = write_record(&mut reader, 1);
        drop(reader);
        assert_ne!(second.life_cycle(), LifeCycle::Personalised);
        match result {
            Ok(_) => return,
            Err(ChipError::WrongCard { .. }) => {}
            Err(other) => panic!("swapped before command {at}: {other:?}"),
        }
    }
}

#[test]
fn what_is_read_comes_from_one_chip() {
    for arrival in [Arrival::Reset, Arrival::Selected] {
        let whole: Vec<_> = (0..200)
            .filter_map(|at| {
                let (mut first, mut second) = (personalised(), other_personalised());
                read_back(&mut swap(&mut first, &mut second, at, arrival), &keys()).ok()
            })
            .collect();
        let (one, other) = (
            content(&mut personalised()),
            content(&mut other_personalised()),
        );
        assert!(whole.contains(&one) && whole.contains(&other));
        assert!(whole.iter().all(|read| *read == one || *read == other));
    }
}
