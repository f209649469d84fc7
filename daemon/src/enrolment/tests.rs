//! The workflow over a real store and no devices.

mod ending;
mod fixtures;
mod sealing;

use super::job::Named;
use super::record::{ExceptionKind, FingerState, State};
use super::*;
use crate::condition::Condition;
use fixtures::{NAME, NIK, biodata, record};
pub(crate) use fixtures::{budi, counter, opening, signature_png};
use loket_card::finger::FingerPosition as F;
use std::fs;
use std::thread;

#[test]
fn an_enrolment_is_resumed_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let before = {
        let all = counter(folder.path()).enrolments;
        let id = record(&all);
        all.set_biodata(&id, &budi(), &biodata()).unwrap();
        all.declare_exception(
            &id,
            &budi(),
            F::LeftRing,
            ExceptionKind::Missing,
            "accident".into(),
        )
        .unwrap()
    };
    let all = counter(folder.path()).enrolments;
    assert_eq!(all.get(&before.id).unwrap(), before);
    assert_eq!(
        all.list(Page {
            open_only: true,
            ..Page::EVERYTHING
        })
        .unwrap(),
        std::slice::from_ref(&before)
    );
    let siti = Person {
        id: "siti".into(),
        ..budi()
    };
    assert_eq!(all.resume(&before.id, siti.clone()).unwrap().operator, siti);
}

#[test]
fn device_work_that_a_stop_cut_off_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let id = {
        let all = counter(folder.path()).enrolments;
        let id = record(&all);
        all.change(&id, By::Call(&budi()), "photo begun", |enrolment| {
            enrolment.begin_job("photo")?;
            Ok(Vec::new())
        })
        .unwrap();
        id
    };
    let job = counter(folder.path())
        .enrolments
        .get(&id)
        .unwrap()
        .job
        .unwrap();
    assert!(!job.running);
    assert_eq!(job.condition.unwrap().reason, Reason::CallCancelled);
}

#[test]
fn the_same_request_opens_one_enrolment() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    let first = all.begin(opening("r1")).unwrap();
    assert_eq!(all.begin(opening("r1")).unwrap(), first);
    let other = Opening {
        subject: "case-2".into(),
        ..opening("r1")
    };
    assert_eq!(all.begin(other), Err(Reason::RequestIdReused.into()));
    assert_eq!(all.list(Page::EVERYTHING).unwrap().len(), 1);
}

#[test]
fn callers_at_the_same_time_lose_no_update() {
    let folder = tempfile::tempdir().unwrap();
    let all = &counter(folder.path()).enrolments;
    let id = &record(all);
    thread::scope(|scope| {
        for position in F::ALL {
            scope.spawn(move || {
                all.declare_exception(id, &budi(), position, ExceptionKind::Worn, "worn".into())
                    .unwrap();
            });
        }
    });
    let fingers = all.get(id).unwrap().fingers;
    assert!(
        fingers
            .iter()
            .all(|finger| finger.state == FingerState::Excepted(ExceptionKind::Worn))
    );
}

#[test]
fn work_for_a_device_that_is_not_configured_is_refused_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    let id = record(&all);
    let refused = all
        .capture_photo(&id, &budi())
        .unwrap_err()
        .into_condition();
    assert_eq!(
        refused,
        Condition::new(Reason::DeviceNotConfigured, "camera")
    );
    assert_eq!(all.get(&id).unwrap().job, None);
    assert!(all.preview(&id, None).is_err());
}

#[test]
fn a_result_that_comes_after_the_end_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    let id = record(&all);
    let work = |_: &Enrolment, canceller: &loket_drivers::limit::Canceller| {
        all.abandon(&id, &budi(), "left".into())?;
        assert!(canceller.is_cancelled(), "abandoning calls the work off");
        Ok(())
    };
    let me = budi();
    let job = Named {
        name: "finger:2",
        by: By::Call(&me),
    };
    let apply = |_: &mut Enrolment, ()| panic!("must not be applied");
    let late = all.device_job(&id, job, work, apply, |_| ());
    assert_eq!(
        late.unwrap_err().into_condition().reason,
        Reason::WrongState
    );
    assert_eq!(all.get(&id).unwrap().state, State::Abandoned);
}

#[test]
fn nothing_of_the_applicant_is_readable_in_the_state_folder() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    let id = record(&all);
    all.set_biodata(&id, &budi(), &biodata()).unwrap();
    drop(all);
    for file in fs::read_dir(folder.path().join("state")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        for secret in [NIK, NAME] {
            assert!(
                !bytes
                    .windows(secret.len())
                    .any(|part| part == secret.as_bytes()),
                "{secret}"
            );
        }
    }
}

#[test]
fn an_unknown_enrolment_is_not_found() {
    let folder = tempfile::tempdir().unwrap();
    let all = counter(folder.path()).enrolments;
    assert_eq!(all.get("nobody"), Err(Reason::NotFound.into()));
    assert_eq!(
        all.set_biodata("nobody", &budi(), &biodata()),
        Err(Reason::NotFound.into())
    );
    assert_eq!(
        all.abandon("nobody", &budi(), "x".into()),
        Err(Reason::NotFound.into())
    );
}
