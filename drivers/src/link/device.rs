//! Opening device files for one program alone.

use super::LinkError;
use rustix::fs::{FlockOperation, Mode, OFlags, flock, open as open_file};
use rustix::io::Errno;
use std::os::fd::OwnedFd;

/// Opens a device for reading and writing without blocking, and locks it.
///
/// # Errors
/// `Open`, `InUse`.
pub(super) fn open(path: &str) -> Result<OwnedFd, LinkError> {
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let fd = open_file(path, flags, Mode::empty()).map_err(|errno| open_error(path, errno))?;
    flock(&fd, FlockOperation::NonBlockingLockExclusive)
        .map_err(|errno| open_error(path, errno))?;
    Ok(fd)
}

/// What a failure to open `path` means.
pub(super) fn open_error(path: &str, errno: Errno) -> LinkError {
    let address = path.to_owned();
    match errno {
        Errno::BUSY | Errno::AGAIN => LinkError::InUse { address },
        errno => LinkError::Open {
            address,
            source: errno.into(),
        },
    }
}
