//! Ports on real wires. Everything listens on this machine alone.

mod contact;
pub mod pty;
mod pump;
pub mod readers;
pub mod tcp;
mod worker;

use crate::device::Device;
use crate::port::Port;
use crate::port::camera::CameraPort;
use crate::port::printer::PrinterPort;
use crate::port::sensor::{SensorPort, Settings};
use crate::shared::SharedWorld;
use pty::SerialLine;
use readers::Readers;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tcp::Service;
use thiserror::Error;

/// Where the wires come out.
#[derive(Clone, Debug)]
pub struct WirePlan {
    /// Directory of links and sockets; it must exist.
    pub dir: PathBuf,
    /// TCP port of the camera, 0 for any.
    pub camera_port: u16,
    /// TCP port of the printer, 0 for any.
    pub printer_port: u16,
    /// What the sensor has in its flash.
    pub sensor: Settings,
}

impl WirePlan {
    /// Any free ports, and links below `dir`.
    pub fn below(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            camera_port: 0,
            printer_port: 0,
            sensor: Settings::default(),
        }
    }
}

/// A wire could not be laid.
#[derive(Debug, Error)]
#[error("cannot serve the {device}")]
pub struct WireError {
    /// The device at its end.
    pub device: Device,
    /// What the system said.
    #[source]
    pub source: io::Error,
}

/// A counter whose devices are on real wires. Dropping it pulls all plugs and ends its threads.
#[derive(Debug)]
pub struct RunningCounter {
    world: SharedWorld,
    sensor: SerialLine,
    camera: Service,
    printer: Service,
    readers: Readers,
}

impl RunningCounter {
    /// Puts the devices of a world on wires.
    ///
    /// # Errors
    /// The device whose wire could not be laid, and why.
    pub fn start(world: SharedWorld, plan: &WirePlan) -> Result<Self, WireError> {
        let at = |device| move |source| WireError { device, source };
        let sensor = SensorPort::new(plan.sensor.clone());
        let camera = || -> Box<dyn Port> { Box::new(CameraPort::new()) };
        let printer = || -> Box<dyn Port> { Box::new(PrinterPort::new()) };
        Ok(Self {
            sensor: SerialLine::start(&world, plan.dir.join("sensor"), sensor)
                .map_err(at(Device::Sensor))?,
            camera: Service::start(&world, Device::Camera, plan.camera_port, camera)
                .map_err(at(Device::Camera))?,
            printer: Service::start(&world, Device::Printer, plan.printer_port, printer)
                .map_err(at(Device::Printer))?,
            readers: Readers::start(&world, &plan.dir).map_err(at(Device::Encoder))?,
            world,
        })
    }

    /// The world behind the wires.
    pub fn world(&self) -> &SharedWorld {
        &self.world
    }

    /// The stable link to the sensor's serial line.
    pub fn sensor(&self) -> &Path {
        self.sensor.link()
    }

    /// Where the camera listens.
    pub fn camera(&self) -> SocketAddr {
        self.camera.address()
    }

    /// Where the printer listens.
    pub fn printer(&self) -> SocketAddr {
        self.printer.address()
    }

    /// The readers' sockets, for the reader driver in `pcscd`.
    pub fn readers(&self) -> &Readers {
        &self.readers
    }
}
