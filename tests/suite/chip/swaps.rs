//! Another chip comes into the reader before every single command, and neither reader nor host is told.

use super::samples::{OTHER_SERIAL, SERIAL, issuer, record};
use super::{blank, content, personalised, reader, verified};
use loket_card::{ChipError, activate, personalise, read_back, terminate};
use loket_simulator::chip::{Chip, LifeCycle};
use std::convert::Infallible;

/// A reader that holds `first` for `at` commands and then `second`, powered.
fn swap(
    first: &mut Chip,
    second: &mut Chip,
    at: usize,
) -> impl FnMut(&[u8]) -> Result<Vec<u8>, Infallible> {
    first.power_on();
    second.power_on();
    let mut count = 0;
    move |command| {
        count += 1;
        let chip = if count <= at {
            &mut *first
        } else {
            &mut *second
        };
        Ok(chip.transmit(command))
    }
}

/// Runs `operation` on `first` with `second` swapped in before every command. It must fail with `WrongCard`, and
/// `second` must stay in its life cycle and keep its files. Returns how many commands the undisturbed operation takes.
fn swap_everywhere<T: std::fmt::Debug>(
    first: &Chip,
    second: &Chip,
    operation: impl Fn(
        &mut dyn FnMut(&[u8]) -> Result<Vec<u8>, Infallible>,
    ) -> Result<T, ChipError<Infallible>>,
) -> usize {
    for at in 0.. {
        let (mut first, mut other) = (first.clone(), second.clone());
        let result = operation(&mut swap(&mut first, &mut other, at));
        assert_eq!(other.dump(), second.dump(), "the second chip was changed");
        match result {
            Ok(_) => return at,
            Err(ChipError::WrongCard {
                expected: SERIAL,
                found: OTHER_SERIAL,
            }) => {}
            Err(other) => panic!("swapped before command {at}: {other:?}"),
        }
    }
    unreachable!("an operation takes finitely many commands")
}

fn other_personalised() -> Chip {
    let mut chip = Chip::blank(OTHER_SERIAL.0);
    let mut reader = reader(&mut chip);
    personalise(
        &mut reader,
        OTHER_SERIAL,
        &record(2),
        &issuer(),
        &mut |_| {},
    )
    .unwrap();
    drop(reader);
    chip
}

/// Chips in every state, none of them the one that is meant.
fn others() -> [Chip; 4] {
    let personalised = other_personalised();
    let mut activated = personalised.clone();
    let verified = verified(&mut activated);
    activate(&mut reader(&mut activated), &verified).unwrap();
    let mut terminated = personalised.clone();
    terminate(&mut reader(&mut terminated), OTHER_SERIAL).unwrap();
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
        swap_everywhere(&blank(), &other, |mut reader| {
            personalise(&mut reader, SERIAL, &record(1), &issuer(), &mut |_| {})
        });
    }
}

#[test]
fn activation_never_touches_another_chip() {
    let chip = personalised();
    let verified = verified(&mut chip.clone());
    for other in others() {
        swap_everywhere(&chip, &other, |mut reader| activate(&mut reader, &verified));
    }
}

#[test]
fn termination_never_touches_another_chip() {
    let mut terminated = personalised();
    terminate(&mut reader(&mut terminated), SERIAL).unwrap();
    for other in others() {
        for chip in [personalised(), terminated.clone()] {
            swap_everywhere(&chip, &other, |mut reader| terminate(&mut reader, SERIAL));
        }
    }
}

#[test]
fn what_is_read_comes_from_one_chip() {
    let (one, other) = (personalised(), other_personalised());
    assert_eq!(other.life_cycle(), LifeCycle::Personalised);
    let mut whole = 0;
    for at in 0.. {
        let (mut first, mut second) = (one.clone(), other.clone());
        let Ok(read) = read_back(&mut swap(&mut first, &mut second, at)) else {
            continue;
        };
        whole += 1;
        let chip = if read.identity.serial == SERIAL {
            &mut first
        } else {
            &mut second
        };
        assert_eq!(content(chip), read);
        if read.identity.serial == SERIAL {
            break;
        }
    }
    assert_eq!(whole, 2, "only the undisturbed readings succeed");
}
