//! Photos.

use super::shown;
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::save;
use loket_proto::v1;
use std::path::Path;

/// Takes a photo; one that failed a measure is for a person to retake or to override.
pub(super) async fn capture(
    session: &mut Session<'_>,
    enrolment_id: String,
    file: Option<&Path>,
) -> Result<Exit, Fail> {
    let request = v1::CapturePhotoRequest {
        enrolment_id,
        actor: session.actor()?,
    };
    let take = session.enrolment().capture_photo(request).await?;
    let take = take.into_inner();
    if let Some(file) = file {
        save::file(file, &take.jpeg)?;
    }
    session.screen.show(&take)?;
    Ok(match take.acceptable {
        true => Exit::Done,
        false => Exit::PersonActs,
    })
}

pub(super) async fn accept(
    session: &mut Session<'_>,
    enrolment_id: String,
    take: u32,
    override_reason: Option<String>,
) -> Result<Exit, Fail> {
    let request = v1::AcceptPhotoRequest {
        enrolment_id,
        actor: session.actor()?,
        take,
        override_reason: override_reason.unwrap_or_default(),
    };
    let answer = session.enrolment().accept_photo(request).await;
    shown(session, answer)
}
