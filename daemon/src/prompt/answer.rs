//! What a person says to a prompt, and what is kept of it.

use super::Input;
use crate::condition::{Condition, Reason};
use crate::device::token::Token;
use crate::person::{Caller, Person};
use crate::refusal::Refusal;
use crate::store::database::StoreError;
use loket_card::biodata::Biodata;
use serde::{Deserialize, Serialize};

/// What comes with an answer; may hold personal data, so it is kept in the vault alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing.
    None,
    /// What the person wrote: 1 to 200 characters.
    Note(String),
    /// Biodata that passed all checks.
    Biodata(Box<Biodata>),
    /// A picture as it came.
    Png(Vec<u8>),
}

impl Content {
    /// Whether it is what the choice asks for.
    pub fn fits(&self, input: Input) -> bool {
        matches!(
            (self, input),
            (Self::None, Input::None)
                | (Self::Note(_), Input::Note)
                | (Self::Biodata(_), Input::Biodata)
                | (Self::Png(_), Input::Png)
        )
    }

    /// The field of the request that it comes in; `None` for nothing.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Note(_) => Some("note"),
            Self::Biodata(_) => Some("biodata"),
            Self::Png(_) => Some("png"),
        }
    }

    /// As bytes that differ wherever two contents do.
    ///
    /// # Errors
    /// `Damaged` when biodata cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StoreError> {
        let bytes = match self {
            Self::None => Vec::new(),
            Self::Note(note) => note.as_bytes().to_vec(),
            Self::Biodata(biodata) => serde_json::to_vec(biodata).map_err(StoreError::Damaged)?,
            Self::Png(png) => png.clone(),
        };
        let field = self.field().unwrap_or_default();
        Ok([field.as_bytes(), b":", &bytes].concat())
    }

    /// The note; empty without one.
    pub fn note(&self) -> &str {
        match self {
            Self::Note(note) => note,
            _ => "",
        }
    }
}

impl Input {
    /// The field of the request that is asked for; `None` for nothing.
    pub fn field(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Note => Some("note"),
            Self::Biodata => Some("biodata"),
            Self::Png => Some("png"),
        }
    }
}

/// An answer, sound in form; whether it is allowed is seen when it is admitted.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Number of the question that was shown.
    pub generation: u64,
    /// Key of the choice.
    pub choice: String,
    /// Who says it.
    pub by: Person,
    /// The lease that the answer showed.
    pub lease: Option<Token>,
    /// What comes with it.
    pub content: Content,
    /// Keyed hash of the content (see `Database::fingerprint`).
    pub fingerprint: [u8; 32],
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The work that it began is under way.
    Running,
    /// Its effect is on record.
    Done,
    /// The work that it began failed.
    Failed(Condition),
}

/// What is kept of an answer: enough to know it again, nothing of its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastAnswer {
    /// Number of the question.
    pub generation: u64,
    /// Key of the choice.
    pub choice: String,
    /// Who said it.
    pub by: Person,
    /// Keyed hash of the content.
    pub fingerprint: [u8; 32],
    /// What became of it.
    pub outcome: Outcome,
}

impl LastAnswer {
    /// Keeps an answer.
    pub fn new(answer: &Answer, outcome: Outcome) -> Self {
        Self {
            generation: answer.generation,
            choice: answer.choice.clone(),
            by: answer.by.clone(),
            fingerprint: answer.fingerprint,
            outcome,
        }
    }

    /// Whether it is the same answer, given again.
    pub fn is(&self, answer: &Answer) -> bool {
        self.generation == answer.generation
            && self.choice == answer.choice
            && self.by == answer.by
            && self.fingerprint == answer.fingerprint
    }
}

/// What an answer that is given again comes to: the same as before, with its subject as it is now.
///
/// # Errors
/// The failure of the work that it began; `WrongState` while that is under way.
pub fn told_again<T>(subject: T, outcome: Outcome) -> Result<T, Refusal> {
    match outcome {
        Outcome::Done => Ok(subject),
        Outcome::Failed(condition) => Err(condition.into()),
        Outcome::Running => {
            Err(Condition::new(Reason::WrongState, "the answer is acted on").into())
        }
    }
}

/// Why an answer's work that the daemon's end cut off has no result.
pub fn interrupted() -> Condition {
    Condition::new(Reason::CallCancelled, "the daemon was restarted")
}

/// In whose name something changes: a call of a person's own, or a person's answer to the present prompt.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// A call.
    Call(&'a Person),
    /// A call that may have shown a lease.
    Caller(&'a Caller),
    /// An answer, admitted in the transaction that has its effect.
    Answer(&'a Answer),
}

impl<'a> By<'a> {
    /// Who it is.
    pub fn person(self) -> &'a Person {
        match self {
            Self::Call(person) => person,
            Self::Caller(caller) => &caller.person,
            Self::Answer(answer) => &answer.by,
        }
    }

    /// The lease that was shown.
    pub fn lease(self) -> Option<&'a Token> {
        match self {
            Self::Call(_) => None,
            Self::Caller(caller) => caller.lease.as_ref(),
            Self::Answer(answer) => answer.lease.as_ref(),
        }
    }
}

impl<'a> From<&'a Caller> for By<'a> {
    fn from(caller: &'a Caller) -> Self {
        Self::Caller(caller)
    }
}

impl<'a> From<&'a Person> for By<'a> {
    fn from(person: &'a Person) -> Self {
        Self::Call(person)
    }
}
