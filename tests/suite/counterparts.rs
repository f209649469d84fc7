//! Programs that nobody here wrote, and devices written from a protocol's table alone, at the other ends of our wires.

mod camera;
mod card;
mod sensor;
mod streams;
mod table_sensor;
mod transcript;
mod vpcd;

use loket_drivers::error::DeviceError;
use loket_drivers::limit::Limit;
use loket_drivers::link::system::SystemPorts;
use loket_drivers::ports::Ports;
use loket_drivers::registry::{OpenDevice, find};
use loket_simulator::clock::TimePolicy;
use loket_simulator::scenario::Scenario;
use loket_simulator::serve::{RunningCounter, WirePlan};
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::World;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// No step of a test takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The default counter on real wires in `folder`, with applicant `b` seated.
fn counter(folder: &Path, time: TimePolicy) -> RunningCounter {
    let scenario = Scenario {
        time,
        ..Scenario::default()
    };
    let world = World::new(scenario.inventory().unwrap());
    let counter = RunningCounter::start(SharedWorld::new(world), &WirePlan::below(folder)).unwrap();
    counter.world().with(|world| world.seat("b", None)).unwrap();
    counter
}

/// Our driver, on this machine's own ports, and the time that it has.
fn open(driver: &str, address: &str) -> (OpenDevice, Limit) {
    let (device, limit) = try_open(driver, address);
    (device.unwrap(), limit)
}

fn try_open(driver: &str, address: &str) -> (Result<OpenDevice, DeviceError>, Limit) {
    let ports = Arc::new(SystemPorts::new());
    let limit = Limit::after(&*ports.clock(), PATIENCE);
    let driver = find(driver).unwrap();
    let device = (driver.open)(ports, &address.parse().unwrap(), &limit);
    (device, limit)
}
