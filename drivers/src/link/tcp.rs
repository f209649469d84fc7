//! TCP connections.

use super::descriptor::{Descriptor, EmptyRead, wait};
use super::{Link, LinkError};
use crate::bell::{Bell, Waking};
use crate::clock::Clock;
use crate::limit::Limit;
use rustix::event::PollFlags;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, connect, socket_with, sockopt};
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

/// A TCP connection without delay.
pub struct TcpLink {
    socket: Descriptor,
}

impl TcpLink {
    /// Connects to `authority` (`host:port`); several addresses of one name are tried in turn. Numeric hosts are best:
    /// looking up a name does not heed the limit.
    ///
    /// # Errors
    /// `Open`, `TimedOut`, `Cancelled`.
    pub fn open(authority: &str, clock: Arc<dyn Clock>, limit: &Limit) -> Result<Self, LinkError> {
        let open_error = |source| LinkError::Open {
            address: authority.to_owned(),
            source,
        };
        let mut failure = open_error(io::ErrorKind::NotFound.into());
        for address in authority.to_socket_addrs().map_err(open_error)? {
            match connect_to(address, clock.as_ref(), limit) {
                Ok(fd) => {
                    let socket = Descriptor::new(fd, clock, EmptyRead::Closed);
                    return Ok(Self { socket });
                }
                Err(LinkError::Io(source)) => failure = open_error(source),
                Err(other) => return Err(other),
            }
        }
        Err(failure)
    }
}

fn connect_to(address: SocketAddr, clock: &dyn Clock, limit: &Limit) -> Result<OwnedFd, LinkError> {
    let family = match address {
        SocketAddr::V4(_) => AddressFamily::INET,
        SocketAddr::V6(_) => AddressFamily::INET6,
    };
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let failed = |errno: Errno| LinkError::Io(errno.into());
    let fd = socket_with(family, SocketType::STREAM, flags, None).map_err(failed)?;
    match connect(&fd, &address) {
        Ok(()) => {}
        Err(Errno::INPROGRESS) => {
            wait(&fd, PollFlags::OUT, clock, limit)?;
            sockopt::socket_error(&fd)
                .and_then(|outcome| outcome)
                .map_err(failed)?;
        }
        Err(errno) => return Err(failed(errno)),
    }
    sockopt::set_tcp_nodelay(&fd, true).map_err(failed)?;
    Ok(fd)
}

impl Link for TcpLink {
    fn write_all(&mut self, bytes: &[u8], limit: &Limit) -> Result<(), LinkError> {
        self.socket.write_all(bytes, limit)
    }

    fn read(&mut self, buffer: &mut [u8], limit: &Limit) -> Result<usize, LinkError> {
        self.socket.read(buffer, limit)
    }

    fn set_speed(&mut self, _bits_per_second: u32) -> Result<(), LinkError> {
        Err(LinkError::NoSpeed)
    }

    fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        self.socket.rest(bell, span)
    }
}
