//! The ZFM-20, R30x, R503, AS608 and FPM10A family of single-finger sensors on a serial line.
//!
//! The sensor takes an image into its buffer and sends it from there, so that a transfer that went wrong is asked for
//! again while the person has long lifted the finger. Images have 4 bits per pixel at 500 pixels per inch; ridges are
//! dark, as the optical members of the family see them.

mod error;
mod session;
mod setup;
mod transfer;

pub use error::ZfmError;

use super::{CaptureHint, FingerImage, FingerprintCapabilities, FingerprintScanner, HintSink};
use crate::bell::{Bell, Waking};
use crate::device::{Device, Identity, SIGNALLED_PAUSE};
use crate::error::DeviceError;
use crate::limit::Limit;
use crate::link::LinkError;
use crate::ports::{Address, Ports};
use crate::registry::OpenDevice;
use loket_wire::zfm::{Command, Confirmation};
use session::Session;
use std::sync::Arc;
use std::time::Duration;

/// An open sensor.
pub struct ZfmScanner {
    session: Session,
    identity: Identity,
    capabilities: FingerprintCapabilities,
}

/// What the sensor made of a request for an image.
enum Taken {
    Image,
    NoFinger,
    Failed,
    Unclear,
}

impl ZfmScanner {
    /// Finds the line speed, presents the factory password, asks for model and geometry, and raises speed and packet
    /// size where the sensor allows it.
    ///
    /// # Errors
    /// `Unreachable` when the line cannot be opened or nothing on it answers, `InUse`, `Refused` when the password is
    /// another one, `Protocol`, `Disconnected`.
    pub fn open(
        ports: Arc<dyn Ports>,
        address: &Address,
        limit: &Limit,
    ) -> Result<OpenDevice, DeviceError> {
        let scanner = Self::find(ports.as_ref(), address, limit)?;
        Ok(OpenDevice::FingerprintScanner(Box::new(scanner)))
    }

    fn find(ports: &dyn Ports, address: &Address, limit: &Limit) -> Result<Self, ZfmError> {
        let link = ports.link(address, limit)?;
        let mut session = Session::new(link, ports.clock());
        let (identity, size) = setup::run(&mut session, limit)?;
        Ok(Self {
            session,
            identity,
            capabilities: FingerprintCapabilities {
                size,
                ppi: 500,
                gray_levels: 16,
                fingers: 1,
            },
        })
    }

    fn take_image(&mut self, limit: &Limit) -> Result<Taken, ZfmError> {
        let code = self.session.command(Command::TakeImage, limit)?.code;
        match code {
            Confirmation::Ok => Ok(Taken::Image),
            Confirmation::NoFinger => Ok(Taken::NoFinger),
            Confirmation::CaptureFailed => Ok(Taken::Failed),
            Confirmation::TooMessy | Confirmation::TooFewFeatures => Ok(Taken::Unclear),
            code => Err(ZfmError::Refused(code)),
        }
    }

    /// The image in the sensor's buffer.
    fn fetch(&mut self, hints: HintSink<'_>, limit: &Limit) -> Result<FingerImage, ZfmError> {
        let (width, height) = self.capabilities.size;
        let pixels = transfer::image(&mut self.session, (width, height), hints, limit)?;
        Ok(FingerImage {
            width,
            height,
            ppi: self.capabilities.ppi,
            pixels,
        })
    }

    /// Polls until the finger has been imaged.
    fn wait_image(&mut self, hints: HintSink<'_>, limit: &Limit) -> Result<(), ZfmError> {
        hints(CaptureHint::Place);
        loop {
            match self.poll(limit, ZfmError::FingerAbsent)? {
                Taken::Image => return Ok(()),
                Taken::NoFinger => {}
                Taken::Failed => hints(CaptureHint::PlaceAgain),
                Taken::Unclear => return Err(ZfmError::FingerUnclear),
            }
        }
    }

    fn wait_no_finger(&mut self, limit: &Limit) -> Result<(), ZfmError> {
        while !matches!(self.poll(limit, ZfmError::FingerStays)?, Taken::NoFinger) {}
        Ok(())
    }

    /// Takes one image after a short pause; `over` is the error when the limit ends.
    fn poll(&mut self, limit: &Limit, over: ZfmError) -> Result<Taken, ZfmError> {
        if self.session.pause(limit)? {
            return Err(over);
        }
        match self.take_image(limit) {
            Err(ZfmError::Link(LinkError::TimedOut)) if self.session.is_over(limit) => Err(over),
            taken => taken,
        }
    }
}

impl Device for ZfmScanner {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn probe(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        setup::read_parameters(&mut self.session, limit)?;
        Ok(())
    }

    fn probe_pause(&self) -> Duration {
        SIGNALLED_PAUSE
    }

    fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        self.session.rest(bell, span)
    }
}

impl FingerprintScanner for ZfmScanner {
    fn capabilities(&self) -> &FingerprintCapabilities {
        &self.capabilities
    }

    fn capture(
        &mut self,
        hints: HintSink<'_>,
        placing: &Limit,
        limit: &Limit,
    ) -> Result<FingerImage, DeviceError> {
        self.wait_image(hints, placing)?;
        hints(CaptureHint::Hold);
        let image = self.fetch(hints, limit)?;
        hints(CaptureHint::Lift);
        Ok(image)
    }

    fn wait_lifted(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        Ok(self.wait_no_finger(limit)?)
    }

    fn platen(&mut self, limit: &Limit) -> Result<FingerImage, DeviceError> {
        self.wait_no_finger(limit)?;
        match self.fetch(&mut |_| (), limit) {
            Err(ZfmError::Refused(Confirmation::NoImage | Confirmation::ImageUpload)) => {
                Err(ZfmError::NoPlaten.into())
            }
            fetched => Ok(fetched?),
        }
    }
}
