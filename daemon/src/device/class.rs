//! The four device classes as types, so that one worker serves them all.

use loket_drivers::camera::Camera;
use loket_drivers::card_printer::CardPrinter;
use loket_drivers::card_reader::CardReader;
use loket_drivers::device::{Device, DeviceClass};
use loket_drivers::error::DeviceError;
use loket_drivers::fingerprint_scanner::FingerprintScanner;
use loket_drivers::limit::Limit;
use loket_drivers::registry::OpenDevice;

/// A device class.
pub trait Class: 'static {
    /// The class's device trait object.
    type Device: ?Sized + Send;
    /// Its name.
    const CLASS: DeviceClass;

    /// The device, if it is of this class.
    fn pick(open: OpenDevice) -> Option<Box<Self::Device>>;

    /// See [`Device::probe`].
    ///
    /// # Errors
    /// When the device is no longer there.
    fn probe(device: &mut Self::Device, limit: &Limit) -> Result<(), DeviceError>;
}

macro_rules! class {
    ($(#[$doc:meta])* $name:ident, $class:ident, $device:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Class for $name {
            type Device = dyn $device;
            const CLASS: DeviceClass = DeviceClass::$class;

            fn pick(open: OpenDevice) -> Option<Box<Self::Device>> {
                match open {
                    OpenDevice::$class(device) => Some(device),
                    _ => None,
                }
            }

            fn probe(device: &mut Self::Device, limit: &Limit) -> Result<(), DeviceError> {
                Device::probe(device, limit)
            }
        }
    };
}

class!(
    /// Fingerprint scanners.
    Scanners, FingerprintScanner, FingerprintScanner
);
class!(
    /// Cameras.
    Cameras, Camera, Camera
);
class!(
    /// Card readers.
    Readers, CardReader, CardReader
);
class!(
    /// Card printers.
    Printers, CardPrinter, CardPrinter
);
