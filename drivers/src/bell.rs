//! The bell that ends a rest: how a worker sleeps between two uses of its device and still hears the next one, and a sign
//! of the device, at once.

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::io::Errno;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Why a rest ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waking {
    /// The bell was rung.
    Rung,
    /// The device gave a sign: it hung up, or said something that nobody asked for.
    Stirred,
    /// The time was over.
    Over,
}

/// A bell; clones are the same bell. Ringing is remembered until somebody has waited.
#[derive(Clone, Debug)]
pub struct Bell(Arc<OwnedFd>);

impl AsFd for Bell {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Bell {
    /// A silent bell.
    ///
    /// # Errors
    /// When the process has no descriptor left.
    pub fn new() -> io::Result<Self> {
        let descriptor = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        Ok(Self(Arc::new(descriptor)))
    }

    /// Ends the present rest, or the next one.
    pub fn ring(&self) {
        // The counter can only be full, and then it rings already.
        let _ = rustix::io::write(&*self.0, &1_u64.to_ne_bytes());
    }

    /// Forgets that it was rung.
    pub(crate) fn hush(&self) {
        // There is nothing to read from a bell that was not rung.
        let _ = rustix::io::read(&*self.0, &mut [0; 8]);
    }

    /// Waits until the bell is rung or `span` is over; never [`Waking::Stirred`].
    pub fn wait(&self, span: Duration) -> Waking {
        self.wait_beside(None, span)
    }

    /// Waits until the bell is rung, one of these events happens at the descriptor, it hangs up, or `span` is over.
    pub(crate) fn wait_beside(
        &self,
        sign: Option<(BorrowedFd<'_>, PollFlags)>,
        span: Duration,
    ) -> Waking {
        let end = Instant::now() + span;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let timeout = Timespec::try_from(left).ok();
            let mut fds = vec![PollFd::new(&*self.0, PollFlags::IN)];
            fds.extend(sign.map(|(fd, events)| PollFd::from_borrowed_fd(fd, events)));
            match poll(&mut fds, timeout.as_ref()) {
                Err(Errno::INTR) => {}
                Err(_) | Ok(0) => return Waking::Over,
                Ok(_) if fds[0].revents().is_empty() => return Waking::Stirred,
                Ok(_) => {
                    self.hush();
                    return Waking::Rung;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn ringing_is_remembered_once() {
        let bell = Bell::new().unwrap();
        bell.ring();
        bell.clone().ring();
        assert_eq!(bell.wait(LONG), Waking::Rung);
        assert_eq!(bell.wait(Duration::ZERO), Waking::Over);
    }

    #[test]
    fn a_hang_up_and_unasked_bytes_are_signs() {
        let bell = Bell::new().unwrap();
        let (mut device, host) = std::os::unix::net::UnixStream::pair().unwrap();
        let sign = || Some((host.as_fd(), PollFlags::IN));
        assert_eq!(bell.wait_beside(sign(), Duration::ZERO), Waking::Over);
        std::io::Write::write_all(&mut device, &[0x55]).unwrap();
        assert_eq!(bell.wait_beside(sign(), LONG), Waking::Stirred);
        bell.ring();
        assert_eq!(
            bell.wait_beside(sign(), LONG),
            Waking::Rung,
            "callers first"
        );
        drop(device);
        let gone = Some((host.as_fd(), PollFlags::empty()));
        assert_eq!(bell.wait_beside(gone, LONG), Waking::Stirred);
    }
}
