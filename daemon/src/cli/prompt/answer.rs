//! Answering a prompt, and following what comes of it.

use super::present;
use crate::cli::args::prompt::Answer;
use crate::cli::connect::Session;
use crate::cli::fail::{Exit, Fail};
use crate::cli::hints::Hints;
use crate::cli::input::{self, BiodataFile};
use crate::cli::order;
use crate::cli::words::Subject;
use loket_proto::v1;
use loket_proto::v1::answer_outcome::State;
use loket_proto::v1::answer_prompt_response::Event;

/// Gives the answer that was typed, with the content of its files.
pub(super) async fn from_files(session: &mut Session<'_>, given: Answer) -> Result<Exit, Fail> {
    let biodata = given.biodata.as_deref().map(input::document::<BiodataFile>);
    let biodata = biodata.transpose()?.map(v1::Biodata::from);
    let png = given.png.as_deref().map(input::bytes).transpose()?;
    let request = v1::AnswerPromptRequest {
        generation: given.generation.unwrap_or_default(),
        choice: given.choice,
        note: given.note,
        biodata,
        png: png.unwrap_or_default().into(),
        ..v1::AnswerPromptRequest::default()
    };
    give(session, &given.subject, request).await
}

/// Gives an answer about an order to what it waits for now.
pub(crate) async fn about_order(
    session: &mut Session<'_>,
    order: String,
    choice: impl Into<String>,
    note: String,
) -> Result<Exit, Fail> {
    let request = v1::AnswerPromptRequest {
        choice: choice.into(),
        note,
        ..v1::AnswerPromptRequest::default()
    };
    give(session, &Subject::Order(order), request).await
}

/// Without a generation the present prompt is answered. Shows what happens, then the subject as it is.
async fn give(
    session: &mut Session<'_>,
    subject: &Subject,
    request: v1::AnswerPromptRequest,
) -> Result<Exit, Fail> {
    let actor = session.actor()?;
    let generation = match request.generation {
        0 => present(session, subject).await?.generation,
        typed => typed,
    };
    let request = v1::AnswerPromptRequest {
        subject: Some(subject.message()),
        generation,
        actor,
        ..request
    };
    let mut events = session.prompt().answer_prompt(request).await?.into_inner();
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
        if let Some(Event::Outcome(outcome)) = response.event {
            return Ok(exit(&outcome));
        }
    }
    Err(Fail::Lost)
}

fn exit(outcome: &v1::AnswerOutcome) -> Exit {
    match &outcome.state {
        Some(State::Order(order)) => order::exit(order),
        Some(State::Enrolment(_)) | None => Exit::Done,
    }
}
