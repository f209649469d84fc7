//! The simulated counter without wires: the same bytes between the same drivers and the same ports, in one thread, with a
//! clock that a blocking read steps. A run is a function of its seed.

mod answers;
mod channel;
mod clock;
pub mod interception;
mod link;
pub mod office;
mod time_of_day;

use channel::MemoryChannel;
use clock::SteppedClock;
use interception::{Interception, Nobody};
use link::MemoryLink;
use loket_drivers::card_channel::{CardChannel, ChannelError};
use loket_drivers::clock::Clock;
use loket_drivers::limit::Limit;
use loket_drivers::link::{Link, LinkError};
use loket_drivers::ports::{Address, Ports};
use loket_simulator::device::Device;
use loket_simulator::port::Port;
use loket_simulator::port::camera::CameraPort;
use loket_simulator::port::printer::PrinterPort;
use loket_simulator::port::sensor::SensorPort;
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::Slot;
use std::io;
use std::sync::{Arc, Mutex};

/// What every link and channel needs of its world.
#[derive(Clone)]
struct Wire {
    world: SharedWorld,
    clock: Arc<SteppedClock>,
    interception: Arc<dyn Interception>,
}

impl Wire {
    fn is_daemon_running(&self) -> bool {
        self.interception.is_running()
    }
}

/// Hands out in-memory links to the devices of a world. Addresses are named after them: `serial:scanner`,
/// `http://camera:80/`, `tcp:printer:1`, `pcsc:encoder`, `pcsc:desk`.
pub struct MemoryPorts {
    wire: Wire,
    sensor: Arc<Mutex<dyn Port>>,
}

impl MemoryPorts {
    /// Ports into this world, whose clock must be stepped.
    pub fn new(world: SharedWorld) -> Self {
        Self::intercepted(world, Arc::new(Nobody))
    }

    /// The same with somebody on the wires.
    pub fn intercepted(world: SharedWorld, interception: Arc<dyn Interception>) -> Self {
        let clock = SteppedClock::new(world.clone(), Arc::clone(&interception));
        Self {
            wire: Wire {
                world,
                clock: Arc::new(clock),
                interception,
            },
            sensor: Arc::new(Mutex::new(SensorPort::new(Default::default()))),
        }
    }

    /// Which device is at the address, and its port: the sensor keeps its settings, the others begin anew.
    fn port(&self, address: &Address) -> Option<(Device, Arc<Mutex<dyn Port>>)> {
        match address {
            Address::Serial(_) => Some((Device::Sensor, Arc::clone(&self.sensor))),
            Address::Http { .. } => Some((Device::Camera, Arc::new(Mutex::new(CameraPort::new())))),
            Address::Tcp(_) => Some((Device::Printer, Arc::new(Mutex::new(PrinterPort::new())))),
            Address::File(_) | Address::Ipp { .. } | Address::Pcsc(_) => None,
        }
    }
}

impl Ports for MemoryPorts {
    fn clock(&self) -> Arc<dyn Clock> {
        self.wire.clock.clone()
    }

    fn link(&self, address: &Address, _: &Limit) -> Result<Box<dyn Link>, LinkError> {
        let absent = || LinkError::Open {
            address: address.to_string(),
            source: io::ErrorKind::NotFound.into(),
        };
        let (device, port) = self.port(address).ok_or_else(absent)?;
        let plugged = self.wire.world.with(|world| world.is_plugged(device));
        if !plugged || !self.wire.is_daemon_running() {
            return Err(absent());
        }
        Ok(Box::new(MemoryLink::open(self.wire.clone(), device, port)))
    }

    fn card_channel(&self, reader: &str, _: &Limit) -> Result<Box<dyn CardChannel>, ChannelError> {
        let slot = Slot::named(reader).ok_or(ChannelError::NoReader)?;
        Ok(Box::new(MemoryChannel::new(self.wire.clone(), slot)))
    }
}
