//! Programs that have part of the system to themselves: a network, the mounted disks.

use anyhow::Context;
use std::process::{Command, Stdio};

/// `unshare` for these namespaces, as root or as root of a user namespace; the program and its arguments are to be added.
///
/// # Errors
/// When neither is allowed here; the message says what to do.
pub fn apart(namespaces: &[&str]) -> anyhow::Result<Command> {
    let unshare = |user: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(user).args(namespaces);
        command
    };
    let is_allowed = |user: &&[&str]| {
        let mut command = unshare(user);
        command.arg("true").stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let users: [&[&str]; 2] = [&[], &["--map-root-user"]];
    let user = users.into_iter().find(is_allowed).context(
        "no namespaces may be made here: run the tests as root (in a container: with CAP_SYS_ADMIN), or allow user \
         namespaces (sysctl kernel.unprivileged_userns_clone=1)",
    )?;
    Ok(unshare(user))
}
