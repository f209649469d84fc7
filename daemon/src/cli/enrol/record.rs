//! Everything about an enrolment that needs no device.

use super::shown;
use crate::cli::args::enrol::Open;
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::input::{self, BiodataFile};
use loket_proto::v1;
use std::path::Path;
use uuid::Uuid;

pub(super) async fn open(session: &mut Session<'_>, open: Open) -> Result<Exit, Fail> {
    let request_id = open.request_id;
    let request = v1::OpenEnrolmentRequest {
        request_id: request_id.unwrap_or_else(|| Uuid::now_v7().to_string()),
        actor: session.actor()?,
        kind: open.kind as i32,
        subject: open.subject,
        previous_photo_sha256: open
            .previous_sha256
            .map(|hash| hash.to_vec())
            .unwrap_or_default()
            .into(),
        rephoto_reason: open.reason.unwrap_or_default(),
    };
    let answer = session.enrolment().open_enrolment(request).await;
    shown(session, answer)
}

pub(super) async fn list(
    session: &mut Session<'_>,
    open_only: bool,
    before: Option<String>,
) -> Result<Exit, Fail> {
    let request = v1::ListEnrolmentsRequest {
        open_only,
        before_id: before.unwrap_or_default(),
        limit: 0,
    };
    let list = session.enrolment().list_enrolments(request).await?;
    session.screen.show(list.get_ref())?;
    Ok(Exit::Done)
}

pub(super) async fn get(session: &mut Session<'_>, enrolment_id: String) -> Result<Exit, Fail> {
    let request = v1::GetEnrolmentRequest { enrolment_id };
    let answer = session.enrolment().get_enrolment(request).await;
    shown(session, answer)
}

pub(super) async fn resume(session: &mut Session<'_>, enrolment_id: String) -> Result<Exit, Fail> {
    let actor = session.actor()?;
    let request = v1::ResumeEnrolmentRequest {
        enrolment_id,
        actor,
    };
    let answer = session.enrolment().resume_enrolment(request).await;
    shown(session, answer)
}

pub(super) async fn biodata(
    session: &mut Session<'_>,
    enrolment_id: String,
    file: &Path,
) -> Result<Exit, Fail> {
    let biodata: BiodataFile = input::document(file)?;
    let request = v1::SetBiodataRequest {
        enrolment_id,
        actor: session.actor()?,
        biodata: Some(biodata.into()),
    };
    let answer = session.enrolment().set_biodata(request).await;
    shown(session, answer)
}

pub(super) async fn signature(
    session: &mut Session<'_>,
    enrolment_id: String,
    file: &Path,
) -> Result<Exit, Fail> {
    let request = v1::UploadSignatureRequest {
        enrolment_id,
        actor: session.actor()?,
        png: input::bytes(file)?.into(),
    };
    let answer = session.enrolment().upload_signature(request).await;
    shown(session, answer)
}

pub(super) async fn complete(
    session: &mut Session<'_>,
    enrolment_id: String,
    applicant_attests: bool,
) -> Result<Exit, Fail> {
    let request = v1::CompleteEnrolmentRequest {
        enrolment_id,
        actor: session.actor()?,
        applicant_attests,
    };
    let answer = session.enrolment().complete_enrolment(request).await;
    shown(session, answer)
}

pub(super) async fn abandon(
    session: &mut Session<'_>,
    enrolment_id: String,
    reason: String,
) -> Result<Exit, Fail> {
    let request = v1::AbandonEnrolmentRequest {
        enrolment_id,
        actor: session.actor()?,
        reason,
    };
    let receipt = session.enrolment().abandon_enrolment(request).await?;
    session.screen.show(receipt.get_ref())?;
    Ok(Exit::Done)
}
