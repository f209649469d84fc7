//! What an enrolment asks for next, as it is filled in.

use super::*;
use crate::condition::Reason;
use crate::enrolment::record::{ExceptionKind, KeptImage, Kind as What, Take};
use crate::person::{Person, Role};
use loket_card::finger::FingerPosition as F;

const PREFERENCE: [F; 4] = [F::RightIndex, F::LeftIndex, F::RightThumb, F::LeftThumb];

fn enrolment(kind: What) -> Enrolment {
    let operator = Person {
        id: "op".into(),
        role: Role::Operator,
    };
    Enrolment::new("e".into(), kind, "s".into(), operator, 0)
}

fn asks(one: &Enrolment) -> String {
    let Some(question) = question(one, &PREFERENCE) else {
        return "-".into();
    };
    let choices: Vec<_> = question.choices.iter().map(Key::to_string).collect();
    let finger = question.position.map(|position| position.code());
    let finger = finger.map(|code| format!(" {code}")).unwrap_or_default();
    format!("{:?}{finger}: {}", question.kind, choices.join(" "))
}

fn kept() -> KeptImage {
    KeptImage {
        width: 256,
        height: 288,
        ppi: 500,
        quality: 70,
        sha256: [1; 32],
        verification: None,
    }
}

/// A record with everything but fingers.
fn photographed() -> Enrolment {
    let mut one = enrolment(What::Record);
    one.has_biodata = true;
    one.add_take(Take {
        sha256: [0; 32],
        acceptable: true,
    })
    .unwrap();
    one.accept_take(1, false).unwrap();
    one
}

/// A record with everything but signature and verification.
fn captured() -> Enrolment {
    let mut one = photographed();
    for position in F::ALL {
        one.keep_finger(position, kept()).unwrap();
    }
    one
}

fn fail(one: &mut Enrolment, job: &str, reason: Reason) {
    one.begin_job(job).unwrap();
    assert_eq!(asks(one), "-", "nobody is asked while {job} runs");
    one.end_job(job, Some(reason.into()));
}

#[test]
fn the_first_missing_item_is_asked_for() {
    let mut one = enrolment(What::Record);
    assert_eq!(asks(&one), "EnterBiodata: enter abandon");
    one.has_biodata = true;
    assert_eq!(asks(&one), "TakePhoto: take abandon");
    assert_eq!(
        asks(&photographed()),
        "CaptureFinger 2: capture missing bandaged abandon"
    );
    let mut one = captured();
    assert_eq!(asks(&one), "ProvideSignature: submit abandon");
    one.has_signature = true;
    assert_eq!(asks(&one), "VerifyFinger 2: capture recapture abandon");
    one.verify_finger(F::RightIndex, &[1; 32], 200).unwrap();
    assert_eq!(asks(&one), "VerifyFinger 7: capture recapture abandon");
    one.verify_finger(F::LeftIndex, &[1; 32], 200).unwrap();
    assert_eq!(asks(&one), "Attest: attest abandon");
    one.state = State::Sealed;
    assert_eq!(asks(&one), "-");
}

#[test]
fn a_rephoto_asks_for_a_photo_alone() {
    let kind = What::Rephoto {
        previous_photo: [9; 32],
    };
    let mut one = enrolment(kind);
    assert_eq!(asks(&one), "TakePhoto: take abandon");
    one.add_take(Take {
        sha256: [0; 32],
        acceptable: true,
    })
    .unwrap();
    one.accept_take(1, false).unwrap();
    assert_eq!(asks(&one), "Attest: attest abandon");
}

#[test]
fn fit_takes_come_first_and_an_unfit_one_only_with_a_reason() {
    let mut one = enrolment(What::Record);
    one.has_biodata = true;
    for acceptable in [false, true, false] {
        let sha256 = [0; 32];
        one.add_take(Take { sha256, acceptable }).unwrap();
    }
    assert_eq!(
        asks(&one),
        "ChoosePhoto: take:2 another take:3:override take:1:override abandon"
    );
    let evidence = question(&one, &PREFERENCE).unwrap().evidence;
    assert_eq!(evidence, [3, 2, 1].map(Evidence::Take));
}

#[test]
fn the_preferred_fingers_come_first_then_the_others() {
    let mut one = photographed();
    let mut order = Vec::new();
    while let Some(finger) = next_pending(&one, &PREFERENCE).map(|finger| finger.position) {
        order.push(finger.code());
        one.except_finger(finger, ExceptionKind::Missing).unwrap();
    }
    assert_eq!(order, [2, 7, 1, 6, 3, 4, 5, 8, 9, 10]);
}

#[test]
fn a_finger_is_worn_only_after_it_was_tried() {
    let mut one = photographed();
    fail(&mut one, "finger:2", Reason::FingerUnclear);
    one.count_tries(F::RightIndex, 3);
    assert_eq!(
        asks(&one),
        "CaptureFinger 2: capture missing bandaged worn abandon"
    );
    let condition = question(&one, &PREFERENCE).unwrap().condition.unwrap();
    assert_eq!(condition.reason, Reason::FingerUnclear);
}

#[test]
fn a_chip_finger_that_fails_to_match_gives_its_place_to_the_next() {
    let mut one = captured();
    one.has_signature = true;
    fail(&mut one, "verification:2", Reason::DeviceInUse);
    assert_eq!(
        asks(&one),
        "VerifyFinger 2: capture recapture abandon",
        "the scanner's fault is not the finger's"
    );
    fail(&mut one, "verification:2", Reason::VerificationMismatch);
    assert_eq!(asks(&one), "VerifyFinger 2: capture recapture worn abandon");
    one.except_finger(F::RightIndex, ExceptionKind::Worn)
        .unwrap();
    assert_eq!(asks(&one), "VerifyFinger 7: capture recapture abandon");
}
