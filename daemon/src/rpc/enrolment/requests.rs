//! Requests, checked: each function notes every violation of its message at once.

use crate::enrolment::Opening;
use crate::enrolment::record::{ExceptionKind, Hash, Kind};
use crate::person::Person;
use crate::refusal::Refusal;
use crate::rpc::convert;
use crate::rpc::validate::{Checks, REASON};
use loket_card::biodata::Biodata;
use loket_card::finger::FingerPosition;
use loket_proto::v1;
use std::time::Duration;

/// Seconds of a preview that does not say, and the longest.
const PREVIEW_SECONDS: (u32, u32) = (60, 600);

type Checked<T> = Result<T, Refusal>;

pub(super) fn id(enrolment_id: &str) -> Checked<String> {
    let mut checks = Checks::default();
    let id = checks.id("enrolment_id", enrolment_id);
    checks.finish(|| id)
}

pub(super) fn change(enrolment_id: &str, actor: Option<v1::Actor>) -> Checked<(String, Person)> {
    let mut checks = Checks::default();
    let (id, actor) = (checks.id("enrolment_id", enrolment_id), checks.actor(actor));
    checks.finish(|| Some((id?, actor?)))
}

pub(super) fn opening(request: v1::OpenEnrolmentRequest) -> Checked<Opening> {
    let mut checks = Checks::default();
    let request_id = checks.id("request_id", &request.request_id);
    let operator = checks.actor(request.actor.clone());
    let subject = checks.subject("subject", &request.subject);
    let kind = kind(&request, &mut checks);
    let rephoto_reason = request.rephoto_reason;
    checks.finish(|| {
        let (request_id, operator) = (request_id?, operator?);
        Some(Opening {
            request_id,
            operator,
            kind: kind?,
            subject: subject?,
            rephoto_reason,
        })
    })
}

fn kind(request: &v1::OpenEnrolmentRequest, checks: &mut Checks) -> Option<Kind> {
    let (hash, reason) = (&request.previous_photo_sha256, &request.rephoto_reason);
    match v1::EnrolmentKind::try_from(request.kind) {
        Ok(v1::EnrolmentKind::Record) => {
            checks.ensure(
                hash.is_empty(),
                "previous_photo_sha256",
                "is for a re-photo alone",
            );
            checks.ensure(
                reason.is_empty(),
                "rephoto_reason",
                "is for a re-photo alone",
            );
            Some(Kind::Record)
        }
        Ok(v1::EnrolmentKind::Rephoto) => {
            checks.text("rephoto_reason", reason, REASON);
            let previous_photo = checks.sha256("previous_photo_sha256", hash)?;
            Some(Kind::Rephoto { previous_photo })
        }
        Ok(v1::EnrolmentKind::Unspecified) | Err(_) => {
            checks.violation("kind", "is not a kind of enrolment");
            None
        }
    }
}

pub(super) fn biodata(request: v1::SetBiodataRequest) -> Checked<(String, Person, Biodata)> {
    let mut checks = Checks::default();
    let (id, actor) = (
        checks.id("enrolment_id", &request.enrolment_id),
        checks.actor(request.actor),
    );
    let biodata = convert::biodata("biodata", request.biodata, &mut checks);
    checks.finish(|| Some((id?, actor?, biodata?)))
}

pub(super) fn preview(request: &v1::StreamPreviewRequest) -> Checked<(String, Duration)> {
    let mut checks = Checks::default();
    let id = checks.id("enrolment_id", &request.enrolment_id);
    let seconds = if request.seconds == 0 {
        PREVIEW_SECONDS.0
    } else {
        request.seconds
    };
    checks.ensure(
        seconds <= PREVIEW_SECONDS.1,
        "seconds",
        "must be at most 600",
    );
    checks.finish(|| Some((id?, Duration::from_secs(seconds.into()))))
}

pub(super) fn acceptance(
    request: v1::AcceptPhotoRequest,
) -> Checked<(String, Person, u32, String)> {
    let mut checks = Checks::default();
    let (id, actor) = (
        checks.id("enrolment_id", &request.enrolment_id),
        checks.actor(request.actor),
    );
    let reason = checks.optional_text("override_reason", &request.override_reason, REASON);
    checks.ensure(request.take > 0, "take", "must be 1 or more");
    checks.finish(|| Some((id?, actor?, request.take, reason?)))
}

pub(super) fn finger(
    enrolment_id: &str,
    actor: Option<v1::Actor>,
    position: i32,
) -> Checked<(String, Person, FingerPosition)> {
    let mut checks = Checks::default();
    let (id, actor) = (checks.id("enrolment_id", enrolment_id), checks.actor(actor));
    let position = checks.position("position", position);
    checks.finish(|| Some((id?, actor?, position?)))
}

/// A checked `DeclareExceptionRequest`.
pub(super) struct Exception {
    pub(super) id: String,
    pub(super) actor: Person,
    pub(super) position: FingerPosition,
    pub(super) kind: ExceptionKind,
    pub(super) reason: String,
}

pub(super) fn exception(request: v1::DeclareExceptionRequest) -> Checked<Exception> {
    let mut checks = Checks::default();
    let (id, actor) = (
        checks.id("enrolment_id", &request.enrolment_id),
        checks.actor(request.actor),
    );
    let position = checks.position("position", request.position);
    let kind = exception_kind(request.kind);
    checks.ensure(kind.is_some(), "kind", "is not a kind of exception");
    let reason = checks.text("reason", &request.reason, REASON);
    checks.finish(|| {
        let (id, actor) = (id?, actor?);
        Some(Exception {
            id,
            actor,
            position: position?,
            kind: kind?,
            reason: reason?,
        })
    })
}

fn exception_kind(kind: i32) -> Option<ExceptionKind> {
    match v1::ExceptionKind::try_from(kind) {
        Ok(v1::ExceptionKind::Missing) => Some(ExceptionKind::Missing),
        Ok(v1::ExceptionKind::Bandaged) => Some(ExceptionKind::Bandaged),
        Ok(v1::ExceptionKind::Worn) => Some(ExceptionKind::Worn),
        Ok(v1::ExceptionKind::Unspecified) | Err(_) => None,
    }
}

pub(super) fn completion(request: v1::CompleteEnrolmentRequest) -> Checked<(String, Person)> {
    let mut checks = Checks::default();
    let (id, actor) = (
        checks.id("enrolment_id", &request.enrolment_id),
        checks.actor(request.actor),
    );
    checks.ensure(
        request.applicant_attests,
        "applicant_attests",
        "the applicant must confirm the data",
    );
    checks.finish(|| Some((id?, actor?)))
}

pub(super) fn release(request: v1::ReleaseEnrolmentRequest) -> Checked<(String, Person, Hash)> {
    let mut checks = Checks::default();
    let (id, actor) = (
        checks.id("enrolment_id", &request.enrolment_id),
        checks.actor(request.actor),
    );
    let content = checks.sha256("content_sha256", &request.content_sha256);
    checks.finish(|| Some((id?, actor?, content?)))
}

pub(super) fn abandonment(
    request: v1::AbandonEnrolmentRequest,
) -> Checked<(String, Person, String)> {
    let mut checks = Checks::default();
    let (id, actor) = (
        checks.id("enrolment_id", &request.enrolment_id),
        checks.actor(request.actor),
    );
    let reason = checks.text("reason", &request.reason, REASON);
    checks.finish(|| Some((id?, actor?, reason?)))
}
