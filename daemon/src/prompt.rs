//! Whatever waits for a person is a prompt: what is asked, what to judge by, the allowed answers, who may give them.
//!
//! A prompt is a pure function of its subject's record (`issuance::prompt`, `enrolment::prompt`). The record also keeps
//! the number of the question and the last answer ([`asked`]), which change in the same transaction as the state, so
//! that an answer to an earlier question can never be taken for one to the present.

pub mod answer;
pub mod asked;
mod evidence;
pub mod progress;
mod words;

pub use evidence::{Evidence, Shown};

use crate::condition::{Condition, Reason};
use crate::issuance::event::Flaw;
use crate::person::Role;
use loket_card::finger::FingerPosition;
use std::fmt;

/// A text in English and in Indonesian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: String,
    /// Indonesian.
    pub id: String,
}

/// What a prompt is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The order with that id.
    Order(String),
    /// The enrolment with that id.
    Enrolment(String),
}

/// The waiting points of the two workflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "described in prompt.proto")]
pub enum Kind {
    ClearHold,
    MoveCard(Move),
    InspectCard,
    SettleUnknown,
    ActivateCard,
    VouchForHolder,
    RetireOldCard,
    HandOverCard,
    EnterBiodata,
    TakePhoto,
    ChoosePhoto,
    CaptureFinger,
    ProvideSignature,
    VerifyFinger,
    Attest,
}

/// What somebody does with a card whose printer has no encoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// Puts a blank on the desk reader.
    PlaceBlank,
    /// Moves the written card from the desk reader into the printer's feeder.
    FeedCard,
    /// Puts the order's card on the desk reader, so that its chip shows which it is.
    ReturnCard,
    /// Puts the spoiled card into the reject box.
    DiscardCard,
}

/// The stable word of an answer; [`fmt::Display`] writes it as front ends send it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// What was in the way is dealt with.
    Continue,
    /// End the order at the next safe point.
    Cancel,
    /// The card is fit to hand out.
    Good,
    /// The card is not.
    Spoiled,
    /// The card is not, for this cause.
    Flawed(Flaw),
    /// The card is here, on the desk reader, and printed well.
    OnDesk,
    /// The card came back with nothing printed on it.
    Unprinted,
    /// No blank left the hopper.
    NoCard,
    /// What was fed is a card that was used before and came into the hopper again.
    UsedBefore,
    /// Match this finger of the holder's and put the chip in force.
    Activate(FingerPosition),
    /// Put the chip in force without its holder.
    ActivateWithoutHolder,
    /// No finger shows who the holder is: ask a second person.
    SecondPerson,
    /// The second person vouches for the holder.
    Vouch,
    /// The second person does not.
    NotVouched,
    /// The supervisor allows more tries.
    AllowTries,
    /// The card will never be in force: it joins the spoiled ones, wherever it is, and the order ends.
    Void,
    /// The old card lies on the desk reader: put it out of force.
    Retire,
    /// The old card was handed in, and its chip cannot be read.
    Unreadable,
    /// The holder does not have the old card.
    NoOldCard,
    /// Match this finger of the holder's; then the holder has the card.
    HandOver(FingerPosition),
    /// The holder has the card.
    HandedOver,
    /// The biodata as confirmed with the applicant.
    Enter,
    /// Take a photo, the first or another.
    Photo(Again),
    /// The applicant agrees with this take, which passed all measures.
    Take(u32),
    /// The applicant agrees with this take in spite of a failed measure.
    Override(u32),
    /// Capture this finger.
    Capture(FingerPosition),
    /// Capture this finger a second time.
    Verify(FingerPosition),
    /// Capture this finger anew, from the first capture on.
    Recapture(FingerPosition),
    /// This finger is amputated or was never there.
    Missing(FingerPosition),
    /// This finger is bandaged or injured.
    Bandaged(FingerPosition),
    /// Several captures of this finger failed.
    Worn(FingerPosition),
    /// The signature.
    Submit,
    /// The applicant confirms the data.
    Attest,
    /// End the enrolment without a package.
    Abandon,
}

/// Whether a photo is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Again {
    /// The first of the enrolment.
    First,
    /// There are takes, and none will do.
    Another,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Activate(position) => return write!(f, "activate:{}", position.code()),
            Self::HandOver(position) => return write!(f, "handed_over:{}", position.code()),
            Self::Take(take) => return write!(f, "take:{take}"),
            Self::Override(take) => return write!(f, "take:{take}:override"),
            Self::Flawed(Flaw::Print) => "spoiled:print",
            Self::Flawed(Flaw::Colour) => "spoiled:colour",
            Self::Flawed(Flaw::Damage) => "spoiled:damage",
            Self::Continue => "continue",
            Self::Cancel => "cancel",
            Self::Good => "good",
            Self::Spoiled => "spoiled",
            Self::OnDesk => "on_desk",
            Self::Unprinted => "unprinted",
            Self::NoCard => "no_card",
            Self::UsedBefore => "used_before",
            Self::ActivateWithoutHolder => "activate:operator",
            Self::SecondPerson => "second_person",
            Self::Vouch => "vouch",
            Self::NotVouched => "not_vouched",
            Self::AllowTries => "allow_tries",
            Self::Void => "void",
            Self::Retire => "retire",
            Self::Unreadable => "unreadable",
            Self::NoOldCard => "no_old_card",
            Self::HandedOver => "handed_over",
            Self::Enter => "enter",
            Self::Photo(Again::First) => "take",
            Self::Photo(Again::Another) => "another",
            Self::Capture(_) | Self::Verify(_) => "capture",
            Self::Recapture(_) => "recapture",
            Self::Missing(_) => "missing",
            Self::Bandaged(_) => "bandaged",
            Self::Worn(_) => "worn",
            Self::Submit => "submit",
            Self::Attest => "attest",
            Self::Abandon => "abandon",
        })
    }
}

