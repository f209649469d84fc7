//! The MJPEG stream.

use super::exchange::Response;
use super::{HttpCameraError, is_offline, jpeg};
use crate::camera::{Frame, FrameSink};
use crate::clock::{Clock, Moment};
use crate::fingerprint_scanner::Flow;
use crate::limit::Limit;
use crate::link::LinkError;
use loket_wire::multipart::{Part, PartScanner};
use std::time::Duration;

/// A stream that shows no whole picture for so long has stalled.
pub(super) const STALL: Duration = Duration::from_secs(2);
/// So many damaged pictures in a row are no accident.
const MOST_DAMAGED: u32 = 10;

/// Passes pictures on until the sink says stop, the limit ends, or the stream fails.
pub(super) fn run(
    response: Response,
    clock: &dyn Clock,
    frames: FrameSink<'_>,
    limit: &Limit,
) -> Result<(), HttpCameraError> {
    response.expect_ok()?;
    let kind = response.head().field("content-type").unwrap_or("");
    let mut stream = Stream {
        scanner: PartScanner::new(kind, Frame::MAX_BYTES)?,
        response,
        clock,
        last: clock.now(),
        sequence: 0,
        damaged: 0,
    };
    loop {
        match stream.next_frame(limit) {
            Ok(frame) => {
                if frames(frame) == Flow::Stop {
                    return Ok(());
                }
            }
            Err(HttpCameraError::Link(LinkError::TimedOut)) => {
                return if limit.is_over(clock) {
                    Ok(())
                } else {
                    Err(HttpCameraError::Stalled)
                };
            }
            Err(error) => return Err(error),
        }
    }
}

struct Stream<'a> {
    response: Response,
    scanner: PartScanner,
    clock: &'a dyn Clock,
    /// When the last whole picture came.
    last: Moment,
    sequence: u64,
    damaged: u32,
}

impl Stream<'_> {
    fn next_frame(&mut self, limit: &Limit) -> Result<Frame, HttpCameraError> {
        loop {
            if let Some(part) = self.scanner.next_part()? {
                if let Some(frame) = self.frame(part)? {
                    return Ok(frame);
                }
            } else {
                self.fill(limit)?;
            }
        }
    }

    fn fill(&mut self, limit: &Limit) -> Result<(), HttpCameraError> {
        if self.scanner.is_finished() {
            return Err(LinkError::Closed.into());
        }
        let left = (self.last + STALL).since(self.clock.now());
        let mut received = Vec::new();
        let open = self
            .response
            .more(&mut received, &limit.at_most(self.clock, left))?;
        if !open {
            return Err(LinkError::Closed.into());
        }
        self.scanner.push(&received);
        Ok(())
    }

    /// A frame of a part; `None` when the picture is damaged, which passes unless it happens again and again.
    fn frame(&mut self, part: Part) -> Result<Option<Frame>, HttpCameraError> {
        if is_offline(part.field("x-ustreamer-online").as_deref()) {
            return Err(HttpCameraError::NoSignal);
        }
        let Some(jpeg) = jpeg::whole(part.body) else {
            self.damaged += 1;
            tracing::debug!(in_a_row = self.damaged, "dropped a damaged picture");
            return if self.damaged < MOST_DAMAGED {
                Ok(None)
            } else {
                Err(HttpCameraError::NotJpeg)
            };
        };
        self.damaged = 0;
        self.last = self.clock.now();
        let frame = Frame {
            jpeg,
            received: self.last,
            sequence: self.sequence,
        };
        self.sequence += 1;
        Ok(Some(frame))
    }
}
