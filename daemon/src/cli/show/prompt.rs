//! What waits for a person, and what happens while an answer is carried out.

use super::condition::sentence;
use super::finger::try_line;
use super::table::{facts, table};
use crate::cli::json;
use crate::cli::screen::{Look, Show};
use crate::cli::words::{Subject, word};
use loket_proto::v1;
use loket_proto::v1::answer_outcome::State;
use loket_proto::v1::answer_prompt_response::Event;
use loket_proto::v1::evidence::Value as Shown;
use serde_json::Value;

fn subject(prompt: &v1::Prompt) -> String {
    let subject = prompt.subject.as_ref().and_then(Subject::of);
    subject
        .map(|subject| subject.to_string())
        .unwrap_or_default()
}

fn kind(prompt: &v1::Prompt) -> String {
    word(prompt.kind().as_str_name(), "PROMPT_KIND_")
}

fn since(prompt: &v1::Prompt) -> String {
    prompt
        .since
        .as_ref()
        .and_then(json::time)
        .unwrap_or_default()
}

impl Show for v1::Prompt {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let asked = look.lang.pick(&self.text_en, &self.text_id).to_owned();
        let facts = facts(&[
            ("subject", subject(self)),
            ("prompt", format!("{} {}", self.generation, kind(self))),
            ("since", since(self)),
            ("question", asked),
            ("in the way", sentence(look, self.condition.as_ref())),
        ]);
        let evidence = self.evidence.iter().map(|one| evidence(look, one));
        let choices = self.choices.iter().map(|one| choice(look, one));
        let tables = [
            table(look, &["evidence", "what it is", "value"], evidence),
            table(look, &["choice", "what it says", "needs", "who"], choices),
        ];
        format!("{facts}\n{}", tables.join("\n"))
    }
}

fn evidence(look: Look, evidence: &v1::Evidence) -> Vec<String> {
    let value = match &evidence.value {
        Some(Shown::Reading(text)) => text.clone(),
        Some(Shown::Picture(media_type)) => format!("picture, {media_type}"),
        None => String::new(),
    };
    let label = look.lang.pick(&evidence.label_en, &evidence.label_id);
    vec![evidence.name.clone(), label.to_owned(), value]
}

fn choice(look: Look, choice: &v1::Choice) -> Vec<String> {
    let needs = match choice.input() {
        v1::ChoiceInput::None | v1::ChoiceInput::Unspecified => String::new(),
        needed => word(needed.as_str_name(), "CHOICE_INPUT_"),
    };
    let roles = choice.roles().map(|role| word(role.as_str_name(), "ROLE_"));
    let label = look.lang.pick(&choice.label_en, &choice.label_id);
    vec![
        choice.key.clone(),
        label.to_owned(),
        needs,
        roles.collect::<Vec<_>>().join(", "),
    ]
}

impl Show for v1::ListPromptsResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let rows = self.prompts.iter().map(|prompt| {
            let choices = prompt.choices.iter().map(|choice| choice.key.as_str());
            let condition = prompt.condition.as_ref();
            vec![
                subject(prompt),
                prompt.generation.to_string(),
                kind(prompt),
                since(prompt),
                condition.map(|one| one.reason.clone()).unwrap_or_default(),
                choices.collect::<Vec<_>>().join(", "),
            ]
        });
        let head = [
            "subject",
            "prompt",
            "kind",
            "since",
            "in the way",
            "choices",
        ];
        table(look, &head, rows)
    }
}

impl Show for v1::AnswerPromptResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        match &self.event {
            Some(Event::Hint(hint)) => look.lang.pick(&hint.text_en, &hint.text_id).to_owned(),
            Some(Event::Try(tried)) => try_line(tried),
            Some(Event::Photo(take)) => take.text(look),
            Some(Event::Chip(chip)) => super::chip::chip_facts(chip),
            Some(Event::Match(compared)) => super::chip::match_line(compared),
            Some(Event::Outcome(outcome)) => outcome_text(look, outcome),
            None => String::new(),
        }
    }
}

fn outcome_text(look: Look, outcome: &v1::AnswerOutcome) -> String {
    let state = match &outcome.state {
        Some(State::Order(order)) => order.text(look),
        Some(State::Enrolment(enrolment)) => enrolment.text(look),
        None => String::new(),
    };
    match &outcome.next {
        Some(next) => format!("{state}\n\n{}", next.text(look)),
        None => state,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;
    use loket_proto::v1::subject::Subject as Named;

    fn sample() -> v1::Prompt {
        v1::Prompt {
            subject: Some(v1::Subject {
                subject: Some(Named::OrderId("o-1".to_owned())),
            }),
            generation: 3,
            kind: v1::PromptKind::InspectCard.into(),
            text_en: "Is it good?".to_owned(),
            evidence: vec![v1::Evidence {
                name: "chip_serial".to_owned(),
                value: Some(Shown::Reading("5349".to_owned())),
                ..Default::default()
            }],
            choices: vec![v1::Choice {
                key: "spoiled".to_owned(),
                label_en: "It is spoiled".to_owned(),
                input: v1::ChoiceInput::Note.into(),
                roles: vec![v1::Role::Operator.into()],
                ..Default::default()
            }],
            ..Default::default()
        }
    }

    #[test]
    fn a_prompt_shows_what_to_judge_by_and_what_may_be_said() {
        let text = sample().text(LOOK);
        let parts = [
            "order:o-1",
            "3 inspect-card",
            "Is it good?",
            "5349",
            "spoiled",
            "note",
            "operator",
        ];
        for part in parts {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn a_list_has_a_row_for_each() {
        let list = v1::ListPromptsResponse {
            prompts: vec![sample(), sample()],
        };
        assert_eq!(list.text(LOOK).matches("order:o-1").count(), 2);
        assert_eq!(list.json()["prompts"][0]["kind"], "inspect-card");
    }

    #[test]
    fn the_outcome_shows_the_subject_and_what_it_waits_for_next() {
        let outcome = v1::AnswerOutcome {
            state: Some(State::Order(v1::Order {
                order_id: "o-1".to_owned(),
                ..Default::default()
            })),
            next: Some(sample()),
        };
        let event = Some(Event::Outcome(outcome));
        let text = v1::AnswerPromptResponse { event }.text(LOOK);
        assert!(
            text.contains("o-1") && text.contains("3 inspect-card"),
            "{text}"
        );
    }
}
