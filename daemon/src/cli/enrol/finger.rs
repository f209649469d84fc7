//! Fingers.

use super::shown;
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::hints::Hints;
use crate::cli::words::{ExceptionKind, Position};
use loket_proto::v1;
use loket_proto::v1::capture_finger_response::Event;
use tonic::Streaming;

pub(super) async fn capture(
    session: &mut Session<'_>,
    enrolment_id: String,
    position: Position,
) -> Result<Exit, Fail> {
    let request = v1::CaptureFingerRequest {
        enrolment_id,
        actor: session.actor()?,
        position: position as i32,
    };
    let events = session.enrolment().capture_finger(request).await?;
    let finger = follow(session, events.into_inner()).await?;
    Ok(done_if(finger.state() == v1::FingerState::Captured))
}

pub(super) async fn verify(
    session: &mut Session<'_>,
    enrolment_id: String,
    position: Position,
) -> Result<Exit, Fail> {
    let request = v1::CaptureVerificationRequest {
        enrolment_id,
        actor: session.actor()?,
        position: position as i32,
    };
    let events = session.enrolment().capture_verification(request).await?;
    let finger = follow(session, events.into_inner()).await?;
    Ok(done_if(finger.verified))
}

pub(super) async fn except(
    session: &mut Session<'_>,
    enrolment_id: String,
    position: Position,
    kind: ExceptionKind,
    reason: String,
) -> Result<Exit, Fail> {
    let request = v1::DeclareExceptionRequest {
        enrolment_id,
        actor: session.actor()?,
        position: position as i32,
        kind: kind as i32,
        reason,
    };
    let answer = session.enrolment().declare_exception(request).await;
    shown(session, answer)
}

/// What was not reached is for the people at the scanner to try again.
fn done_if(reached: bool) -> Exit {
    match reached {
        true => Exit::Done,
        false => Exit::PersonActs,
    }
}

/// Shows what happens until the finger is as it is now kept.
async fn follow(
    session: &mut Session<'_>,
    mut events: Streaming<v1::CaptureFingerResponse>,
) -> Result<v1::FingerStatus, Fail> {
    let mut hints = Hints::new();
    while let Some(response) = events.message().await? {
        match &response.event {
            Some(Event::Hint(hint)) if !session.screen.is_json() => {
                hints.tell(session.screen, hint)?;
                continue;
            }
            _ => hints.pause(),
        }
        session.screen.show_next(&response)?;
        if let Some(Event::Outcome(finger)) = response.event {
            return Ok(finger);
        }
    }
    Err(Fail::Lost)
}
