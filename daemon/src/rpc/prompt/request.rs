//! Requests about prompts, checked in form; whether an answer is allowed depends on what waits.

use crate::counter::Counter;
use crate::device::token::Token;
use crate::person::Person;
use crate::prompt::Subject;
use crate::prompt::answer::{Answer, Content};
use crate::refusal::Refusal;
use crate::rpc::convert;
use crate::rpc::validate::{Checks, REASON};
use loket_proto::v1;
use loket_proto::v1::subject::Subject as Named;

/// Longest key of a choice, in characters.
const CHOICE: usize = 64;

/// What somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) subject: Subject,
    pub(super) generation: u64,
    pub(super) by: Person,
    pub(super) choice: String,
    pub(super) content: Content,
}

impl Said {
    /// With the keyed hash of its content by which it is known again.
    pub(super) fn into_answer(
        self,
        counter: &Counter,
        lease: Option<Token>,
    ) -> Result<(Subject, Answer), Refusal> {
        let bytes = self.content.to_bytes()?;
        let fingerprint = counter
            .base
            .store
            .call(move |database| Ok(database.fingerprint(&bytes)))?;
        let answer = Answer {
            generation: self.generation,
            choice: self.choice,
            by: self.by,
            lease,
            content: self.content,
            fingerprint,
        };
        Ok((self.subject, answer))
    }
}

pub(super) fn subject(message: Option<v1::Subject>) -> Result<Subject, Refusal> {
    let mut checks = Checks::default();
    let subject = named(message, &mut checks);
    checks.finish(|| subject)
}

pub(super) fn said(request: v1::AnswerPromptRequest) -> Result<Said, Refusal> {
    let mut checks = Checks::default();
    let subject = named(request.subject, &mut checks);
    let generation = request.generation;
    checks.ensure(generation > 0, "generation", "is required");
    let by = checks.actor(request.actor);
    let choice = checks.text("choice", &request.choice, CHOICE);
    let content = content(request.note, request.biodata, request.png, &mut checks);
    checks.finish(|| {
        Some(Said {
            subject: subject?,
            generation,
            by: by?,
            choice: choice?,
            content: content?,
        })
    })
}

fn named(message: Option<v1::Subject>, checks: &mut Checks) -> Option<Subject> {
    match message.and_then(|message| message.subject) {
        Some(Named::OrderId(id)) => checks.id("subject.order_id", &id).map(Subject::Order),
        Some(Named::EnrolmentId(id)) => {
            let id = checks.id("subject.enrolment_id", &id);
            id.map(Subject::Enrolment)
        }
        None => {
            checks.violation("subject", "is required");
            None
        }
    }
}

/// At most one kind of content comes with an answer.
fn content(
    note: String,
    biodata: Option<v1::Biodata>,
    png: prost::bytes::Bytes,
    checks: &mut Checks,
) -> Option<Content> {
    match (note.as_str(), biodata, png.is_empty()) {
        ("", None, true) => Some(Content::None),
        ("", None, false) => Some(Content::Png(png.into())),
        ("", Some(biodata), true) => {
            let biodata = convert::biodata("biodata", Some(biodata), checks)?;
            Some(Content::Biodata(Box::new(biodata)))
        }
        (note, None, true) => checks.text("note", note, REASON).map(Content::Note),
        _ => {
            checks.violation("choice", "takes one of note, biodata and png at most");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(request: v1::AnswerPromptRequest) -> Vec<String> {
        match said(request) {
            Err(Refusal::Violations(all)) => all.into_iter().map(|one| one.field).collect(),
            Ok(_) => Vec::new(),
            Err(other) => panic!("{other}"),
        }
    }

    fn sound() -> v1::AnswerPromptRequest {
        v1::AnswerPromptRequest {
            subject: Some(v1::Subject {
                subject: Some(Named::OrderId("o-1".into())),
            }),
            generation: 3,
            actor: Some(v1::Actor {
                id: "op-1".into(),
                role: v1::Role::Operator.into(),
            }),
            choice: "spoiled".into(),
            note: "scratched".into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_sound_answer_is_read() {
        let said = said(sound()).unwrap();
        assert_eq!(said.subject, Subject::Order("o-1".into()));
        assert_eq!(said.content, Content::Note("scratched".into()));
    }

    #[test]
    fn every_bad_field_is_named_at_once() {
        let empty = v1::AnswerPromptRequest::default();
        assert_eq!(fields(empty), ["subject", "generation", "actor", "choice"]);
        let long = v1::AnswerPromptRequest {
            note: "x".repeat(201),
            ..sound()
        };
        assert_eq!(fields(long), ["note"]);
    }

    #[test]
    fn two_contents_at_once_are_refused() {
        let both = v1::AnswerPromptRequest {
            png: vec![1].into(),
            ..sound()
        };
        assert_eq!(fields(both), ["choice"]);
    }
}
