//! What the chip lets itself be told about its holder.

use super::samples::{keys, put_in_force};
use super::{personalised, reader, verified};
use loket_card::finger::FingerPosition;
use loket_card::{
    Activation, ChipError, LifeCycle, MoreTries, Presence, VerifiedChip, activate, count_mismatch,
};
use loket_simulator::chip::Chip;

/// Tries of a chip that was never told of another's finger.
const TRIES: u8 = 5;

fn mismatch(
    chip: &mut Chip,
    verified: &VerifiedChip,
) -> Result<(), ChipError<std::convert::Infallible>> {
    let finger = verified.fingers()[0];
    count_mismatch(&mut reader(chip), &keys(), verified, finger, 9)
}

/// A chip that has been told of others' fingers until it had enough.
fn spent() -> (Chip, VerifiedChip) {
    let mut chip = personalised();
    let verified = verified(&mut chip);
    for left in (0..TRIES).rev() {
        mismatch(&mut chip, &verified).unwrap();
        assert_eq!(chip.dump().tries_left, left);
    }
    (chip, verified)
}

#[test]
fn a_chip_that_saw_too_many_other_fingers_stays_good_until_a_supervisor_gives_the_tries_back() {
    let (mut chip, verified) = spent();
    let again = mismatch(&mut chip, &verified);
    assert!(matches!(again, Err(ChipError::TriesSpent)), "{again:?}");
    let refused = put_in_force(&mut reader(&mut chip), &verified);
    assert!(matches!(refused, Err(ChipError::TriesSpent)), "{refused:?}");

    let presence = Presence::Finger(verified.fingers()[1], 80);
    let allowed = MoreTries::Allowed;
    let activated = activate(
        &mut reader(&mut chip),
        &keys(),
        &verified,
        presence,
        allowed,
    );
    assert_eq!(activated.unwrap(), Activation::Activated);
    assert_eq!(chip.dump().tries_left, TRIES);
}

#[test]
fn a_second_person_s_word_is_taken_without_tries() {
    let (mut chip, verified) = spent();
    let (presence, more) = (Presence::Vouched, MoreTries::NotAllowed);
    let activated = activate(&mut reader(&mut chip), &keys(), &verified, presence, more);
    assert_eq!(activated.unwrap(), Activation::Activated);
    assert_eq!(chip.dump().tries_left, 0);
}

#[test]
fn a_finger_that_is_not_on_the_chip_is_refused_before_anything_is_sent() {
    let mut chip = personalised();
    let verified = verified(&mut chip);
    let presence = Presence::Finger(FingerPosition::LeftLittle, 200);
    let more = MoreTries::NotAllowed;
    let before = chip.dump();
    let refused = activate(&mut reader(&mut chip), &keys(), &verified, presence, more);
    assert!(
        matches!(refused, Err(ChipError::NoSuchFinger)),
        "{refused:?}"
    );
    assert_eq!(chip.dump(), before);
    assert_ne!(
        loket_card::identify(&mut reader(&mut chip))
            .unwrap()
            .life_cycle,
        LifeCycle::Activated
    );
}
