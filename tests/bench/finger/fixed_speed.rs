//! Serial ports whose speed stays as it was when they were opened, as behind many terminal servers.

use loket_drivers::card_channel::{CardChannel, ChannelError};
use loket_drivers::clock::Clock;
use loket_drivers::limit::Limit;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::link::{Link, LinkError};
use loket_drivers::ports::{Address, Ports};
use std::sync::Arc;

/// The machine's ports with lines of one speed: 57,600 bit/s.
pub(super) struct FixedSpeed(SystemPorts);

impl FixedSpeed {
    pub(super) fn new() -> Self {
        Self(SystemPorts::new())
    }
}

impl Ports for FixedSpeed {
    fn clock(&self) -> Arc<dyn Clock> {
        self.0.clock()
    }

    fn link(&self, address: &Address, limit: &Limit) -> Result<Box<dyn Link>, LinkError> {
        Ok(Box::new(OneSpeed(self.0.link(address, limit)?)))
    }

    fn card_channel(
        &self,
        reader: &str,
        limit: &Limit,
    ) -> Result<Box<dyn CardChannel>, ChannelError> {
        self.0.card_channel(reader, limit)
    }
}

struct OneSpeed(Box<dyn Link>);

impl Link for OneSpeed {
    fn write_all(&mut self, bytes: &[u8], limit: &Limit) -> Result<(), LinkError> {
        self.0.write_all(bytes, limit)
    }

    fn read(&mut self, buffer: &mut [u8], limit: &Limit) -> Result<usize, LinkError> {
        self.0.read(buffer, limit)
    }

    fn set_speed(&mut self, _: u32) -> Result<(), LinkError> {
        Err(LinkError::NoSpeed)
    }
}
