//! A program under test, and what it writes.

use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A running example; it ends when this is dropped. What it writes to standard error is in the test's output.
pub(super) struct Program {
    child: Child,
    keyboard: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    /// Everything that it wrote so far.
    pub(super) screen: String,
}

impl Program {
    pub(super) fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Self {
            keyboard: child.stdin.take().unwrap(),
            lines: BufReader::new(child.stdout.take().unwrap()).lines(),
            child,
            screen: String::new(),
        }
    }

    /// The next line that it writes; `None` when it has ended.
    pub(super) async fn line(&mut self) -> Option<String> {
        let line = self.lines.next_line().await.unwrap()?;
        self.screen.push_str(&line);
        self.screen.push('\n');
        Some(line)
    }

    /// The next line with this text in it.
    pub(super) async fn line_with(&mut self, text: &str) -> String {
        while let Some(line) = self.line().await {
            if line.contains(text) {
                return line;
            }
        }
        panic!("it ended without {text:?}:\n{}", self.screen)
    }

    /// Somebody types a line.
    pub(super) async fn type_line(&mut self, text: &str) {
        let line = format!("{text}\n");
        self.keyboard.write_all(line.as_bytes()).await.unwrap();
    }

    /// Waits for the end, which must be a success; returns all that it wrote.
    pub(super) async fn succeeds(mut self) -> String {
        while self.line().await.is_some() {}
        let status = self.child.wait().await.unwrap();
        assert!(status.success(), "{status}\n{}", self.screen);
        self.screen
    }
}
