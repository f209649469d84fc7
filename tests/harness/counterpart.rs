//! Programs that this project did not write, and scripts of the tests that stand in for devices. A test whose counterpart
//! is missing fails and says what to install.

use crate::process::target;
use crate::workspace;
use std::io::Write;
use std::process::{Command, Stdio};

/// A program out of a Debian package.
///
/// # Panics
/// When it is not installed.
pub fn packaged(program: &str, package: &str) -> Command {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path);
    assert!(
        folders.any(|folder| folder.join(program).exists()),
        "{program} is not installed; install the Debian package {package} (tests/setup/packages.sh does)"
    );
    Command::new(program)
}

/// One of the scripts in `tests/counterparts`.
///
/// # Panics
/// When its Python is not installed.
pub fn script(name: &str) -> Command {
    let target = target().unwrap_or_else(|error| panic!("{error}"));
    let python = target.join("python/bin/python3");
    assert!(python.exists(), "no {python:?}; run tests/setup/python.sh");
    let mut command = Command::new(python);
    command.arg(workspace::root().join("tests/counterparts").join(name));
    command
}

/// A program out of one of the Node packages.
///
/// # Panics
/// When it is not installed.
pub fn node_tool(name: &str) -> Command {
    let target = target().unwrap_or_else(|error| panic!("{error}"));
    let tool = target.join("node/node_modules/.bin").join(name);
    assert!(tool.exists(), "no {tool:?}; run tests/setup/node.sh");
    Command::new(tool)
}

/// What a program writes to standard output when it gets `input`, which must fit into a pipe.
///
/// # Panics
/// When it cannot be started or fails; the message has its words.
pub fn output(command: &mut Command, input: &str) -> Vec<u8> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    if let Some(mut stdin) = child.stdin.take() {
        // A program that does not want it may have ended.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child
        .wait_with_output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// The same, as text.
///
/// # Panics
/// As [`output`].
pub fn text(command: &mut Command, input: &str) -> String {
    String::from_utf8_lossy(&output(command, input)).into_owned()
}
