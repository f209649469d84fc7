//! Which PC/SC service the process talks to.

use std::env;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Where the PC/SC client library looks for its service.
const SOCKET: &str = "PCSCLITE_CSOCK_NAME";

/// Makes the PC/SC client library use the service at `socket`. The library reads its environment, which a running
/// process must not change, so the program starts anew unless it was started so.
///
/// # Errors
/// When the program cannot be started anew; else it does not return the first time.
pub fn use_socket(socket: &Path) -> io::Result<()> {
    if env::var_os(SOCKET).as_deref() == Some(socket.as_os_str()) {
        return Ok(());
    }
    let mut again = Command::new(env::current_exe()?);
    Err(again
        .args(env::args_os().skip(1))
        .env(SOCKET, socket)
        .exec())
}
