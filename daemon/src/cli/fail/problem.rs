//! What the daemon says when it refuses.

use crate::cli::words::Lang;
use serde::Serialize;
use std::collections::HashMap;
use std::error::Error;
use tonic::{Code, Status};
use tonic_types::StatusExt;

/// A bad field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Violation {
    /// Which field.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) description: String,
}

/// A refusal with its details; texts are empty where the daemon gave none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Problem {
    /// Stable name, or the gRPC code of a refusal without details.
    pub(crate) reason: String,
    /// Who is wrong.
    family: String,
    /// Who acts.
    who: String,
    /// Whether the same call may be repeated.
    retry: String,
    /// What it means for the card.
    card: String,
    /// What is known of this instance.
    detail: String,
    remedy_en: String,
    remedy_id: String,
    /// All bad fields.
    violations: Vec<Violation>,
}

impl Problem {
    /// What a status says; `None` when it does not come from the daemon but from a connection that broke.
    pub(crate) fn of(status: &Status) -> Option<Self> {
        let details = status.get_error_details();
        let Some(info) = details.error_info() else {
            return Self::plain(status);
        };
        let violations = details.bad_request().map(|bad| &bad.field_violations);
        let violations = violations.into_iter().flatten().map(|one| Violation {
            field: one.field.clone(),
            description: one.description.clone(),
        });
        Some(Self {
            violations: violations.collect(),
            ..Self::from_info(&info.reason, &info.metadata)
        })
    }

    fn from_info(reason: &str, metadata: &HashMap<String, String>) -> Self {
        let text = |key: &str| metadata.get(key).cloned().unwrap_or_default();
        Self {
            reason: reason.to_owned(),
            family: text("family"),
            who: text("who"),
            retry: text("retry"),
            card: text("card"),
            detail: text("detail"),
            remedy_en: text("remedy_en"),
            remedy_id: text("remedy_id"),
            violations: Vec::new(),
        }
    }

    /// A status that the server's framework made, for example for a request that is too large.
    fn plain(status: &Status) -> Option<Self> {
        if status.code() == Code::Unavailable || status.source().is_some() {
            return None;
        }
        let mut problem = Self::from_info(&format!("{:?}", status.code()), &HashMap::new());
        status.message().clone_into(&mut problem.detail);
        Some(problem)
    }

    /// Whether somebody at the counter is to try again; nothing is broken.
    pub(crate) fn is_for_a_person(&self) -> bool {
        self.family == "ASK_AGAIN"
    }

    /// Reason, remedy, and each bad field on a line of its own.
    pub(crate) fn text(&self, lang: Lang) -> String {
        // The detail of bad input repeats the bad fields, which have lines of their own.
        let mut lines = vec![match self.detail.as_str() {
            detail if !detail.is_empty() && self.violations.is_empty() => {
                format!("{}: {detail}", self.reason)
            }
            _ => self.reason.clone(),
        }];
        let remedy = lang.pick(&self.remedy_en, &self.remedy_id);
        lines.extend((!remedy.is_empty()).then(|| remedy.to_owned()));
        let violations = self.violations.iter();
        lines.extend(violations.map(|one| format!("  {} {}", one.field, one.description)));
        lines.join("\n")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use tonic_types::{ErrorDetails, FieldViolation};

    /// A refusal as the daemon makes it.
    pub(crate) fn refusal(code: Code, family: &str, violations: &[(&str, &str)]) -> Status {
        let pairs = [
            ("family", family),
            ("detail", "printer"),
            ("remedy_en", "Fix it."),
            ("remedy_id", "Perbaiki."),
        ];
        let metadata: HashMap<String, String> = pairs
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        let mut details = ErrorDetails::with_error_info("SOME_REASON", "loket", metadata);
        if !violations.is_empty() {
            let all = violations
                .iter()
                .map(|(field, text)| FieldViolation::new(*field, *text));
            details.set_bad_request(all.collect::<Vec<_>>());
        }
        Status::with_error_details(code, "SOME_REASON", details)
    }

    #[test]
    fn reason_and_remedy_come_in_the_language_that_is_asked_for() {
        let problem = Problem::of(&refusal(Code::Unavailable, "DEVICE_FAULT", &[])).unwrap();
        assert_eq!(problem.text(Lang::En), "SOME_REASON: printer\nFix it.");
        assert_eq!(problem.text(Lang::Id), "SOME_REASON: printer\nPerbaiki.");
    }

    #[test]
    fn every_bad_field_has_a_line() {
        let bad = [
            ("biodata.nik", "must be 16 digits"),
            ("subject", "is empty"),
        ];
        let problem = Problem::of(&refusal(Code::InvalidArgument, "BAD_REQUEST", &bad)).unwrap();
        let text = problem.text(Lang::En);
        let lines: Vec<_> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            ["  biodata.nik must be 16 digits", "  subject is empty"]
        );
    }

    #[test]
    fn a_status_without_details_keeps_its_code_and_message() {
        let problem = Problem::of(&Status::out_of_range("message too large")).unwrap();
        assert_eq!(problem.text(Lang::En), "OutOfRange: message too large");
        assert_eq!(Problem::of(&Status::unavailable("")), None);
    }
}
