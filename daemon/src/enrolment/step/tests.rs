use super::*;
use crate::person::{Person, Role};
use FingerPosition as F;

const PREFERENCE: [F; 4] = [F::RightIndex, F::LeftIndex, F::RightThumb, F::LeftThumb];

fn enrolment(kind: Kind) -> Enrolment {
    let operator = Person {
        id: "budi".into(),
        role: Role::Operator,
    };
    Enrolment::new("e1".into(), kind, "case-1".into(), operator, 0)
}

fn rephoto() -> Enrolment {
    enrolment(Kind::Rephoto {
        previous_photo: [1; 32],
    })
}

fn kept(mark: u8) -> KeptImage {
    KeptImage {
        width: 256,
        height: 288,
        ppi: 500,
        quality: 60,
        sha256: [mark; 32],
        verification: None,
    }
}

fn take(acceptable: bool) -> Take {
    Take {
        sha256: [9; 32],
        acceptable,
    }
}

/// A record with everything but what `leave_out` names.
fn complete_but(leave_out: &str) -> Enrolment {
    let mut record = enrolment(Kind::Record);
    record.has_biodata = leave_out != "biodata";
    record.has_signature = leave_out != "signature";
    record.add_take(take(true)).unwrap();
    if leave_out != "photo" {
        record.accept_take(1, false).unwrap();
    }
    for position in F::ALL
        .into_iter()
        .filter(|one| job_name("finger", *one) != leave_out)
    {
        record.keep_finger(position, kept(position.code())).unwrap();
        if PREFERENCE[..2].contains(&position) && job_name("verification", position) != leave_out {
            record
                .verify_finger(position, &[position.code(); 32], 200)
                .unwrap();
        }
    }
    record
}

#[test]
fn what_is_missing_is_named() {
    for word in [
        "biodata",
        "photo",
        "finger:3",
        "finger:10",
        "signature",
        "verification:2",
        "verification:7",
    ] {
        assert_eq!(complete_but(word).missing(&PREFERENCE), [word], "{word}");
        let refused = complete_but(word)
            .require_complete(&PREFERENCE)
            .unwrap_err();
        assert_eq!(refused, Condition::new(Reason::EnrolmentIncomplete, word));
    }
    assert_eq!(complete_but("").require_complete(&PREFERENCE), Ok(()));
    assert_eq!(
        complete_but("finger:2").missing(&PREFERENCE),
        ["finger:2", "verification:2"]
    );
}

#[test]
fn a_rephoto_needs_a_photo_alone() {
    let mut rephoto = rephoto();
    assert_eq!(rephoto.missing(&PREFERENCE), ["photo"]);
    assert!(rephoto.keep_finger(F::RightIndex, kept(1)).is_err());
    assert!(
        rephoto
            .except_finger(F::RightIndex, ExceptionKind::Missing)
            .is_err()
    );
    assert!(rephoto.require_record().is_err());
    rephoto.add_take(take(true)).unwrap();
    rephoto.accept_take(1, false).unwrap();
    assert_eq!(rephoto.require_complete(&PREFERENCE), Ok(()));
}

#[test]
fn chip_fingers_follow_the_preference_past_exceptions() {
    use ExceptionKind::Missing;
    let table: [(&[F], &[F]); 4] = [
        (&[], &[F::RightIndex, F::LeftIndex]),
        (&[F::RightIndex], &[F::LeftIndex, F::RightThumb]),
        (
            &[F::RightIndex, F::LeftIndex, F::RightThumb],
            &[F::LeftThumb],
        ),
        (&PREFERENCE, &[]),
    ];
    for (excepted, chip) in table {
        let mut record = enrolment(Kind::Record);
        for position in excepted {
            record.except_finger(*position, Missing).unwrap();
        }
        assert_eq!(record.chip_fingers(&PREFERENCE), chip, "{excepted:?}");
    }
    assert!(rephoto().chip_fingers(&PREFERENCE).is_empty());
}

#[test]
fn capturing_a_finger_undoes_its_exception_and_its_verification() {
    let mut record = complete_but("");
    record
        .except_finger(F::RightIndex, ExceptionKind::Bandaged)
        .unwrap();
    assert_eq!(record.missing(&PREFERENCE), ["verification:1"]);
    record.count_tries(F::RightIndex, 2);
    record.keep_finger(F::RightIndex, kept(42)).unwrap();
    assert_eq!(record.missing(&PREFERENCE), ["verification:2"]);
    assert_eq!(record.finger(F::RightIndex).unwrap().tries, 2);
}

#[test]
fn tries_count_even_when_the_former_image_stays() {
    let mut record = complete_but("");
    record.count_tries(F::RightIndex, 3);
    assert_eq!(record.finger(F::RightIndex).unwrap().tries, 3);
    assert_eq!(record.require_complete(&PREFERENCE), Ok(()));
}

#[test]
fn only_a_captured_chip_finger_is_verified_and_only_its_present_image() {
    let mut record = enrolment(Kind::Record);
    assert!(
        record
            .require_verifiable(F::RightIndex, &PREFERENCE)
            .is_err()
    );
    record.keep_finger(F::RightIndex, kept(1)).unwrap();
    assert_eq!(
        record.require_verifiable(F::RightIndex, &PREFERENCE),
        Ok(())
    );
    assert!(record.require_verifiable(F::LeftRing, &PREFERENCE).is_err());
    record.keep_finger(F::RightIndex, kept(2)).unwrap();
    assert!(record.verify_finger(F::RightIndex, &[1; 32], 150).is_err());
    assert_eq!(record.verify_finger(F::RightIndex, &[2; 32], 150), Ok(()));
}

#[test]
fn a_failed_photo_needs_a_reason() {
    let mut record = enrolment(Kind::Record);
    record.add_take(take(false)).unwrap();
    assert_eq!(
        record.accept_take(1, false),
        Err(Reason::PhotoNotAcceptable.into())
    );
    assert_eq!(record.accept_take(1, true), Ok(()));
    for number in [0, 2] {
        assert_eq!(
            record.accept_take(number, true),
            Err(Reason::NoSuchTake.into())
        );
    }
}

#[test]
fn takes_are_bounded() {
    let mut record = enrolment(Kind::Record);
    for number in 1..=MAX_TAKES {
        assert_eq!(
            record.add_take(take(true)),
            Ok(u32::try_from(number).unwrap())
        );
    }
    assert!(record.add_take(take(true)).is_err());
}

#[test]
fn nothing_is_captured_after_the_end() {
    let seal = || Seal {
        content_sha256: [0; 32],
        previous_sha256: [0; 32],
        signature: vec![],
    };
    let mut sealed = complete_but("");
    sealed.seal(seal());
    let mut abandoned = complete_but("");
    abandoned.abandon().unwrap();
    for mut ended in [sealed, abandoned] {
        assert!(ended.begin_job("photo").is_err());
        assert!(ended.accept_take(1, true).is_err());
        assert!(
            ended
                .except_finger(F::LeftRing, ExceptionKind::Worn)
                .is_err()
        );
        assert!(ended.require_complete(&PREFERENCE).is_err());
        assert!(ended.abandon().is_err());
    }
}

#[test]
fn only_a_sealed_package_is_released() {
    let mut record = complete_but("");
    assert!(record.release().is_err());
    record.seal(Seal {
        content_sha256: [0; 32],
        previous_sha256: [0; 32],
        signature: vec![],
    });
    assert_eq!(record.release(), Ok(()));
    assert!(record.release().is_err());
}
