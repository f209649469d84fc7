//! Moves bytes between a port and a descriptor until one side closes.

use crate::port::Port;
use crate::shared::{Bell, SharedWorld};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io;
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Bytes taken from the wire at once.
const READ: usize = 64 * 1024;

/// One wire while it is in use.
pub(super) struct Pump<'a, W> {
    /// The descriptor; it must not block.
    pub(super) wire: &'a W,
    pub(super) world: &'a SharedWorld,
    pub(super) bell: &'a Bell,
    pub(super) stop: &'a AtomicBool,
    /// The peer's line speed, for wires that have one.
    pub(super) speed: fn(&W) -> Option<u32>,
}

/// What the descriptor is ready for.
struct Ready {
    input: bool,
    output: bool,
}

impl<W: AsFd> Pump<'_, W> {
    /// Runs until the port closes the line, the peer hangs up or the counter stops. While the peer does not read, the port
    /// is not asked for more: a camera drops frames rather than let them pile up.
    ///
    /// # Errors
    /// Failures of the descriptor other than a hang-up.
    pub(super) fn run(&self, port: &mut dyn Port) -> io::Result<()> {
        let mut pending: Vec<u8> = Vec::new();
        let mut closing = false;
        while !self.stop.load(Ordering::Acquire) {
            if pending.is_empty() && !closing {
                self.hear_speed(port);
                let output = self.world.with(|world| port.transmit(world));
                (pending, closing) = (output.bytes, output.closes);
            }
            if pending.is_empty() && closing {
                return Ok(());
            }
            let ready = self.wait(port, !pending.is_empty())?;
            if ready.output && !self.write(&mut pending)? {
                return Ok(());
            }
            if ready.input && !self.read(port)? {
                return Ok(());
            }
        }
        Ok(())
    }

    fn hear_speed(&self, port: &mut dyn Port) {
        if let Some(speed) = (self.speed)(self.wire) {
            port.set_line_speed(speed);
        }
    }

    fn wait(&self, port: &dyn Port, writing: bool) -> io::Result<Ready> {
        let (interest, timeout) = if writing {
            (PollFlags::IN | PollFlags::OUT, None)
        } else {
            let wake = self.world.with(|world| port.wake(world));
            let timeout = wake.and_then(|time| self.world.wall_until(time));
            (PollFlags::IN, timeout)
        };
        let mut fds = [
            PollFd::new(self.wire, interest),
            PollFd::new(self.bell, PollFlags::IN),
        ];
        match poll(&mut fds, timeout.map(timespec).as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        if fds[1].revents().contains(PollFlags::IN) {
            self.bell.hush();
        }
        let wire = fds[0].revents();
        Ok(Ready {
            input: wire.intersects(PollFlags::IN | PollFlags::HUP | PollFlags::ERR),
            output: wire.contains(PollFlags::OUT),
        })
    }

    /// False when the peer is gone.
    fn write(&self, pending: &mut Vec<u8>) -> io::Result<bool> {
        match rustix::io::write(self.wire, pending) {
            Ok(written) => {
                pending.drain(..written);
                Ok(true)
            }
            Err(Errno::AGAIN | Errno::INTR) => Ok(true),
            Err(Errno::PIPE | Errno::CONNRESET | Errno::IO) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// False when the peer is gone.
    fn read(&self, port: &mut dyn Port) -> io::Result<bool> {
        let mut buffer = vec![0; READ];
        match rustix::io::read(self.wire, &mut buffer[..]) {
            // A pseudo-terminal whose peer has closed fails with EIO.
            Ok(0) | Err(Errno::CONNRESET | Errno::IO) => Ok(false),
            Ok(count) => {
                self.hear_speed(port);
                self.world
                    .with(|world| port.receive(world, &buffer[..count]));
                Ok(true)
            }
            Err(Errno::AGAIN | Errno::INTR) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }
}

/// Longer by a microsecond, so that what is waited for has come.
pub(super) fn timespec(wait: Duration) -> Timespec {
    let wait = wait + Duration::from_micros(1);
    Timespec {
        tv_sec: i64::try_from(wait.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(wait.subsec_nanos()),
    }
}
