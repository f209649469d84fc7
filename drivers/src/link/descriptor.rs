//! Reading and writing an open descriptor with a limit; what all links of the system share.

use super::LinkError;
use crate::bell::{Bell, Waking};
use crate::clock::{Clock, Moment};
use crate::limit::Limit;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::time::Duration;

/// What a read of zero bytes means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EmptyRead {
    /// The other side closed: sockets and terminals.
    Closed,
    /// Nothing yet: USB printers answer a read with an empty packet while they have nothing to say.
    Idle,
}

/// An open descriptor in non-blocking mode.
pub(super) struct Descriptor {
    fd: OwnedFd,
    clock: Arc<dyn Clock>,
    empty_read: EmptyRead,
}

impl AsFd for Descriptor {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl Descriptor {
    /// How long to leave a device alone that answered with nothing.
    const IDLE_PAUSE: Duration = Duration::from_millis(10);

    /// `fd` must be in non-blocking mode.
    pub(super) fn new(fd: OwnedFd, clock: Arc<dyn Clock>, empty_read: EmptyRead) -> Self {
        Self {
            fd,
            clock,
            empty_read,
        }
    }

    pub(super) fn write_all(&self, mut bytes: &[u8], limit: &Limit) -> Result<(), LinkError> {
        while !bytes.is_empty() {
            let events = wait(&self.fd, PollFlags::OUT, self.clock.as_ref(), limit)?;
            match rustix::io::write(&self.fd, bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(errno) => check(errno, events)?,
            }
        }
        Ok(())
    }

    pub(super) fn read(&self, buffer: &mut [u8], limit: &Limit) -> Result<usize, LinkError> {
        loop {
            let events = wait(&self.fd, PollFlags::IN, self.clock.as_ref(), limit)?;
            match rustix::io::read(&self.fd, &mut *buffer) {
                Ok(0) if self.empty_read == EmptyRead::Closed || is_hang_up(events) => {
                    return Err(LinkError::Closed);
                }
                Ok(0) => self.pause(limit)?,
                Ok(count) => return Ok(count),
                Err(errno) => check(errno, events)?,
            }
        }
    }

    /// See [`super::Link::rest`]. A device file that always has an empty packet to read says so with no meaning.
    pub(super) fn rest(&self, bell: &Bell, span: Duration) -> Waking {
        let events = match self.empty_read {
            EmptyRead::Closed => PollFlags::IN | PollFlags::RDHUP,
            EmptyRead::Idle => PollFlags::empty(),
        };
        bell.wait_beside(Some((self.fd.as_fd(), events)), span)
    }

    fn pause(&self, limit: &Limit) -> Result<(), LinkError> {
        if limit.is_over(self.clock.as_ref()) {
            return Err(LinkError::TimedOut);
        }
        let end: Moment = limit.end().min(self.clock.now() + Self::IDLE_PAUSE);
        self.clock.sleep_until(end);
        Ok(())
    }
}

/// Waits in slices until the descriptor is ready or broken. Looks at least once, even with no time left.
pub(super) fn wait(
    fd: &impl AsFd,
    events: PollFlags,
    clock: &dyn Clock,
    limit: &Limit,
) -> Result<PollFlags, LinkError> {
    loop {
        if limit.is_cancelled() {
            return Err(LinkError::Cancelled);
        }
        let left = limit.left(clock);
        let slice = Timespec::try_from(left.min(Limit::SLICE)).ok();
        let mut polled = [PollFd::new(fd, events)];
        match poll(&mut polled, slice.as_ref()) {
            Ok(0) if left.is_zero() => return Err(LinkError::TimedOut),
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => return Ok(polled[0].revents()),
            Err(errno) => return Err(LinkError::Io(errno.into())),
        }
    }
}

fn is_hang_up(events: PollFlags) -> bool {
    events.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
}

/// Whether to try again after a failed read or write, and what the failure means otherwise.
fn check(errno: Errno, events: PollFlags) -> Result<(), LinkError> {
    match errno {
        Errno::INTR => Ok(()),
        Errno::AGAIN if !is_hang_up(events) => Ok(()),
        Errno::AGAIN
        | Errno::IO
        | Errno::NODEV
        | Errno::NXIO
        | Errno::PIPE
        | Errno::CONNRESET
        | Errno::CONNABORTED => Err(LinkError::Closed),
        errno => Err(LinkError::Io(errno.into())),
    }
}
