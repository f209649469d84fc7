//! What libraries read from the environment when the process starts.
//!
//! A running process must not change its environment, so the program starts anew unless it was started with what it needs.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Where the PC/SC client library looks for its service.
const PCSC_SOCKET: &str = "PCSCLITE_CSOCK_NAME";

/// What the system's allocator (glibc) does with memory that was freed. By itself it gives every thread a heap of its own
/// and keeps pieces as large as the largest picture it has seen, so that a daemon that has served one applicant would hold
/// three times the memory it needs. Pictures of the live view stay below the thresholds: mapping each anew would cost time.
const ALLOCATOR: [(&str, &str); 3] = [
    ("MALLOC_ARENA_MAX", "2"),
    ("MALLOC_MMAP_THRESHOLD_", "1048576"),
    ("MALLOC_TRIM_THRESHOLD_", "1048576"),
];

/// Has the PC/SC client library use the service at `pcsc_socket`, if there is one, and the allocator give memory back;
/// what the environment says of the allocator is left as it is.
///
/// # Errors
/// When the program cannot be started anew; else it does not return the first time.
pub fn settle(pcsc_socket: Option<&Path>) -> io::Result<()> {
    let missing = missing(pcsc_socket, |name| env::var_os(name));
    if missing.is_empty() {
        return Ok(());
    }
    let mut again = Command::new(env::current_exe()?);
    Err(again.args(env::args_os().skip(1)).envs(missing).exec())
}

/// What must be set yet.
fn missing(
    pcsc_socket: Option<&Path>,
    present: impl Fn(&str) -> Option<OsString>,
) -> Vec<(&'static str, &OsStr)> {
    let socket = pcsc_socket
        .map(|socket| (PCSC_SOCKET, socket.as_os_str()))
        .filter(|(name, socket)| present(name).as_deref() != Some(socket));
    let allocator = ALLOCATOR
        .iter()
        .map(|(name, value)| (*name, OsStr::new(*value)))
        .filter(|(name, _)| present(name).is_none());
    allocator.chain(socket).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_started_program_misses_nothing() {
        let socket = Some(Path::new("/run/own.sock"));
        let first = missing(socket, |_| None);
        assert_eq!(first.len(), ALLOCATOR.len() + 1);
        let set = |name: &str| {
            let found = first.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.to_os_string())
        };
        assert_eq!(missing(socket, set), []);
    }

    #[test]
    fn another_service_is_replaced_and_the_users_allocator_is_not() {
        let other = |name: &str| Some(OsString::from(format!("other {name}")));
        let socket = Path::new("/run/own.sock");
        let expected = [(PCSC_SOCKET, socket.as_os_str())];
        assert_eq!(missing(Some(socket), other), expected);
        assert_eq!(missing(None, other), []);
    }
}
