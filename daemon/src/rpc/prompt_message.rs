//! Prompts as messages.

use crate::person::Role;
use crate::prompt::{Evidence, Input, Key, Kind, Move, Prompt, Shown, Subject};
use crate::rpc::convert::{position_message, timestamp};
use crate::rpc::status::condition_message;
use loket_proto::v1;

/// The prompt as front ends see it.
pub fn prompt_message(prompt: &Prompt) -> v1::Prompt {
    let (question, words) = (&prompt.question, prompt.question.words());
    v1::Prompt {
        subject: Some(subject_message(&prompt.subject)),
        generation: prompt.generation,
        kind: kind(question.kind).into(),
        text_en: words.en,
        text_id: words.id,
        condition: question.condition.as_ref().map(condition_message),
        evidence: question.evidence.iter().copied().map(evidence).collect(),
        choices: question.choices.iter().copied().map(choice).collect(),
        since: Some(timestamp(prompt.since_ms)),
        position: question.position.map_or(0, position_message),
    }
}

/// What a prompt is about.
pub fn subject_message(subject: &Subject) -> v1::Subject {
    use v1::subject::Subject as Named;
    let named = match subject {
        Subject::Order(id) => Named::OrderId(id.clone()),
        Subject::Enrolment(id) => Named::EnrolmentId(id.clone()),
    };
    v1::Subject {
        subject: Some(named),
    }
}

fn kind(kind: Kind) -> v1::PromptKind {
    match kind {
        Kind::ClearHold => v1::PromptKind::ClearHold,
        Kind::MoveCard(Move::PlaceBlank) => v1::PromptKind::PlaceBlank,
        Kind::MoveCard(Move::FeedCard) => v1::PromptKind::FeedCard,
        Kind::MoveCard(Move::ReturnCard) => v1::PromptKind::ReturnCard,
        Kind::MoveCard(Move::DiscardCard) => v1::PromptKind::DiscardCard,
        Kind::InspectCard => v1::PromptKind::InspectCard,
        Kind::SettleUnknown => v1::PromptKind::SettleUnknown,
        Kind::ActivateCard => v1::PromptKind::ActivateCard,
        Kind::VouchForHolder => v1::PromptKind::VouchForHolder,
        Kind::RetireOldCard => v1::PromptKind::RetireOldCard,
        Kind::HandOverCard => v1::PromptKind::HandOverCard,
        Kind::EnterBiodata => v1::PromptKind::EnterBiodata,
        Kind::TakePhoto => v1::PromptKind::TakePhoto,
        Kind::ChoosePhoto => v1::PromptKind::ChoosePhoto,
        Kind::CaptureFinger => v1::PromptKind::CaptureFinger,
        Kind::ProvideSignature => v1::PromptKind::ProvideSignature,
        Kind::VerifyFinger => v1::PromptKind::VerifyFinger,
        Kind::Attest => v1::PromptKind::Attest,
    }
}

fn evidence(evidence: Evidence) -> v1::Evidence {
    use v1::evidence::Value;
    let words = evidence.words();
    v1::Evidence {
        name: evidence.name(),
        label_en: words.en,
        label_id: words.id,
        value: Some(match evidence.shown() {
            Shown::Reading(text) => Value::Reading(text),
            Shown::Picture(media_type) => Value::Picture(media_type.to_owned()),
        }),
    }
}

fn choice(key: Key) -> v1::Choice {
    let words = key.words();
    let input = match key.input() {
        Input::None => v1::ChoiceInput::None,
        Input::Note => v1::ChoiceInput::Note,
        Input::Biodata => v1::ChoiceInput::Biodata,
        Input::Png => v1::ChoiceInput::Png,
    };
    v1::Choice {
        key: key.to_string(),
        label_en: words.en,
        label_id: words.id,
        input: input.into(),
        roles: key.roles().iter().copied().map(role).collect(),
    }
}

fn role(role: Role) -> i32 {
    let role = match role {
        Role::Operator => v1::Role::Operator,
        Role::Supervisor => v1::Role::Supervisor,
        Role::Integrator => v1::Role::Integrator,
    };
    role.into()
}
