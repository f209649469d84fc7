//! What browsers need besides grpc-web: an answer to whether a page may call (CORS).

use crate::config::ListenConfig;
use std::time::Duration;
use tonic::codegen::http::{HeaderName, HeaderValue, Method};
use tower_http::cors::{AllowHeaders, CorsLayer};

/// How long a browser may remember the answer.
const REMEMBERED: Duration = Duration::from_secs(600);
/// What a page may read of an answer: its status is there when it has no body.
const SHOWN: [&str; 3] = ["grpc-status", "grpc-message", "grpc-status-details-bin"];

/// Tells browsers that pages of the listed origins may call. Pages of others never come this far.
pub(super) fn pages(config: &ListenConfig) -> CorsLayer {
    let origins = config.origins.iter();
    let origins = origins.filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(origins.collect::<Vec<_>>())
        .allow_methods([Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(SHOWN.map(HeaderName::from_static))
        // A page from the network that calls the machine it is shown on.
        .allow_private_network(true)
        .max_age(REMEMBERED)
}
