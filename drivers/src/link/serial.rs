//! Serial ports.

use super::descriptor::{Descriptor, EmptyRead};
use super::{Link, LinkError, device, terminal};
use crate::bell::{Bell, Waking};
use crate::clock::Clock;
use crate::limit::Limit;
use rustix::termios::{ioctl_tiocexcl, ioctl_tiocnxcl};
use std::sync::Arc;
use std::time::Duration;

/// Line speed of a freshly opened port, in bits per second.
pub const OPENING_SPEED: u32 = 57_600;

/// An open serial port that no other program can open.
pub struct SerialLink {
    port: Descriptor,
}

impl SerialLink {
    /// Opens the port at `path` at [`OPENING_SPEED`], 8N1, for this program alone.
    ///
    /// # Errors
    /// `Open`, `InUse`.
    pub fn open(path: &str, clock: Arc<dyn Clock>) -> Result<Self, LinkError> {
        let fd = device::open(path)?;
        ioctl_tiocexcl(&fd)
            .and_then(|()| terminal::set_up(&fd, OPENING_SPEED))
            .map_err(|errno| device::open_error(path, errno))?;
        Ok(Self {
            port: Descriptor::new(fd, clock, EmptyRead::Closed),
        })
    }
}

impl Link for SerialLink {
    fn write_all(&mut self, bytes: &[u8], limit: &Limit) -> Result<(), LinkError> {
        self.port.write_all(bytes, limit)
    }

    fn read(&mut self, buffer: &mut [u8], limit: &Limit) -> Result<usize, LinkError> {
        self.port.read(buffer, limit)
    }

    fn set_speed(&mut self, bits_per_second: u32) -> Result<(), LinkError> {
        terminal::change_speed(&self.port, bits_per_second)
            .map_err(|errno| LinkError::Io(errno.into()))
    }

    fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        self.port.rest(bell, span)
    }
}

impl Drop for SerialLink {
    fn drop(&mut self) {
        // Some terminals stay exclusive after closing; a port that is gone cannot be told, and need not be.
        let _ = ioctl_tiocnxcl(&self.port);
    }
}
