//! The mount namespace that a private `pcscd` lives in.

use super::PcscdError;
use std::process::{Command, Stdio};

/// How much of the host a `pcscd` can be kept from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Confinement {
    /// A mount namespace, as root.
    Root,
    /// A mount namespace inside a user namespace, as anybody else.
    User,
    /// None: a container that allows neither.
    Nothing,
}

/// Run first in the namespace. An empty `/run/pcscd` hides the host's pid file; no USB drivers means that the host's own
/// readers are left to the host's own `pcscd`. Where `/run/pcscd` cannot be made, all of `/run` is replaced.
const HIDE: &str = "[ -d /run/pcscd ] || mkdir /run/pcscd 2>/dev/null || \
     { mount -t tmpfs loket-sim /run && mkdir /run/pcscd; } || exit; \
     mount -t tmpfs loket-sim /run/pcscd || exit; \
     [ ! -d /usr/lib/pcsc/drivers ] || mount -t tmpfs loket-sim /usr/lib/pcsc/drivers || exit; ";

impl Confinement {
    /// The best that this account may have.
    ///
    /// # Errors
    /// `BystanderAtRisk` when there is none and the host's pid file names somebody who is not a `pcscd`.
    pub(super) fn available() -> Result<Self, PcscdError> {
        let found = [Self::Root, Self::User]
            .into_iter()
            .find(|confinement| confinement.works());
        match found {
            Some(confinement) => Ok(confinement),
            None => bystander().map_or(Ok(Self::Nothing), |pid| {
                Err(PcscdError::BystanderAtRisk(pid))
            }),
        }
    }

    /// A shell that runs `script` inside; arguments added to the command are `$1` and so on.
    pub(super) fn shell(self, script: &str) -> Command {
        let mut command = match self {
            Self::Nothing => Command::new("sh"),
            Self::Root | Self::User => {
                let mut command = Command::new("unshare");
                command.args(self.flags()).arg("sh");
                command
            }
        };
        let script = match self {
            Self::Nothing => script.to_owned(),
            Self::Root | Self::User => format!("{HIDE}{script}"),
        };
        command.arg("-c").arg(script).arg("sh");
        command
    }

    fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Root => &["--mount"],
            Self::User => &["--map-root-user", "--mount"],
            Self::Nothing => &[],
        }
    }

    fn works(self) -> bool {
        // Creating the namespace is often allowed where mounting in it is not.
        Command::new("unshare")
            .args(self.flags())
            .args(["mount", "-t", "tmpfs", "loket-sim", "/tmp"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

/// The living process that the host's pid file names, unless it is a `pcscd`.
fn bystander() -> Option<u32> {
    let pid = std::fs::read_to_string("/run/pcscd/pcscd.pid").ok()?;
    let pid: u32 = pid.trim_matches(['\0', '\n', ' ']).parse().ok()?;
    let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    (name.trim() != "pcscd").then_some(pid)
}
