//! Card printers that speak IPP, by themselves or through a CUPS queue.
//!
//! IPP knows pages and jobs, not cards: nothing tells where a card is or how many were used, there is no encoder station,
//! and the end of a job is evidence that a card was printed, not proof. The driver is honest about it. It never sends a job
//! twice, knows its own by a name that no other job has, and gives an outcome as unknown wherever the printer may have
//! begun and does not plainly say that it ended well: canceled, aborted, forgotten or cut short may each mean a card, half a
//! card, or none. A job that it gives up is withdrawn, so that it does not wait for the next blank.

mod document;
mod ending;
mod error;
mod fate;
mod job;
mod memory;
mod offer;
mod picture;
#[cfg(test)]
mod samples;
mod session;
mod status;

pub use error::IppPrinterError;

use super::{
    CardArtwork, CardPrinter, PrintFate, PrintGuard, PrinterCapabilities, PrinterStatus, Station,
};
use crate::device::{Device, Identity};
use crate::error::DeviceError;
use crate::limit::Limit;
use crate::ports::{Address, Ports};
use crate::registry::OpenDevice;
use memory::Memory;
use offer::Offer;
use session::Session;
use std::sync::Arc;

/// An open printer.
pub struct IppPrinter {
    session: Session,
    offer: Offer,
    memory: Memory,
    identity: Identity,
    capabilities: PrinterCapabilities,
}

impl IppPrinter {
    /// Asks the printer who it is and what it offers; prints nothing.
    ///
    /// # Errors
    /// `Unreachable`, `TimedOut`, `Protocol` when what answers is no IPP printer; `Unsupported` for an address that is not
    /// `ipp:` and for a printer that offers no card of ISO/IEC 7810 ID-1, or no format that can be sent.
    pub fn open(
        ports: Arc<dyn Ports>,
        address: &Address,
        limit: &Limit,
    ) -> Result<OpenDevice, DeviceError> {
        let printer = Self::find(ports, address, limit)?;
        Ok(OpenDevice::CardPrinter(Box::new(printer)))
    }

    fn find(
        ports: Arc<dyn Ports>,
        address: &Address,
        limit: &Limit,
    ) -> Result<Self, IppPrinterError> {
        let mut session = Session::new(ports, address)?;
        let printer = session.printer(limit)?;
        let offer = Offer::of(&printer)?;
        Ok(Self {
            memory: Memory::begin(&printer, session.now()),
            identity: identity(&printer),
            capabilities: capabilities(&offer),
            session,
            offer,
        })
    }
}

/// The printer's UUID is its serial number: it is the one number that IPP asks of every printer.
fn identity(printer: &loket_wire::ipp::Group) -> Identity {
    let text = |name| printer.text(name).unwrap_or_default();
    Identity::new(
        text("printer-make-and-model"),
        memory::uuid(printer).unwrap_or_default(),
        text("printer-firmware-string-version"),
    )
}

fn capabilities(offer: &Offer) -> PrinterCapabilities {
    PrinterCapabilities {
        canvas: offer.canvas(),
        dye_levels: 256,
        dual_sided: offer.is_dual_sided(),
        encoder: None,
        reports_position: false,
        reports_counters: false,
    }
}

impl Device for IppPrinter {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn probe(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        let printer = self.session.printer(limit)?;
        Ok(self.memory.expect_same(&printer)?)
    }
}

impl CardPrinter for IppPrinter {
    fn capabilities(&self) -> &PrinterCapabilities {
        &self.capabilities
    }

    fn status(&mut self, limit: &Limit) -> Result<PrinterStatus, DeviceError> {
        let printer = self.session.printer(limit)?;
        self.memory.expect_same(&printer)?;
        let was_reset = !self.memory.go_on(&printer, self.session.now());
        Ok(status::read(&printer, was_reset))
    }

    fn feed(&mut self, _station: Station, _limit: &Limit) -> Result<(), DeviceError> {
        Err(IppPrinterError::NoMovement.into())
    }

    fn print(
        &mut self,
        artwork: &CardArtwork,
        guard: &mut dyn PrintGuard,
        limit: &Limit,
    ) -> Result<(), DeviceError> {
        let document = document::compose(&self.offer, artwork)?;
        let (session, memory) = (&mut self.session, &mut self.memory);
        Ok(job::print(session, memory, &document, guard, limit)?)
    }

    fn fate(&mut self, job: &str, limit: &Limit) -> Result<PrintFate, DeviceError> {
        Ok(fate::find(&mut self.session, &mut self.memory, job, limit)?)
    }

    fn eject(&mut self, _limit: &Limit) -> Result<(), DeviceError> {
        Err(IppPrinterError::NoMovement.into())
    }

    fn reject(&mut self, _limit: &Limit) -> Result<(), DeviceError> {
        Err(IppPrinterError::NoMovement.into())
    }

    fn clean(&mut self, _limit: &Limit) -> Result<(), DeviceError> {
        Err(IppPrinterError::NoMovement.into())
    }

    /// An IPP printer shows what its sensors see, and latches nothing that a client could clear.
    fn clear_errors(&mut self, _limit: &Limit) -> Result<(), DeviceError> {
        Ok(())
    }
}
