//! The machine's own ports.

use super::file::FileLink;
use super::serial::SerialLink;
use super::tcp::TcpLink;
use super::{Link, LinkError, pcsc};
use crate::card_channel::{CardChannel, ChannelError};
use crate::clock::{Clock, SystemClock};
use crate::limit::Limit;
use crate::ports::{Address, Ports};
use std::io;
use std::sync::Arc;

/// Opens serial ports, device files, sockets and card readers of this machine, on its monotonic clock.
#[derive(Debug)]
pub struct SystemPorts {
    clock: Arc<SystemClock>,
}

impl SystemPorts {
    /// Ports whose clock starts now.
    pub fn new() -> Self {
        Self {
            clock: Arc::new(SystemClock::new()),
        }
    }
}

impl Default for SystemPorts {
    fn default() -> Self {
        Self::new()
    }
}

impl Ports for SystemPorts {
    fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    fn link(&self, address: &Address, limit: &Limit) -> Result<Box<dyn Link>, LinkError> {
        match address {
            Address::Serial(path) => Ok(Box::new(SerialLink::open(path, self.clock())?)),
            Address::File(path) => Ok(Box::new(FileLink::open(path, self.clock())?)),
            Address::Tcp(authority)
            | Address::Http { authority, .. }
            | Address::Ipp { authority, .. } => {
                Ok(Box::new(TcpLink::open(authority, self.clock(), limit)?))
            }
            Address::Pcsc(_) => Err(LinkError::Open {
                address: address.to_string(),
                source: io::ErrorKind::InvalidInput.into(),
            }),
        }
    }

    fn card_channel(
        &self,
        reader: &str,
        limit: &Limit,
    ) -> Result<Box<dyn CardChannel>, ChannelError> {
        pcsc::open(reader, self.clock(), limit)
    }
}
