//! Whatever waits for a person: read, judged, answered.

use super::{FrontEnd, explain};
use crate::hands::Hands;
use anyhow::Context;
use loket_proto::v1;
use loket_proto::v1::answer_outcome::State;
use loket_proto::v1::answer_prompt_response::Event;
use loket_proto::v1::subject::Subject as Named;
use prost::Message;
use tonic::Status;
use tonic_types::pb;

/// What came of an answer.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// Every try of a capture.
    pub tries: Vec<v1::FingerTry>,
    /// The photo that was taken.
    pub photo: Option<v1::PhotoTake>,
    /// The chip as the daemon read it back.
    pub chip: Option<v1::ChipReading>,
    /// Every comparison of the holder's finger with the chip's template.
    pub matches: Vec<v1::FingerMatch>,
    /// The subject afterwards.
    pub outcome: v1::AnswerOutcome,
}

impl Answered {
    /// The order afterwards.
    ///
    /// # Errors
    /// When the answer was about no order.
    pub fn order(&self) -> anyhow::Result<v1::Order> {
        match &self.outcome.state {
            Some(State::Order(order)) => Ok(order.clone()),
            _ => anyhow::bail!("the answer ended without an order"),
        }
    }
}

/// That order as the subject of a prompt.
pub fn of_order(id: &str) -> v1::Subject {
    let named = Some(Named::OrderId(id.to_owned()));
    v1::Subject { subject: named }
}

/// That enrolment as the subject of a prompt.
pub fn of_enrolment(id: &str) -> v1::Subject {
    let named = Some(Named::EnrolmentId(id.to_owned()));
    v1::Subject { subject: named }
}

/// The prompt that a refused answer was refused with.
pub fn present_prompt(status: &Status) -> Option<v1::Prompt> {
    let details = pb::Status::decode(status.details()).ok()?.details;
    let prompt = details
        .iter()
        .find(|detail| detail.type_url == "type.googleapis.com/loket.v1.Prompt")?;
    v1::Prompt::decode(prompt.value.as_slice()).ok()
}

impl FrontEnd {
    /// Everything that waits, oldest first.
    ///
    /// # Errors
    /// When the daemon is gone.
    pub async fn list_prompts(&mut self) -> anyhow::Result<Vec<v1::Prompt>> {
        let list = self.prompts.list_prompts(v1::ListPromptsRequest {}).await;
        Ok(list.map_err(explain)?.into_inner().prompts)
    }

    /// What the subject waits for now.
    ///
    /// # Errors
    /// When it waits for nobody.
    pub async fn prompt(&mut self, subject: v1::Subject) -> anyhow::Result<v1::Prompt> {
        let subject = Some(subject);
        let prompt = self.prompts.get_prompt(v1::GetPromptRequest { subject });
        Ok(prompt.await.map_err(explain)?.into_inner())
    }

    /// A picture to judge by.
    ///
    /// # Errors
    /// When the prompt is over, or has no such picture.
    pub async fn picture(&mut self, prompt: &v1::Prompt, name: &str) -> anyhow::Result<Vec<u8>> {
        let request = v1::GetEvidenceRequest {
            subject: prompt.subject.clone(),
            generation: prompt.generation,
            name: name.to_owned(),
        };
        let picture = self.prompts.get_evidence(request).await;
        Ok(picture.map_err(explain)?.into_inner().content.to_vec())
    }

    /// The operator's answer to a prompt, to be sent.
    pub fn saying(&self, prompt: &v1::Prompt, choice: &str) -> v1::AnswerPromptRequest {
        v1::AnswerPromptRequest {
            subject: prompt.subject.clone(),
            generation: prompt.generation,
            actor: self.actor(),
            choice: choice.to_owned(),
            ..v1::AnswerPromptRequest::default()
        }
    }

    /// Sends an answer and hears how it ends.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn say(&mut self, request: v1::AnswerPromptRequest) -> Result<Answered, Status> {
        let mut events = self.prompts.answer_prompt(request).await?.into_inner();
        let mut answered = Answered::default();
        while let Some(message) = events.message().await? {
            answered.hear(message.event);
        }
        Ok(answered)
    }

    /// Sends an answer; whoever sits at the scanner does what the hints say.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn say_with(
        &mut self,
        request: v1::AnswerPromptRequest,
        hands: &mut Hands,
    ) -> anyhow::Result<Answered> {
        let events = self.prompts.answer_prompt(request).await;
        let mut events = events.map_err(explain)?.into_inner();
        let mut answered = Answered::default();
        while let Some(message) = events.message().await.map_err(explain)? {
            match message.event {
                Some(Event::Hint(hint)) => hands.follow(&hint).await?,
                other => answered.hear(other),
            }
        }
        hands.lift().await?;
        Ok(answered)
    }

    /// Answers what the order waits for now.
    ///
    /// # Errors
    /// The daemon's refusal.
    pub async fn answer_order(&mut self, id: &str, choice: &str) -> anyhow::Result<v1::Order> {
        let prompt = self.prompt(of_order(id)).await?;
        let request = self.saying(&prompt, choice);
        let answered = self.say(request).await.map_err(explain)?;
        answered.order().context(choice.to_owned())
    }
}

impl Answered {
    fn hear(&mut self, event: Option<Event>) {
        match event {
            Some(Event::Try(one)) => self.tries.push(one),
            Some(Event::Photo(photo)) => self.photo = Some(photo),
            Some(Event::Chip(reading)) => self.chip = Some(reading),
            Some(Event::Match(one)) => self.matches.push(one),
            Some(Event::Outcome(outcome)) => self.outcome = outcome,
            Some(Event::Hint(_)) | None => {}
        }
    }
}
