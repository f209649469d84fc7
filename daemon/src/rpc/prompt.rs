//! `PromptService`: what waits for a person, and what the person says to it.

mod audience;
mod progress;
mod request;

use crate::condition::{Condition, Reason, contained};
use crate::counter::Counter;
use crate::device::token::Token;
use crate::prompt::answer::Answer as Given;
use crate::prompt::progress::Report;
use crate::prompt::{Picture, Prompt, Subject};
use crate::refusal::Refusal;
use crate::rpc::blocking::{Messages, run};
use crate::rpc::enrolment::{encode_content, enrolment_message};
use crate::rpc::lease_metadata::shown;
use crate::rpc::order_message::order_message;
use crate::rpc::prompt_message::prompt_message;
use crate::rpc::status::of_refusal;
use audience::{Audiences, Seat, Speaker};
use loket_proto::v1;
use loket_proto::v1::answer_outcome::State;
use loket_proto::v1::answer_prompt_response::Event;
use loket_proto::v1::prompt_service_server::PromptService;
use std::sync::Arc;
use tonic::{Request, Response, Status};

/// Serves the prompts of both workflows.
pub struct PromptRpc {
    counter: Counter,
    audiences: Arc<Audiences>,
}

type Answer<T> = Result<Response<T>, Status>;

impl PromptRpc {
    /// The service of that counter.
    pub fn new(counter: Counter) -> Self {
        Self {
            counter,
            audiences: Arc::default(),
        }
    }
}

#[tonic::async_trait]
impl PromptService for PromptRpc {
    async fn list_prompts(
        &self,
        _request: Request<v1::ListPromptsRequest>,
    ) -> Answer<v1::ListPromptsResponse> {
        let counter = self.counter.clone();
        let prompts = run(move || counter.prompts()).await?;
        Ok(Response::new(v1::ListPromptsResponse {
            prompts: prompts.iter().map(prompt_message).collect(),
        }))
    }

    async fn get_prompt(&self, request: Request<v1::GetPromptRequest>) -> Answer<v1::Prompt> {
        let subject = request::subject(request.into_inner().subject).map_err(of_refusal)?;
        let counter = self.counter.clone();
        let prompt = run(move || present(&counter, &subject)).await?;
        Ok(Response::new(prompt_message(&prompt)))
    }

    async fn get_evidence(
        &self,
        request: Request<v1::GetEvidenceRequest>,
    ) -> Answer<v1::GetEvidenceResponse> {
        let (generation, name) = (request.get_ref().generation, request.get_ref().name.clone());
        let subject = request::subject(request.into_inner().subject).map_err(of_refusal)?;
        let counter = self.counter.clone();
        let picture = run(move || counter.evidence(&subject, generation, &name)).await?;
        let Picture {
            media_type,
            content,
        } = picture;
        Ok(Response::new(v1::GetEvidenceResponse {
            media_type: media_type.to_owned(),
            content: content.into(),
        }))
    }

    type AnswerPromptStream = Messages<v1::AnswerPromptResponse>;

    async fn answer_prompt(
        &self,
        request: Request<v1::AnswerPromptRequest>,
    ) -> Answer<Self::AnswerPromptStream> {
        let lease = shown(request.metadata())?;
        let said = request::said(request.into_inner()).map_err(of_refusal)?;
        let (messages, seat) = self.audiences.join(said.clone());
        if let Seat::First(speaker) = seat {
            let counter = self.counter.clone();
            // Whoever asked may hang up; the answer is carried out.
            tokio::task::spawn_blocking(move || {
                let told = contained("answer", || carry_out(&counter, said, lease, &speaker));
                speaker.end(told.map(|outcome| message(Event::Outcome(outcome))));
            });
        }
        Ok(Response::new(messages))
    }
}

fn present(counter: &Counter, subject: &Subject) -> Result<Prompt, Refusal> {
    let present = counter.prompt(subject)?;
    present.ok_or_else(|| Condition::new(Reason::NotFound, "nothing waits for a person").into())
}

fn carry_out(
    counter: &Counter,
    said: request::Said,
    lease: Option<Token>,
    speaker: &Speaker,
) -> Result<v1::AnswerOutcome, Refusal> {
    let speaker = speaker.clone();
    let report: Report = Arc::new(move |now| speaker.say(message(progress::event(now))));
    let (subject, answer) = said.into_answer(counter, lease)?;
    let state = state(counter, &subject, &answer, &report)?;
    Ok(v1::AnswerOutcome {
        state: Some(state),
        next: counter.prompt(&subject)?.as_ref().map(prompt_message),
    })
}

fn state(
    counter: &Counter,
    subject: &Subject,
    answer: &Given,
    report: &Report,
) -> Result<State, Refusal> {
    Ok(match subject {
        Subject::Order(id) => {
            State::Order(order_message(&counter.issuance.answer(id, answer, report)?))
        }
        Subject::Enrolment(id) => {
            let all = &counter.enrolments;
            let one = all.answer(id, answer, &encode_content, report)?;
            State::Enrolment(enrolment_message(&one, all.chip_preference()))
        }
    })
}

fn message(event: Event) -> v1::AnswerPromptResponse {
    v1::AnswerPromptResponse { event: Some(event) }
}
