//! The reader that the card lies on.

use super::{AtReader, CardFault};
use crate::config::Config;
use crate::keys;
use loket_card::IssuerPublicKey;
use loket_drivers::card_reader::{CardPresence, CardReader};
use loket_drivers::error::DeviceError;
use loket_drivers::limit::Limit;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::{Address, Ports};
use loket_drivers::registry::{OpenDevice, find};
use std::sync::Arc;
use std::time::Duration;

/// How long a card is waited for, and how long reading one may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// One command to the chip.
pub(super) type Transmit<'a> = &'a mut dyn FnMut(&[u8]) -> Result<Vec<u8>, DeviceError>;

/// An open reader.
pub(super) struct Desk {
    ports: Arc<dyn Ports>,
    reader: Box<dyn CardReader>,
}

impl Desk {
    /// The reader of that name, or the one that the config calls the desk's.
    pub(super) fn open(name: Option<&str>, config: &Config) -> Result<Self, CardFault> {
        let desk = config
            .devices
            .desk
            .as_ref()
            .map(|desk| desk.address.clone());
        let address = name.map(|name| Address::Pcsc(name.to_owned())).or(desk);
        let address = address.ok_or(CardFault::NoReader)?;
        let ports: Arc<dyn Ports> = Arc::new(SystemPorts::new());
        let limit = Limit::after(&*ports.clock(), PATIENCE);
        let driver = find("pcsc").ok_or(CardFault::NoReader)?;
        match (driver.open)(Arc::clone(&ports), &address, &limit)? {
            OpenDevice::CardReader(reader) => Ok(Self { ports, reader }),
            _ => Err(CardFault::NoReader),
        }
    }

    fn limit(&self) -> Limit {
        Limit::after(&*self.ports.clock(), PATIENCE)
    }

    /// The card's answer to reset, once there is one.
    pub(super) fn atr(&mut self) -> Result<Vec<u8>, CardFault> {
        let limit = self.limit();
        match self.reader.wait_card(&limit)? {
            CardPresence::Present { atr, .. } => Ok(atr),
            CardPresence::Absent => Ok(Vec::new()),
        }
    }

    /// Does this with the card on the reader, which is let go of afterwards.
    pub(super) fn with_card<R>(
        &mut self,
        work: impl FnOnce(&mut Transmit<'_>) -> Result<R, AtReader>,
    ) -> Result<R, CardFault> {
        let limit = self.limit();
        self.reader.wait_card(&limit)?;
        self.reader.open_card(&limit)?;
        let reader = &mut self.reader;
        let mut transmit = |command: &[u8]| reader.transmit(command, &limit);
        let done = work(&mut (&mut transmit as Transmit<'_>));
        self.reader.close_card();
        Ok(done?)
    }
}

/// The key that the counter's own cards are signed with.
pub(super) fn issuer(config: &Config) -> Result<IssuerPublicKey, CardFault> {
    Ok(keys::issuer_public_key(&config.station.state)?)
}
