//! The one list of supported models. Adding a model is one line in [`DRIVERS`].

use crate::camera::Camera;
use crate::camera::http::HttpCamera;
use crate::card_printer::CardPrinter;
use crate::card_printer::evolis::EvolisPrinter;
use crate::card_printer::ipp::IppPrinter;
use crate::card_reader::CardReader;
use crate::card_reader::pcsc::PcscReader;
use crate::device::{DeviceClass, Identity};
use crate::error::DeviceError;
use crate::fingerprint_scanner::FingerprintScanner;
use crate::fingerprint_scanner::zfm::ZfmScanner;
use crate::limit::Limit;
use crate::ports::{Address, Ports};
use std::sync::Arc;

/// An open device of any class.
pub enum OpenDevice {
    /// A fingerprint scanner.
    FingerprintScanner(Box<dyn FingerprintScanner>),
    /// A camera.
    Camera(Box<dyn Camera>),
    /// A card reader.
    CardReader(Box<dyn CardReader>),
    /// A card printer.
    CardPrinter(Box<dyn CardPrinter>),
}

impl OpenDevice {
    /// What the device said of itself.
    pub fn identity(&self) -> &Identity {
        match self {
            Self::FingerprintScanner(device) => device.identity(),
            Self::Camera(device) => device.identity(),
            Self::CardReader(device) => device.identity(),
            Self::CardPrinter(device) => device.identity(),
        }
    }
}

/// Finds the device at an address, checks that it is one, and opens it.
pub type Open = fn(Arc<dyn Ports>, &Address, &Limit) -> Result<OpenDevice, DeviceError>;

/// One supported protocol family.
pub struct Driver {
    /// Name in the config file.
    pub name: &'static str,
    /// Class of its devices.
    pub class: DeviceClass,
    /// How to open one.
    pub open: Open,
}

/// Every driver.
pub static DRIVERS: &[Driver] = &[
    Driver {
        name: "zfm",
        class: DeviceClass::FingerprintScanner,
        open: ZfmScanner::open,
    },
    Driver {
        name: "http-camera",
        class: DeviceClass::Camera,
        open: HttpCamera::open,
    },
    Driver {
        name: "evolis",
        class: DeviceClass::CardPrinter,
        open: EvolisPrinter::open,
    },
    Driver {
        name: "ipp",
        class: DeviceClass::CardPrinter,
        open: IppPrinter::open,
    },
    Driver {
        name: "pcsc",
        class: DeviceClass::CardReader,
        open: PcscReader::open,
    },
];

/// The driver of that name.
pub fn find(name: &str) -> Option<&'static Driver> {
    DRIVERS.iter().find(|driver| driver.name == name)
}
