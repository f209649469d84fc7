//! Bounds of what one connection may ask for.

use rustix::process::{Resource, getrlimit, setrlimit};
use std::time::Duration;
use tonic::transport::Server;

/// Calls under way on one connection; a browser page and a busy front end stay far below.
const CALLS: u32 = 64;
/// Bytes of all headers of one call.
const HEADERS: u32 = 16 << 10;
/// How often a connection is asked for a sign of life, and how long the answer may take.
const ALIVE: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(10));

/// A server whose connections are bounded.
pub(super) fn bounded() -> Server {
    Server::builder()
        .max_concurrent_streams(CALLS)
        .http2_max_header_list_size(HEADERS)
        .http2_keepalive_interval(Some(ALIVE.0))
        .http2_keepalive_timeout(Some(ALIVE.1))
}

/// Lets the process have as many open files as it ever may: all connections and devices together.
///
/// Where the system refuses, fewer connections are open at a time and the others wait.
pub(super) fn allow_open_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the number of open files stays limited");
    }
}