/// What must come with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Nothing.
    None,
    /// What a person wrote: 1 to 200 characters.
    Note,
    /// Biodata.
    Biodata,
    /// A PNG picture.
    Png,
}

/// Who works at the counter.
const WORKERS: &[Role] = &[Role::Operator, Role::Supervisor];
/// Who may say that something is out of the way: also whoever repaired it.
const WORKERS_AND_INTEGRATOR: &[Role] = &[Role::Operator, Role::Supervisor, Role::Integrator];
/// Who answers for the shift.
const SUPERVISOR: &[Role] = &[Role::Supervisor];

impl Key {
    /// What must come with it.
    pub fn input(self) -> Input {
        match self {
            Self::Cancel
            | Self::Spoiled
            | Self::SecondPerson
            | Self::Vouch
            | Self::AllowTries
            | Self::Void
            | Self::Unreadable
            | Self::NoOldCard
            | Self::Override(_)
            | Self::Missing(_)
            | Self::Bandaged(_)
            | Self::Worn(_)
            | Self::Abandon => Input::Note,
            Self::Enter => Input::Biodata,
            Self::Submit => Input::Png,
            _ => Input::None,
        }
    }

    /// Who may give it.
    pub fn roles(self) -> &'static [Role] {
        match self {
            Self::Continue => WORKERS_AND_INTEGRATOR,
            Self::Vouch | Self::AllowTries | Self::Void => SUPERVISOR,
            _ => WORKERS,
        }
    }
}

/// What is asked, apart from when and how often it was asked before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Which waiting point.
    pub kind: Kind,
    /// The finger that it is about.
    pub position: Option<FingerPosition>,
    /// What is in the way, where something is.
    pub condition: Option<Condition>,
    /// What to judge by.
    pub evidence: Vec<Evidence>,
    /// The allowed answers, the usual one first.
    pub choices: Vec<Key>,
}

impl Question {
    /// A question with these answers.
    pub fn new(kind: Kind, choices: Vec<Key>) -> Self {
        Self {
            kind,
            position: None,
            condition: None,
            evidence: Vec::new(),
            choices,
        }
    }

    /// About this finger.
    #[must_use]
    pub fn about(self, position: FingerPosition) -> Self {
        Self {
            position: Some(position),
            ..self
        }
    }

    /// The picture of that name.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub fn picture(&self, name: &str) -> Result<Evidence, Condition> {
        let mut evidence = self.evidence.iter().copied();
        let found = evidence.find(|one| one.name() == name);
        let picture = found.filter(|one| matches!(one.shown(), Shown::Picture(_)));
        picture.ok_or_else(|| Condition::new(Reason::NotFound, "there is no such picture"))
    }

    /// With what is in the way.
    #[must_use]
    pub fn with_condition(self, condition: Option<Condition>) -> Self {
        Self { condition, ..self }
    }

    /// With what to judge by.
    #[must_use]
    pub fn with_evidence(self, evidence: Vec<Evidence>) -> Self {
        Self { evidence, ..self }
    }
}

/// A picture of the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// For example image/png.
    pub media_type: &'static str,
    /// The encoded picture.
    pub content: Vec<u8>,
}

/// One question to a person, as it waits; holds no applicant data but what its evidence names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What it is about.
    pub subject: Subject,
    /// Grows with every new question about the subject, over restarts too.
    pub generation: u64,
    /// Since when it waits: milliseconds since 1970 by the wall clock.
    pub since_ms: i64,
    /// What is asked.
    pub question: Question,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const FINGER: FingerPosition = FingerPosition::LeftIndex;

    #[test]
    fn keys_are_stable_words_and_differ() {
        let keys = [
            Key::Continue,
            Key::Cancel,
            Key::Good,
            Key::Spoiled,
            Key::Flawed(Flaw::Print),
            Key::Flawed(Flaw::Colour),
            Key::Flawed(Flaw::Damage),
            Key::OnDesk,
            Key::Unprinted,
            Key::NoCard,
            Key::UsedBefore,
            Key::Activate(FINGER),
            Key::ActivateWithoutHolder,
            Key::SecondPerson,
            Key::Vouch,
            Key::NotVouched,
            Key::AllowTries,
            Key::Void,
            Key::Retire,
            Key::Unreadable,
            Key::NoOldCard,
            Key::HandOver(FINGER),
            Key::HandedOver,
            Key::Enter,
            Key::Photo(Again::First),
            Key::Photo(Again::Another),
            Key::Take(2),
            Key::Override(2),
            Key::Capture(FINGER),
            Key::Recapture(FINGER),
            Key::Missing(FINGER),
            Key::Bandaged(FINGER),
            Key::Worn(FINGER),
            Key::Submit,
            Key::Attest,
            Key::Abandon,
        ];
        let words: BTreeSet<String> = keys.iter().map(Key::to_string).collect();
        assert_eq!(words.len(), keys.len());
        assert!(words.contains("activate:7") && words.contains("take:2:override"));
        for key in keys {
            let words = key.words();
            assert!(!words.en.is_empty() && words.en != words.id, "{key}");
            assert!(!key.roles().is_empty(), "{key}");
        }
    }
}
