//! Refusals in words a person can act on.

use tonic::Status;
use tonic_types::StatusExt;

/// The stable reason of a refusal; empty when it has none.
pub fn reason(status: &Status) -> String {
    status
        .get_details_error_info()
        .map(|info| info.reason)
        .unwrap_or_default()
}

/// The refusal as an error that tells reason, remedy and every violated field.
pub fn explain(status: Status) -> anyhow::Error {
    let mut text = format!("{:?}: {}", status.code(), status.message());
    if let Some(info) = status.get_details_error_info() {
        let remedy = info.metadata.get("remedy_en").cloned().unwrap_or_default();
        text.push_str(&format!(" [{}: {remedy}]", info.reason));
    }
    let request = status.get_details_bad_request();
    for violation in request.iter().flat_map(|bad| &bad.field_violations) {
        text.push_str(&format!("; {} {}", violation.field, violation.description));
    }
    anyhow::Error::msg(text)
}
