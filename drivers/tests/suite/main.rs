//! The drivers against scripted lines that carry real bytes, on a clock that moves only when somebody waits; and the
//! system's own links against real pseudo-terminals and sockets.

#![expect(
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "all of it is test code"
)]

mod evolis;
mod evolis_job;
mod http_camera;
mod links;
mod registry;
mod script;
mod zfm;
mod zfm_open;
