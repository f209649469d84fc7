//! The words of the command line and of input files for the API's enumerations, and back.

use clap::ValueEnum;
use loket_proto::v1;
use loket_proto::v1::subject::Subject as Named;
use serde::Deserialize;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// Fingers by their position codes in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i32)]
pub(crate) enum Position {
    RightThumb = 1,
    RightIndex = 2,
    RightMiddle = 3,
    RightRing = 4,
    RightLittle = 5,
    LeftThumb = 6,
    LeftIndex = 7,
    LeftMiddle = 8,
    LeftRing = 9,
    LeftLittle = 10,
}

/// Roles that may change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[repr(i32)]
pub(crate) enum Role {
    Operator = 1,
    Supervisor = 2,
    Integrator = 3,
}

/// What is captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[repr(i32)]
pub(crate) enum EnrolmentKind {
    /// Everything.
    Record = 1,
    /// Only a new photo.
    Rephoto = 2,
}

/// Why a finger is not captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[repr(i32)]
pub(crate) enum ExceptionKind {
    /// Amputated or never there.
    Missing = 1,
    /// Bandaged or injured.
    Bandaged = 2,
    /// Several captures failed.
    Worn = 3,
}

/// Why a card is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i32)]
pub(crate) enum OrderReason {
    New = 1,
    Lost = 2,
    Damaged = 3,
    DataChange = 4,
}

/// Sex as recorded on the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i32)]
pub(crate) enum Sex {
    Male = 1,
    Female = 2,
}

/// Where blanks can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[repr(i32)]
pub(crate) enum Shelf {
    /// Under lock.
    Store = 1,
    /// In the printer.
    Hopper = 2,
}

/// How blanks are spoiled without an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[repr(i32)]
pub(crate) enum SpoiledBy {
    /// Two were taken at once.
    DoubleFeed = 5,
    /// Taken out of a jammed printer.
    JamClearance = 6,
}

/// What became of a blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[repr(i32)]
pub(crate) enum SettledAs {
    /// It is back in the hopper.
    Unused = 1,
    /// It was found, unfit.
    Spoiled = 2,
}

/// Why an old card is handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[repr(i32)]
pub(crate) enum OldCard {
    /// Damaged.
    Damaged = 1,
    /// Its data changed.
    DataChange = 2,
    /// Found after it was reported lost, or brought by a finder.
    Found = 3,
}

/// What the operator says of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Verdict {
    /// Printed well, both faces.
    Good,
    /// Not fit to hand out; say why with --note.
    Spoiled,
    /// Only when the outcome is unknown: the card is printed well and lies on the desk reader.
    OnDesk,
    /// Only when the outcome is unknown: no blank left the hopper.
    NoCard,
}

impl Verdict {
    /// The key of the choice.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Spoiled => "spoiled",
            Self::OnDesk => "on_desk",
            Self::NoCard => "no_card",
        }
    }
}

/// What a prompt is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// An order.
    Order(String),
    /// An enrolment.
    Enrolment(String),
}

/// The text names no subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("must be order:ID or enrolment:ID")]
pub(crate) struct NoSubject;

impl FromStr for Subject {
    type Err = NoSubject;

    fn from_str(text: &str) -> Result<Self, NoSubject> {
        match text.split_once(':') {
            Some(("order", id)) if !id.is_empty() => Ok(Self::Order(id.to_owned())),
            Some(("enrolment", id)) if !id.is_empty() => Ok(Self::Enrolment(id.to_owned())),
            _ => Err(NoSubject),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(id) => write!(f, "order:{id}"),
            Self::Enrolment(id) => write!(f, "enrolment:{id}"),
        }
    }
}

impl Subject {
    /// As the API names it.
    pub(crate) fn message(&self) -> v1::Subject {
        let named = match self {
            Self::Order(id) => Named::OrderId(id.clone()),
            Self::Enrolment(id) => Named::EnrolmentId(id.clone()),
        };
        v1::Subject {
            subject: Some(named),
        }
    }

    /// What the API names; `None` for a kind that this version does not know.
    pub(crate) fn of(message: &v1::Subject) -> Option<Self> {
        match message.subject.clone()? {
            Named::OrderId(id) => Some(Self::Order(id)),
            Named::EnrolmentId(id) => Some(Self::Enrolment(id)),
        }
    }
}

/// Language of hints and remedies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// English.
    En,
    /// Indonesian.
    Id,
}

