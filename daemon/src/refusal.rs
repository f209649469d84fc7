//! Why a call is refused: one named condition, all that is wrong with its input, or an answer that comes too late.

use crate::condition::{Condition, Reason};
use crate::prompt::Prompt;
use crate::store::database::StoreError;
use std::fmt;

/// One thing that is wrong with the input. Never holds the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldViolation {
    /// Path of the field in the request, for example `biodata.nik`.
    pub field: String,
    /// What is wrong, in English.
    pub description: String,
}

impl FieldViolation {
    /// A violation of `field`.
    pub fn new(field: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            description: description.into(),
        }
    }
}

/// Violations that the text of a refusal names; a front end shows the list beside it.
const MOST_NAMED: usize = 8;

/// Why a call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A named condition.
    Condition(Condition),
    /// Bad input: every violation at once. Nothing was changed.
    Violations(Vec<FieldViolation>),
    /// The answer is to a question that is over. Nothing was changed.
    Stale {
        /// Why.
        condition: Condition,
        /// What waits now.
        present: Option<Box<Prompt>>,
    },
}

impl Refusal {
    /// Bad input in one field.
    pub fn field(field: impl Into<String>, description: impl Into<String>) -> Self {
        Self::Violations(vec![FieldViolation::new(field, description)])
    }

    /// The condition it comes to; bad input is `InvalidArgument` naming the fields.
    pub fn into_condition(self) -> Condition {
        match self {
            Self::Condition(condition) | Self::Stale { condition, .. } => condition,
            Self::Violations(violations) => violated(&violations),
        }
    }
}

impl From<Condition> for Refusal {
    fn from(condition: Condition) -> Self {
        Self::Condition(condition)
    }
}

impl From<Reason> for Refusal {
    fn from(reason: Reason) -> Self {
        Self::Condition(reason.into())
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Condition(Condition::from(&error))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Condition(condition) | Self::Stale { condition, .. } => condition.fmt(f),
            Self::Violations(violations) => f.write_str(&list(violations)),
        }
    }
}

impl std::error::Error for Refusal {}

/// Bad input as a condition, whose text names the first violations.
pub fn violated(violations: &[FieldViolation]) -> Condition {
    Condition::new(Reason::InvalidArgument, list(violations))
}

fn list(violations: &[FieldViolation]) -> String {
    let named = violations.iter().take(MOST_NAMED);
    let named = named.map(|one| format!("{}: {}", one.field, one.description));
    let text = named.collect::<Vec<_>>().join("; ");
    match violations.len().saturating_sub(MOST_NAMED) {
        0 => text,
        more => format!("{text}; and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_violations_are_listed() {
        let both = vec![
            FieldViolation::new("a", "is empty"),
            FieldViolation::new("b", "is long"),
        ];
        let condition = Refusal::Violations(both).into_condition();
        assert_eq!(
            condition,
            Condition::new(Reason::InvalidArgument, "a: is empty; b: is long")
        );
    }

    #[test]
    fn of_many_violations_the_text_names_the_first() {
        let many = vec![FieldViolation::new("a", "is empty"); 10];
        let detail = Refusal::Violations(many).into_condition().detail;
        assert_eq!(detail.matches("a: is empty").count(), 8);
        assert!(detail.ends_with("; and 2 more"));
    }

    #[test]
    fn a_damaged_record_is_not_quoted() {
        let parser = serde_json::from_str::<u8>("\"3171234567890001\"").unwrap_err();
        let refusal = Refusal::from(StoreError::Damaged(parser));
        assert!(!refusal.to_string().contains("317123"));
    }
}
