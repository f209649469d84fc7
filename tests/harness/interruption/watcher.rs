//! `loket watch` in several lives.

use super::Told;
use crate::process::built;
use anyhow::{Context, bail};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// No line is longer in coming: silence is broken by a heartbeat each second.
const PATIENCE: Duration = Duration::from_secs(60);

/// What all lives were told.
pub(super) struct Watcher {
    socket: PathBuf,
    after: u64,
    /// The changes, in the order in which they came.
    pub(super) told: Vec<Told>,
}

impl Watcher {
    /// A watcher of the counter in `folder` that has handled the change of number `after`.
    pub(super) fn after(folder: &Path, after: u64) -> Self {
        Self {
            socket: folder.join("loket.sock"),
            after,
            told: Vec::new(),
        }
    }

    /// Goes on after the last change that was handled, reads so many lines or until nothing happens, and is killed.
    pub(super) async fn live(&mut self, lines: u32) -> anyhow::Result<()> {
        let (mut process, mut output) = self.start()?;
        for _ in 0..lines {
            if self.read(&mut output).await? {
                break;
            }
        }
        process.kill().await?;
        Ok(())
    }

    /// As [`Self::live`], until nothing happens any more.
    pub(super) async fn live_until_silence(&mut self) -> anyhow::Result<()> {
        self.live(u32::MAX).await
    }

    fn start(&self) -> anyhow::Result<(Child, Lines<BufReader<ChildStdout>>)> {
        let connect = format!("unix:{}", self.socket.display());
        let after = self.after.to_string();
        let mut process = Command::new(built("loket")?)
            .args(["--json", "--connect", &connect, "watch", "--heartbeat", "1"])
            .args([
                "--topic",
                "orders",
                "--topic",
                "enrolments",
                "--after",
                &after,
            ])
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().context("no output")?;
        Ok((process, BufReader::new(output).lines()))
    }

    /// Handles one line; whether it says that nothing happened.
    async fn read(&mut self, output: &mut Lines<BufReader<ChildStdout>>) -> anyhow::Result<bool> {
        let line = timeout(PATIENCE, output.next_line())
            .await
            .context("no sign of life")??;
        let message: Value = serde_json::from_str(&line.context("the watcher ended")?)?;
        let sequence = message["sequence"].as_u64().context("no sequence")?;
        for kind in ["order", "enrolment"] {
            if let Some(change) = message.get(kind) {
                let text = |value: &Value| value.as_str().map(str::to_owned);
                let id = text(&change[kind][format!("{kind}_id")]);
                self.told.push((
                    sequence,
                    id.context("no id")?,
                    text(&change["event"]).context("no event")?,
                ));
            }
        }
        if message.get("snapshot").is_some() {
            bail!("a snapshot, where it could have gone on: {message}");
        }
        self.after = sequence;
        Ok(message.get("heartbeat").is_some())
    }
}
