//! Conditions and refusals as gRPC statuses with `google.rpc.ErrorInfo` and `BadRequest`.

use crate::condition::{Condition, Family, Reason};
use crate::prompt::Prompt;
use crate::refusal::{FieldViolation, Refusal, violated};
use crate::rpc::prompt_message::prompt_message;
use crate::rpc::validate::MOST_VIOLATIONS;
use loket_proto::v1;
use prost::Message;
use prost_types::Any;
use std::collections::HashMap;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation as Violation, StatusExt, pb};

/// Domain of all error details.
pub const DOMAIN: &str = "loket";

/// The one table from families to codes.
pub fn code(family: Family) -> Code {
    match family {
        Family::AskAgain => Code::Aborted,
        Family::DeviceFault => Code::Unavailable,
        Family::OutcomeUnknown => Code::Unknown,
        Family::BadRequest => Code::InvalidArgument,
        Family::WrongState => Code::FailedPrecondition,
        Family::NotAllowed => Code::PermissionDenied,
        Family::NotFound => Code::NotFound,
        Family::Unsupported => Code::Unimplemented,
        Family::Internal => Code::Internal,
    }
}

/// The code's name in the gRPC specification.
pub fn code_name(family: Family) -> &'static str {
    match code(family) {
        Code::Aborted => "ABORTED",
        Code::Unavailable => "UNAVAILABLE",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::NotFound => "NOT_FOUND",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        _ => "UNKNOWN",
    }
}

/// The status of a condition.
pub fn of_condition(condition: &Condition) -> Status {
    with_details(condition, &[])
}

/// The status of a refusal.
pub fn of_refusal(refusal: Refusal) -> Status {
    match refusal {
        Refusal::Condition(condition) => of_condition(&condition),
        Refusal::Violations(violations) => {
            let told = &violations[..violations.len().min(MOST_VIOLATIONS)];
            with_details(&violated(told), told)
        }
        Refusal::Stale { condition, present } => match present {
            Some(prompt) => with_prompt(&of_condition(&condition), &prompt),
            None => of_condition(&condition),
        },
    }
}

fn with_details(condition: &Condition, violations: &[FieldViolation]) -> Status {
    let row = condition.reason.row();
    let mut details = ErrorDetails::with_error_info(row.name, DOMAIN, metadata(condition));
    if !violations.is_empty() {
        let all = violations
            .iter()
            .map(|one| Violation::new(&one.field, &one.description));
        details.set_bad_request(all.collect::<Vec<_>>());
    }
    Status::with_error_details(code(row.family), condition.to_string(), details)
}

/// The status with what waits now as one more detail.
fn with_prompt(status: &Status, prompt: &Prompt) -> Status {
    let present = Any {
        type_url: "type.googleapis.com/loket.v1.Prompt".to_owned(),
        value: prompt_message(prompt).encode_to_vec(),
    };
    let mut details = pb::Status::decode(status.details()).unwrap_or_default();
    details.details.push(present);
    let details = details.encode_to_vec().into();
    Status::with_details(status.code(), status.message(), details)
}

fn metadata(condition: &Condition) -> HashMap<String, String> {
    let row = condition.reason.row();
    let mut pairs = vec![
        ("family", row.family.word()),
        ("who", row.who),
        ("retry", row.retry),
        ("remedy_en", row.remedy_en),
        ("remedy_id", row.remedy_id),
    ];
    pairs.extend(row.card.word().map(|word| ("card", word)));
    pairs.extend(row.place.word().map(|word| ("place", word)));
    if !condition.detail.is_empty() {
        pairs.push(("detail", &condition.detail));
    }
    pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// The condition as a message, in the same words as in error details.
pub fn condition_message(condition: &Condition) -> v1::Condition {
    let row = condition.reason.row();
    v1::Condition {
        reason: row.name.to_owned(),
        family: row.family.word().to_owned(),
        who: row.who.to_owned(),
        remedy_en: row.remedy_en.to_owned(),
        remedy_id: row.remedy_id.to_owned(),
        detail: condition.detail.clone(),
    }
}

/// The status of work that broke down; its cause is in the log.
pub fn internal(what: &str) -> Status {
    of_condition(&Condition::new(Reason::Internal, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_carries_its_row() {
        let status = of_condition(&Condition::new(Reason::HopperEmpty, "printer"));
        assert_eq!(status.code(), Code::Unavailable);
        let info = status.get_details_error_info().unwrap();
        assert_eq!(
            (info.reason.as_str(), info.domain.as_str()),
            ("HOPPER_EMPTY", "loket")
        );
        let expected = [
            ("family", "DEVICE_FAULT"),
            ("card", "untouched"),
            ("detail", "printer"),
        ];
        for (key, value) in expected {
            assert_eq!(info.metadata[key], value);
        }
    }

    /// 16 KiB are what gRPC's C core, and with it Python, takes of headers.
    #[test]
    fn the_worst_refusal_fits_into_the_headers_of_an_answer() {
        let field = "card_data.biodata.address.village";
        let many = vec![FieldViolation::new(field, "must not hold control characters"); 5000];
        let status = of_refusal(Refusal::Violations(many));
        let listed = status.get_details_bad_request().unwrap().field_violations;
        assert_eq!(listed.len(), MOST_VIOLATIONS);
        let headers = status.message().len() + status.details().len() * 4 / 3;
        assert!(headers < 16 * 1024, "{headers}");
    }

    #[test]
    fn violations_come_all_at_once() {
        let both = vec![
            FieldViolation::new("a", "is empty"),
            FieldViolation::new("b", "is long"),
        ];
        let status = of_refusal(Refusal::Violations(both));
        assert_eq!(status.code(), Code::InvalidArgument);
        assert_eq!(
            status
                .get_details_bad_request()
                .unwrap()
                .field_violations
                .len(),
            2
        );
        assert_eq!(
            status.get_details_error_info().unwrap().reason,
            "INVALID_ARGUMENT"
        );
    }
}
