//! A network that breaks in the middle of whatever is long.

use loket_drivers::card_channel::{CardChannel, ChannelError};
use loket_drivers::clock::Clock;
use loket_drivers::limit::Limit;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::link::{Link, LinkError};
use loket_drivers::ports::{Address, Ports};
use std::sync::Arc;

/// This machine's ports, whose connections break after so many bytes.
pub(super) struct CutPorts {
    inner: SystemPorts,
    bytes: usize,
}

impl CutPorts {
    pub(super) fn after(bytes: usize) -> Arc<Self> {
        Arc::new(Self {
            inner: SystemPorts::new(),
            bytes,
        })
    }
}

impl Ports for CutPorts {
    fn clock(&self) -> Arc<dyn Clock> {
        self.inner.clock()
    }

    fn link(&self, address: &Address, limit: &Limit) -> Result<Box<dyn Link>, LinkError> {
        Ok(Box::new(CutLink {
            inner: Some(self.inner.link(address, limit)?),
            left: self.bytes,
        }))
    }

    fn card_channel(
        &self,
        reader: &str,
        limit: &Limit,
    ) -> Result<Box<dyn CardChannel>, ChannelError> {
        self.inner.card_channel(reader, limit)
    }
}

struct CutLink {
    inner: Option<Box<dyn Link>>,
    left: usize,
}

impl Link for CutLink {
    fn write_all(&mut self, bytes: &[u8], limit: &Limit) -> Result<(), LinkError> {
        let link = self.inner.as_mut().ok_or(LinkError::Closed)?;
        match self.left.checked_sub(bytes.len()) {
            Some(left) => {
                self.left = left;
                link.write_all(bytes, limit)
            }
            None => {
                link.write_all(&bytes[..self.left], limit)?;
                self.inner = None;
                Err(LinkError::Closed)
            }
        }
    }

    fn read(&mut self, buffer: &mut [u8], limit: &Limit) -> Result<usize, LinkError> {
        let link = self.inner.as_mut().ok_or(LinkError::Closed)?;
        link.read(buffer, limit)
    }

    fn set_speed(&mut self, _: u32) -> Result<(), LinkError> {
        Err(LinkError::NoSpeed)
    }
}
