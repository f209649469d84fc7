//! A card without the keys: the records are its answers, one after the other. It may lie about what is said in clear, and never
//! gets further: it is not told a proof of the host's keys, a byte of a record or a decision, and nothing is read from it.

use super::Lost;
use super::keys::Keys;
use super::sample::{SAMPLE, SERIAL, Sample};
use crate::records::records;
use loket_card::{
    ChipError, Exchange, MoreTries, Presence, activate, count_mismatch, identify, personalise,
    profile, read_back, terminate,
};

/// What a host says to a card that has proven nothing: SELECT, READ BINARY, GET DATA, INITIALIZE UPDATE.
const ASKED_OF_ANYBODY: [u8; 4] = [0xA4, 0xB0, 0xCA, 0x50];

pub(crate) fn run(input: &[u8]) {
    let Some((choice, answers)) = input.split_first() else {
        return;
    };
    let mut answers = records(answers).into_iter();
    let mut card = |command: &[u8]| {
        assert!(
            command[0] & 0x0C == 0 && ASKED_OF_ANYBODY.contains(&command[1]),
            "a forgery was told {command:02X?}"
        );
        answers.next().map(<[u8]>::to_vec).ok_or(Lost)
    };
    talk(*choice, &mut card, &Keys::of_nobody(input), &SAMPLE);
}

fn talk<X: Exchange>(choice: u8, card: &mut X, keys: &Keys, sample: &Sample) {
    let chip = &sample.verified;
    match choice % 8 {
        0 => drop(identify(card)),
        1 => drop(profile::recognise(card)),
        2 => profile::all()
            .iter()
            .for_each(|profile| drop(profile.photo(card))),
        3 => refused(&read_back(card, keys)),
        4 => refused(&personalise(
            card,
            keys,
            SERIAL,
            &sample.record,
            &sample.issuer,
            &mut |_| {},
        )),
        5 => refused(&count_mismatch(card, keys, chip, chip.fingers()[0], 17)),
        // Whoever says that he is terminated already is left alone.
        6 => drop(terminate(card, keys, SERIAL)),
        _ => {
            let presence = Presence::Vouched;
            refused(&activate(card, keys, chip, presence, MoreTries::Allowed));
        }
    }
}

fn refused<T, E>(done: &Result<T, ChipError<E>>) {
    assert!(done.is_err(), "a forgery was taken for a chip");
}