impl Lang {
    /// The text in this language.
    pub(crate) fn pick<'a>(self, english: &'a str, indonesian: &'a str) -> &'a str {
        match self {
            Self::En => english,
            Self::Id => indonesian,
        }
    }
}

/// The word for an API name, for example `in-production` for `ORDER_STATE_IN_PRODUCTION` with prefix `ORDER_STATE_`.
/// `-` for unspecified.
pub(crate) fn word(name: &str, prefix: &str) -> String {
    match name.strip_prefix(prefix).unwrap_or(name) {
        "UNSPECIFIED" => "-".to_owned(),
        rest => rest.to_ascii_lowercase().replace('_', "-"),
    }
}

/// The word for a finger's position.
pub(crate) fn position(position: v1::FingerPosition) -> String {
    word(position.as_str_name(), "FINGER_POSITION_")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every word that may be given, with the API's name for its number.
    fn names<T: ValueEnum>(number: impl Fn(&T) -> i32, name: impl Fn(i32) -> String) {
        for value in T::value_variants() {
            let given = value.to_possible_value().unwrap().get_name().to_owned();
            assert_eq!(given, name(number(value)));
        }
    }

    #[test]
    fn words_have_the_numbers_of_the_api() {
        names::<Position>(
            |value| *value as i32,
            |n| position(v1::FingerPosition::try_from(n).unwrap()),
        );
        names::<Role>(
            |value| *value as i32,
            |n| word(v1::Role::try_from(n).unwrap().as_str_name(), "ROLE_"),
        );
        names::<EnrolmentKind>(
            |value| *value as i32,
            |n| {
                let kind = v1::EnrolmentKind::try_from(n).unwrap();
                word(kind.as_str_name(), "ENROLMENT_KIND_")
            },
        );
        names::<ExceptionKind>(
            |value| *value as i32,
            |n| {
                let kind = v1::ExceptionKind::try_from(n).unwrap();
                word(kind.as_str_name(), "EXCEPTION_KIND_")
            },
        );
    }

    #[test]
    fn words_of_the_books_have_the_numbers_of_the_api() {
        names::<Shelf>(
            |value| *value as i32,
            |n| word(v1::Shelf::try_from(n).unwrap().as_str_name(), "SHELF_"),
        );
        names::<SpoiledBy>(
            |value| *value as i32,
            |n| {
                let cause = v1::SpoilCause::try_from(n).unwrap();
                word(cause.as_str_name(), "SPOIL_CAUSE_")
            },
        );
        names::<SettledAs>(
            |value| *value as i32,
            |n| {
                let settlement = v1::Settlement::try_from(n).unwrap();
                word(settlement.as_str_name(), "SETTLEMENT_")
            },
        );
        names::<OldCard>(
            |value| *value as i32,
            |n| {
                let why = v1::SurrenderReason::try_from(n).unwrap();
                word(why.as_str_name(), "SURRENDER_REASON_")
            },
        );
    }

    #[test]
    fn words_of_files_have_the_numbers_of_the_api() {
        let reasons = [
            OrderReason::New,
            OrderReason::Lost,
            OrderReason::Damaged,
            OrderReason::DataChange,
        ];
        for reason in reasons {
            let name = v1::OrderReason::try_from(reason as i32).unwrap();
            let word = format!("\"{}\"", word(name.as_str_name(), "ORDER_REASON_"));
            assert_eq!(serde_json::from_str::<OrderReason>(&word).unwrap(), reason);
        }
        for sex in [Sex::Male, Sex::Female] {
            let name = v1::Sex::try_from(sex as i32).unwrap();
            let word = format!("\"{}\"", word(name.as_str_name(), "SEX_"));
            assert_eq!(serde_json::from_str::<Sex>(&word).unwrap(), sex);
        }
    }

    #[test]
    fn subjects_are_named_with_their_kind() {
        for text in ["order:o-1", "enrolment:e-1"] {
            let subject: Subject = text.parse().unwrap();
            assert_eq!(subject.to_string(), text);
            assert_eq!(Subject::of(&subject.message()), Some(subject));
        }
        for text in ["o-1", "order:", "card:1"] {
            assert_eq!(text.parse::<Subject>(), Err(NoSubject), "{text}");
        }
    }

    #[test]
    fn unspecified_has_no_word() {
        assert_eq!(position(v1::FingerPosition::Unspecified), "-");
    }
}
