//! The four device classes as types, so that one worker serves them all.

use crate::device::ability;
use crate::device::board::Property;
use crate::device::exchange::{self, Alarm};
use loket_drivers::camera::Camera;
use loket_drivers::card_printer::CardPrinter;
use loket_drivers::card_reader::CardReader;
use loket_drivers::device::{Device, DeviceClass};
use loket_drivers::fingerprint_scanner::FingerprintScanner;
use loket_drivers::registry::OpenDevice;

/// A device class.
pub trait Class: 'static {
    /// The class's device trait object.
    type Device: ?Sized + Send;
    /// Its name.
    const CLASS: DeviceClass;

    /// The device, if it is of this class; where the class knows exchanges that can hang, with each of them watched.
    fn pick(open: OpenDevice, alarm: Option<Alarm>) -> Option<Box<Self::Device>>;

    /// The device as what all classes share.
    fn as_device(device: &mut Self::Device) -> &mut dyn Device;

    /// What the device can do, to be shown.
    fn abilities(device: &Self::Device) -> Vec<Property>;
}

fn as_it_is<D: ?Sized>(device: Box<D>, _: Option<Alarm>) -> Box<D> {
    device
}

macro_rules! class {
    ($(#[$doc:meta])* $name:ident, $class:ident, $device:ident, $watched:path, $abilities:path) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Class for $name {
            type Device = dyn $device;
            const CLASS: DeviceClass = DeviceClass::$class;

            fn pick(open: OpenDevice, alarm: Option<Alarm>) -> Option<Box<Self::Device>> {
                match open {
                    OpenDevice::$class(device) => Some($watched(device, alarm)),
                    _ => None,
                }
            }

            fn as_device(device: &mut Self::Device) -> &mut dyn Device {
                device
            }

            fn abilities(device: &Self::Device) -> Vec<Property> {
                $abilities(device)
            }
        }
    };
}

class!(
    /// Fingerprint scanners.
    Scanners, FingerprintScanner, FingerprintScanner, as_it_is, ability::of_scanner
);
class!(
    /// Cameras.
    Cameras, Camera, Camera, as_it_is, ability::of_camera
);
class!(
    /// Card readers.
    Readers, CardReader, CardReader, exchange::watched, ability::of_reader
);
class!(
    /// Card printers.
    Printers, CardPrinter, CardPrinter, as_it_is, ability::of_printer
);
