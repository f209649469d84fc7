//! Errors that did not come from here: the transport's and the codec's own, put into the words of the condition table.

use crate::condition::{Condition, Reason};
use crate::rpc::status::of_condition;
use tonic::codegen::http::{HeaderName, Response};
use tonic::{Code, Status};

const DETAILS: HeaderName = HeaderName::from_static("grpc-status-details-bin");

/// Gives a refusal that lacks its row one; leaves everything else as it is.
///
/// Refusals of the handlers always have details. One without was made before a handler saw the call: no such method, a
/// message that cannot be decoded or is too large, a deadline of the caller's that passed.
pub fn put_in_words<B: Default>(response: Response<B>) -> Response<B> {
    let headers = response.headers();
    match Status::from_header_map(headers) {
        Some(status) if status.code() != Code::Ok && !headers.contains_key(DETAILS) => {
            of_condition(&condition(&status)).into_http()
        }
        _ => response,
    }
}

fn condition(status: &Status) -> Condition {
    let reason = match status.code() {
        Code::Unimplemented => Reason::UnknownCall,
        Code::OutOfRange | Code::ResourceExhausted => Reason::MessageTooLarge,
        Code::Internal | Code::InvalidArgument => Reason::MalformedMessage,
        Code::NotFound => Reason::NotFound,
        // What is unknown here is how the rest of the message was lost.
        Code::Cancelled | Code::DeadlineExceeded | Code::Unknown => Reason::CallCancelled,
        _ => Reason::Internal,
    };
    reason.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::StatusExt;

    fn reason_of(status: Status) -> Option<String> {
        let response = put_in_words(status.into_http::<()>());
        let told = Status::from_header_map(response.headers())?;
        told.get_details_error_info().map(|info| info.reason)
    }

    #[test]
    fn a_bare_refusal_gets_its_row() {
        let bare = [
            (Status::unimplemented(""), "UNKNOWN_CALL"),
            (Status::out_of_range("9 MiB"), "MESSAGE_TOO_LARGE"),
            (Status::internal("cannot decode"), "MALFORMED_MESSAGE"),
            (Status::cancelled("Timeout expired"), "CALL_CANCELLED"),
            (Status::data_loss(""), "INTERNAL"),
        ];
        for (status, reason) in bare {
            assert_eq!(reason_of(status).as_deref(), Some(reason));
        }
    }

    #[test]
    fn a_refusal_of_ours_is_left_alone() {
        let ours = of_condition(&Condition::new(Reason::HopperEmpty, "printer"));
        assert_eq!(reason_of(ours).as_deref(), Some("HOPPER_EMPTY"));
    }

    #[test]
    fn an_answer_is_left_alone() {
        let response = put_in_words(Response::new(vec![1, 2]));
        assert_eq!(response.into_body(), [1, 2]);
    }
}
