//! A reader that knows nothing but the protocol's table: no driver, no codec of the project.

use anyhow::{bail, ensure};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::{Duration, Instant};

/// `UpImage`: send the image that is in the buffer.
const UP_IMAGE: [u8; 12] = [
    0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x03, 0x0A, 0x00, 0x0E,
];
const ACKNOWLEDGE: u8 = 0x07;
const LAST_DATA: u8 = 0x08;
/// Start, address, kind, length.
const HEADER: usize = 9;
/// A line that is silent for so long is dead.
const SILENCE: Timespec = Timespec {
    tv_sec: 2,
    tv_nsec: 0,
};

/// The image, and what its upload took.
pub(super) struct Uploaded {
    /// One byte per pixel.
    pub(super) pixels: Vec<u8>,
    /// Bytes on the line in both directions, which follow each other.
    pub(super) line_bytes: usize,
    pub(super) elapsed: Duration,
}

/// Fetches the image that an earlier capture left in the sensor's buffer.
pub(super) fn upload(line: &Path, speed: u32) -> anyhow::Result<Uploaded> {
    let port = open_port(line, speed)?;
    let begun = Instant::now();
    rustix::io::write(&port, &UP_IMAGE)?;
    let mut received = Received::default();
    let (kind, answer) = received.packet(&port)?;
    ensure!(
        kind == ACKNOWLEDGE && answer == [0],
        "the upload was refused"
    );
    let mut packed = Vec::new();
    loop {
        let (kind, data) = received.packet(&port)?;
        packed.extend(data);
        if kind == LAST_DATA {
            break;
        }
    }
    let elapsed = begun.elapsed();
    Ok(Uploaded {
        // Two pixels share a byte, the left one in the upper half; 16 levels of gray.
        pixels: packed
            .iter()
            .flat_map(|pair| [pair >> 4, pair & 0x0F])
            .map(|level| level * 17)
            .collect(),
        line_bytes: UP_IMAGE.len() + received.taken,
        elapsed,
    })
}

fn open_port(line: &Path, speed: u32) -> anyhow::Result<OwnedFd> {
    let port = open(
        line,
        OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC,
        Mode::empty(),
    )?;
    let mut settings = tcgetattr(&port)?;
    settings.make_raw();
    settings.set_speed(speed)?;
    tcsetattr(&port, OptionalActions::Now, &settings)?;
    Ok(port)
}

/// Bytes that came, and how many of them were taken as packets.
#[derive(Default)]
struct Received {
    bytes: Vec<u8>,
    taken: usize,
}

impl Received {
    /// The next packet's kind and content; its sum must be right.
    fn packet(&mut self, port: &OwnedFd) -> anyhow::Result<(u8, Vec<u8>)> {
        let header = self.peek(port, HEADER)?;
        ensure!(
            header.starts_with(&[0xEF, 0x01]),
            "not the start of a packet"
        );
        let (kind, length) = (
            header[6],
            usize::from(u16::from_be_bytes([header[7], header[8]])),
        );
        ensure!(length >= 2, "a packet without a sum");
        let packet = self.peek(port, HEADER + length)?.to_vec();
        self.taken += packet.len();
        let (covered, sum) = packet[6..].split_at(packet.len() - 8);
        let expected = covered
            .iter()
            .fold(0_u16, |sum, byte| sum.wrapping_add((*byte).into()));
        ensure!(expected.to_be_bytes() == *sum, "a damaged packet");
        Ok((kind, covered[3..].to_vec()))
    }

    /// The next `count` bytes, waiting for them.
    fn peek(&mut self, port: &OwnedFd, count: usize) -> anyhow::Result<&[u8]> {
        while self.bytes.len() < self.taken + count {
            let mut polled = [PollFd::new(port, PollFlags::IN)];
            if poll(&mut polled, Some(&SILENCE))? == 0 {
                bail!("the line fell silent");
            }
            let mut piece = [0; 1024];
            let read = rustix::io::read(port, &mut piece)?;
            ensure!(read > 0, "the line was closed");
            self.bytes.extend_from_slice(&piece[..read]);
        }
        Ok(&self.bytes[self.taken..self.taken + count])
    }
}
