//! What a record keeps of the questions about its subject: their number, since when the present one waits, and the last
//! answer. It changes in the same transaction as the state that the question follows from.

use super::answer::{Answer, LastAnswer, Outcome};
use super::{Key, Prompt, Question, Subject};
use crate::condition::{Condition, Reason};
use crate::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// The questions about one subject so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Number of the present or last question, 0 before the first.
    generation: u64,
    /// Since when it waits: milliseconds since 1970 by the wall clock.
    since_ms: i64,
    /// The last answer that was admitted.
    last: Option<LastAnswer>,
}

impl Asked {
    /// The question as a prompt.
    pub fn prompt(&self, subject: Subject, question: Question) -> Prompt {
        Prompt {
            subject,
            generation: self.generation,
            since_ms: self.since_ms,
            question,
        }
    }

    /// The subject moved on: a question that differs from the one before, or follows an answer, has a new number.
    pub fn turn(&mut self, before: Option<&Question>, now: Option<&Question>, now_ms: i64) {
        let answered = self.last.as_ref().map(|last| last.generation) == Some(self.generation);
        if now.is_some() && (now != before || answered || self.generation == 0) {
            self.generation += 1;
            self.since_ms = now_ms;
        }
    }

    /// The next number may have been shown without being stored, so it is not used.
    pub fn skip(&mut self) {
        self.generation += 1;
    }

    /// Whether the work that an answer began is under way; nobody is asked anything meanwhile.
    pub fn is_answering(&self) -> bool {
        matches!(&self.last, Some(last) if last.outcome == Outcome::Running)
    }

    /// Why the work that the last answer began failed, if that answer's key begins with `choice`.
    pub fn failure_of(&self, choice: &str) -> Option<&Condition> {
        match &self.last.as_ref()?.outcome {
            Outcome::Failed(condition) if self.last.as_ref()?.choice.starts_with(choice) => {
                Some(condition)
            }
            _ => None,
        }
    }

    /// What became of the answer, if it is the last one given again.
    pub fn outcome_of(&self, answer: &Answer) -> Option<&Outcome> {
        let last = self.last.as_ref().filter(|last| last.is(answer))?;
        Some(&last.outcome)
    }

    /// The key that the answer chooses, given what waits now.
    ///
    /// # Errors
    /// `Stale` with what waits now when the question is over; a violation of `choice` when it is not offered, or of the
    /// content's field when it is not what the choice asks for; `RoleNotAllowed`.
    pub fn admit(&self, present: Option<Prompt>, answer: &Answer) -> Result<Key, Refusal> {
        choose(&self.at(present, answer.generation)?, answer)
    }

    /// The question of that number.
    ///
    /// # Errors
    /// `Stale` with what waits now when it is over.
    pub fn at(&self, present: Option<Prompt>, generation: u64) -> Result<Question, Refusal> {
        match present {
            Some(prompt) if prompt.generation == generation => Ok(prompt.question),
            present => Err(self.stale(present, generation)),
        }
    }

    /// The refusal of an answer to a question that is over.
    pub fn stale(&self, present: Option<Prompt>, generation: u64) -> Refusal {
        let answered = self
            .last
            .as_ref()
            .filter(|last| last.generation == generation);
        let detail = match (answered, &present) {
            (Some(last), _) => format!("answered `{}` by {}", last.choice, last.by.id),
            (None, Some(prompt)) => format!("now is {}, not {generation}", prompt.generation),
            (None, None) => "nothing waits for a person now".to_owned(),
        };
        Refusal::Stale {
            condition: Condition::new(Reason::PromptStale, detail),
            present: present.map(Box::new),
        }
    }

    /// Keeps an admitted answer.
    pub fn answered(&mut self, answer: &Answer, outcome: Outcome) {
        self.last = Some(LastAnswer::new(answer, outcome));
    }

    /// The work that the last answer began has ended; nothing when none is under way.
    pub fn settle(&mut self, outcome: Outcome) {
        if let Some(last) = self
            .last
            .as_mut()
            .filter(|last| last.outcome == Outcome::Running)
        {
            last.outcome = outcome;
        }
    }
}

/// The key that was chosen, if the answer is allowed.
fn choose(question: &Question, answer: &Answer) -> Result<Key, Refusal> {
    let offered = question.choices.iter().copied();
    let Some(key) = offered
        .into_iter()
        .find(|key| key.to_string() == answer.choice)
    else {
        let words: Vec<String> = question.choices.iter().map(Key::to_string).collect();
        let rule = format!("must be one of {}", words.join(", "));
        return Err(Refusal::field("choice", rule));
    };
    if !key.roles().contains(&answer.by.role) {
        return Err(Condition::new(Reason::RoleNotAllowed, format!("`{key}`")).into());
    }
    match (key.input().field(), answer.content.field()) {
        _ if answer.content.fits(key.input()) => Ok(key),
        (Some(wanted), _) => Err(Refusal::field(wanted, format!("is required with `{key}`"))),
        (None, came) => {
            let field = came.unwrap_or("choice");
            Err(Refusal::field(
                field,
                format!("is not asked for with `{key}`"),
            ))
        }
    }
}

#[cfg(test)]
mod tests;
