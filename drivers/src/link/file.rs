//! Character devices that are read and written like files: USB printers at `/dev/usb/lp0`.

use super::descriptor::{Descriptor, EmptyRead};
use super::{Link, LinkError, device, serial, terminal};
use crate::bell::{Bell, Waking};
use crate::clock::Clock;
use crate::limit::Limit;
use rustix::io::Errno;
use std::sync::Arc;
use std::time::Duration;

/// An open device file.
pub struct FileLink {
    file: Descriptor,
}

impl FileLink {
    /// Opens the device at `path` for this program alone. A terminal is made to pass bytes unchanged.
    ///
    /// # Errors
    /// `Open`, `InUse`.
    pub fn open(path: &str, clock: Arc<dyn Clock>) -> Result<Self, LinkError> {
        let fd = device::open(path)?;
        let empty_read = match terminal::set_up(&fd, serial::OPENING_SPEED) {
            Ok(()) => EmptyRead::Closed,
            Err(Errno::NOTTY) => EmptyRead::Idle,
            Err(errno) => return Err(device::open_error(path, errno)),
        };
        Ok(Self {
            file: Descriptor::new(fd, clock, empty_read),
        })
    }
}

impl Link for FileLink {
    fn write_all(&mut self, bytes: &[u8], limit: &Limit) -> Result<(), LinkError> {
        self.file.write_all(bytes, limit)
    }

    fn read(&mut self, buffer: &mut [u8], limit: &Limit) -> Result<usize, LinkError> {
        self.file.read(buffer, limit)
    }

    fn set_speed(&mut self, _bits_per_second: u32) -> Result<(), LinkError> {
        Err(LinkError::NoSpeed)
    }

    fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        self.file.rest(bell, span)
    }
}
