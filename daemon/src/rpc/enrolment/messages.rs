//! Core values of an enrolment as messages.

use crate::enrolment::fingers::{CaptureEvent, THRESHOLD, Try};
use crate::enrolment::record::{
    Enrolment, ExceptionKind, Finger, FingerState, Kind, Receipt, State,
};
use crate::enrolment::{Enrolments, Measure, TakenPhoto};
use crate::rpc::convert::{hint_message, position_message, timestamp};
use crate::rpc::status::condition_message;
use loket_card::finger::FingerPosition;
use loket_proto::v1;
use loket_proto::v1::capture_finger_response::Event;
use prost::Message;

/// The enrolment as front ends see it.
pub(in crate::rpc) fn enrolment(one: &Enrolment, preference: &[FingerPosition]) -> v1::Enrolment {
    let accepted = one.accepted_take.and_then(|take| one.take(take));
    let chip_fingers = one
        .chip_fingers(preference)
        .into_iter()
        .map(position_message);
    let (last_job, condition) = match &one.job {
        Some(job) => (
            job.name.clone(),
            job.condition.as_ref().map(condition_message),
        ),
        None => (String::new(), None),
    };
    v1::Enrolment {
        enrolment_id: one.id.clone(),
        kind: kind(one.kind).into(),
        state: state(one.state).into(),
        subject: one.subject.clone(),
        opened_at: Some(timestamp(one.opened_ms)),
        operator: one.operator.id.clone(),
        has_biodata: one.has_biodata,
        photo_takes: one.take_count(),
        accepted_take: one.accepted_take.unwrap_or_default(),
        photo_sha256: accepted
            .map(|take| take.sha256.to_vec())
            .unwrap_or_default()
            .into(),
        fingers: one.fingers.iter().map(finger).collect(),
        has_signature: one.has_signature,
        chip_fingers: chip_fingers.collect(),
        missing: if one.state == State::Capturing {
            one.missing(preference)
        } else {
            Vec::new()
        },
        content_sha256: one
            .seal
            .as_ref()
            .map(|seal| seal.content_sha256.to_vec())
            .unwrap_or_default()
            .into(),
        last_job,
        last_job_condition: condition,
    }
}

pub(super) fn list(all: &[Enrolment], preference: &[FingerPosition]) -> v1::ListEnrolmentsResponse {
    let enrolments = all.iter().map(|one| enrolment(one, preference)).collect();
    v1::ListEnrolmentsResponse { enrolments }
}

pub(super) fn kind(kind: Kind) -> v1::EnrolmentKind {
    match kind {
        Kind::Record => v1::EnrolmentKind::Record,
        Kind::Rephoto { .. } => v1::EnrolmentKind::Rephoto,
    }
}

fn state(state: State) -> v1::EnrolmentState {
    match state {
        State::Capturing => v1::EnrolmentState::Capturing,
        State::Sealed => v1::EnrolmentState::Sealed,
        State::Released => v1::EnrolmentState::Released,
        State::Abandoned => v1::EnrolmentState::Abandoned,
    }
}

pub(super) fn finger(finger: &Finger) -> v1::FingerStatus {
    let kept = finger.kept();
    let (state, exception) = match finger.state {
        FingerState::Pending => (v1::FingerState::Pending, v1::ExceptionKind::Unspecified),
        FingerState::Captured(_) => (v1::FingerState::Captured, v1::ExceptionKind::Unspecified),
        FingerState::Excepted(kind) => (v1::FingerState::Excepted, exception_kind(kind)),
    };
    v1::FingerStatus {
        position: position_message(finger.position),
        state: state.into(),
        quality: kept.map_or(0, |image| image.quality.into()),
        tries: finger.tries,
        exception: exception.into(),
        verified: kept.is_some_and(|image| image.verification.is_some()),
        sha256: kept
            .map(|image| image.sha256.to_vec())
            .unwrap_or_default()
            .into(),
    }
}

pub(super) fn exception_kind(kind: ExceptionKind) -> v1::ExceptionKind {
    match kind {
        ExceptionKind::Missing => v1::ExceptionKind::Missing,
        ExceptionKind::Bandaged => v1::ExceptionKind::Bandaged,
        ExceptionKind::Worn => v1::ExceptionKind::Worn,
    }
}

pub(super) fn capture(event: Event) -> v1::CaptureFingerResponse {
    v1::CaptureFingerResponse { event: Some(event) }
}

pub(super) fn capture_event(position: FingerPosition, event: CaptureEvent) -> Event {
    match event {
        CaptureEvent::Hint(hint) => Event::Hint(hint_message(position, hint)),
        CaptureEvent::Try(one) => Event::Try(finger_try(one)),
    }
}

pub(in crate::rpc) fn finger_try(one: Try) -> v1::FingerTry {
    v1::FingerTry {
        number: one.number,
        quality: one.quality.into(),
        problem: one.problem.unwrap_or_default(),
        match_score: one.score.map(|score| score.points.into()),
        match_threshold: one.score.map(|_| THRESHOLD.into()),
    }
}

pub(in crate::rpc) fn photo_take(photo: TakenPhoto) -> v1::PhotoTake {
    v1::PhotoTake {
        take: photo.take,
        jpeg: photo.jpeg.into(),
        sha256: photo.sha256.to_vec().into(),
        measures: photo.measures.iter().map(measure).collect(),
        acceptable: photo.acceptable,
    }
}

pub(super) fn measure(measure: &Measure) -> v1::Measure {
    let (remedy_en, remedy_id) = measure.remedy_texts();
    v1::Measure {
        name: measure.name.clone(),
        value: measure.value,
        low: measure.low,
        high: measure.high,
        passed: measure.passed,
        remedy_en: remedy_en.to_owned(),
        remedy_id: remedy_id.to_owned(),
    }
}

/// The receipt, signed over its own encoding without the signature.
pub(super) fn receipt(enrolments: &Enrolments, receipt: Receipt) -> v1::ErasureReceipt {
    let mut message = v1::ErasureReceipt {
        enrolment_id: receipt.enrolment_id,
        erased_at: Some(timestamp(receipt.erased_ms)),
        items: receipt.items,
        bytes: receipt.bytes,
        signature: Vec::new().into(),
    };
    message.signature = enrolments
        .sign_receipt(&message.encode_to_vec())
        .to_vec()
        .into();
    message
}
