//! The reference: ustreamer passes the camera's JPEGs on to one viewer over HTTP on a Unix socket.

use anyhow::{Context, ensure};
use loket_tests::process::Process;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks for the socket.
const LOOK: Duration = Duration::from_millis(20);

/// A running ustreamer.
pub(super) struct Ustreamer {
    socket: PathBuf,
    process: Process,
}

impl Ustreamer {
    /// Starts it on this camera.
    pub(super) async fn start(
        folder: &Path,
        camera: &Path,
        (width, height): (u32, u32),
    ) -> anyhow::Result<Self> {
        let socket = folder.join("ustreamer.sock");
        let mut command = Command::new("ustreamer");
        command
            .arg("--device")
            .arg(camera)
            .arg(format!("--resolution={width}x{height}"))
            .args(["--format=MJPEG", "--encoder=HW", "--log-level=0"])
            .arg("--unix")
            .arg(&socket);
        let log = folder.join("ustreamer.log");
        let mut process = Process::run("ustreamer", command, &log)
            .context("install the packages of `tests/setup/packages.sh bench`")?;
        let begun = Instant::now();
        while UnixStream::connect(&socket).is_err() {
            process.check_running()?;
            ensure!(begun.elapsed() < PATIENCE, "ustreamer does not serve");
            tokio::time::sleep(LOOK).await;
        }
        Ok(Self { socket, process })
    }

    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Watches for a while; the pictures that came. Each must be as long as `expected`.
    pub(super) fn watch(&self, span: Duration, expected: usize) -> anyhow::Result<usize> {
        let mut stream = UnixStream::connect(&self.socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        let length = format!("Content-Length: {expected}\r\n");
        let begun = Instant::now();
        let (mut seen, mut pictures) = (Vec::new(), 0);
        let mut piece = vec![0; 64 * 1024];
        while begun.elapsed() < span {
            let count = stream.read(&mut piece)?;
            ensure!(count > 0, "ustreamer closed the stream");
            seen.extend_from_slice(&piece[..count]);
            while let Some(at) = find(&seen, length.as_bytes()) {
                pictures += 1;
                seen.drain(..at + length.len());
            }
            // Only what may be the beginning of the line is kept.
            seen.drain(..seen.len().saturating_sub(length.len()));
        }
        ensure!(pictures > 0, "ustreamer showed no picture of the camera");
        Ok(pictures)
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|part| part == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_where_it_begins() {
        assert_eq!(find(b"ab\r\ncd", b"cd"), Some(4));
        assert_eq!(find(b"ab", b"cd"), None);
    }
}
