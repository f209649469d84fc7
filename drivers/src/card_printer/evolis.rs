//! Evolis card printers over TCP and over a device file.
//!
//! The printer answers every command once, in order; the answer to a movement comes when the movement has ended. The
//! driver therefore never has two commands on their way, never repeats a movement, and keeps apart a command that did
//! not leave this machine whole (nothing happened) from one whose answer never came (nobody knows). The printer's own
//! error recovery, which would print a failed card again, is switched off before every movement: a printer that has lost its
//! power has forgotten it.
//!
//! Answers have no checksum and no number. One too many is noticed when it is there before its question; an `OK` that came too
//! early shows in the card's position, which the caller asks for after every movement out of the printer.
//!
//! Which commands the maker's guide documents and which are inferred, `drivers/wire/src/evolis/command.rs` says; what becomes
//! of a card when something goes wrong, `drivers/PRINTER_FAULTS.md`.

mod error;
mod job;
mod model;
mod session;
mod status;

pub use error::EvolisError;

use super::{CardArtwork, CardPrinter, PrintGuard, PrinterCapabilities, PrinterStatus, Station};
use crate::bell::{Bell, Waking};
use crate::device::{Device, Identity};
use crate::error::DeviceError;
use crate::limit::Limit;
use crate::ports::{Address, Ports};
use crate::registry::OpenDevice;
use loket_wire::evolis::Command;
use model::Family;
use session::Session;
use std::sync::Arc;
use std::time::Duration;

/// An open printer.
pub struct EvolisPrinter {
    session: Session,
    identity: Identity,
    family: Family,
    capabilities: PrinterCapabilities,
}

impl EvolisPrinter {
    /// Asks the printer for its identity; moves nothing.
    ///
    /// # Errors
    /// `Unreachable`, `InUse`, `TimedOut`, `Protocol` when what answers is no such printer, `Unsupported` for an address
    /// that is neither TCP nor a device file.
    pub fn open(
        ports: Arc<dyn Ports>,
        address: &Address,
        limit: &Limit,
    ) -> Result<OpenDevice, DeviceError> {
        let printer = Self::find(ports, address, limit)?;
        Ok(OpenDevice::CardPrinter(Box::new(printer)))
    }

    fn find(ports: Arc<dyn Ports>, address: &Address, limit: &Limit) -> Result<Self, EvolisError> {
        let mut session = Session::new(ports, address)?;
        let serial = session.text(Command::Serial, limit)?;
        session.expect_serial(serial.clone());
        let model = session.text(Command::Model, limit)?;
        let firmware = session.text(Command::Firmware, limit)?;
        let family = Family::of(&model);
        Ok(Self {
            session,
            identity: Identity::new(model, serial, firmware),
            family,
            capabilities: family.capabilities(),
        })
    }
}

impl Device for EvolisPrinter {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn probe(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        if self.session.text(Command::Serial, limit)? == self.identity.serial {
            Ok(())
        } else {
            Err(EvolisError::Replaced.into())
        }
    }

    fn probe_pause(&self) -> Duration {
        self.session.probe_pause()
    }

    fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        self.session.rest(bell, span)
    }
}

impl CardPrinter for EvolisPrinter {
    fn capabilities(&self) -> &PrinterCapabilities {
        &self.capabilities
    }

    fn status(&mut self, limit: &Limit) -> Result<PrinterStatus, DeviceError> {
        Ok(status::read(&mut self.session, limit)?)
    }

    fn feed(&mut self, station: Station, limit: &Limit) -> Result<(), DeviceError> {
        if self.capabilities.encoder.is_none() {
            return Err(EvolisError::Missing("chip station").into());
        }
        let command = match station {
            Station::Contact => Command::ToContact,
            Station::Contactless => Command::ToContactless,
        };
        Ok(self.session.movement(command, limit)?)
    }

    fn print(
        &mut self,
        artwork: &CardArtwork,
        guard: &mut dyn PrintGuard,
        limit: &Limit,
    ) -> Result<(), DeviceError> {
        if artwork.back.is_some() && !self.capabilities.dual_sided {
            return Err(EvolisError::Missing("flipper").into());
        }
        Ok(job::print(&mut self.session, artwork, guard, limit)?)
    }

    fn eject(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        Ok(self.session.movement(Command::Eject, limit)?)
    }

    fn reject(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        if !self.family.has_reject_tray() {
            return Err(EvolisError::Missing("reject tray").into());
        }
        Ok(self.session.movement(Command::Reject, limit)?)
    }

    fn clean(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        Ok(self.session.movement(Command::Clean, limit)?)
    }

    fn clear_errors(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        Ok(self.session.setting(Command::ClearStatus, limit)?)
    }
}
