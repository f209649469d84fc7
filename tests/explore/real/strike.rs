//! Lets something go wrong at one exchange of a wire. The simulator's faults find the exchange: there the device falls silent,
//! before it does what it is told or after, so that everything stands still until the blow has struck.

use crate::blow::Blow;
use crate::fate::Fate;
use loket_simulator::device::Device;
use loket_simulator::event::Happening;
use loket_simulator::fault::{Arming, FaultKind};
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::World;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// More exchanges than any flow has.
const FAR: u32 = 1_000_000;
/// How long a plug is pulled, for everybody to notice.
const MOMENT: Duration = Duration::from_millis(300);

/// What goes wrong at an exchange with a device that was given something so often before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Strike {
    pub(crate) device: Device,
    pub(crate) number: usize,
    pub(crate) blow: Blow,
}

impl Strike {
    /// Has the device fall silent at the exchange; the number of the arming.
    pub(super) fn arm(self, world: &SharedWorld) -> u32 {
        let arming = Arming {
            skip: u32::try_from(self.number).unwrap_or(FAR),
            ..Arming::once(self.fault())
        };
        world.with(|world| world.arm(arming))
    }

    /// Waits until it has, and strikes. Never ends where the flow does not get that far.
    pub(super) async fn fall(self, armed: u32, world: SharedWorld, fate: Arc<Fate>) {
        let mut changes = world.changes();
        while !world.with(|world| has_struck(world, armed)) {
            if changes.changed().await.is_err() {
                return;
            }
        }
        fate.befall(self.number, self.blow, self.device);
    }

    fn fault(self) -> FaultKind {
        let device = self.device;
        match self.blow {
            Blow::ReplyDropped => FaultKind::AnswerLost { device },
            Blow::ReplySilent => FaultKind::AnswerWithheld { device },
            blow if blow.is_after() => FaultKind::AnswerWithheld { device },
            _ => FaultKind::DeviceHung { device },
        }
    }
}

fn has_struck(world: &World, armed: u32) -> bool {
    let mut events = world.log().after(0);
    events.any(|event| matches!(event.happening, Happening::FaultStruck { id, .. } if id == armed))
}

/// Pulls the plug of every device that hangs, and puts it back after a moment.
pub(super) async fn wake(world: &SharedWorld) {
    for device in Device::ALL {
        if world.with(|world| world.is_hung(device)) {
            world.with(|world| world.unplug(device));
            sleep(MOMENT).await;
            world.with(|world| world.plug(device));
        }
    }
}

/// Counts what the devices are given: a fault that never comes counts down.
pub(super) struct Counter {
    armed: Vec<(Device, u32)>,
}

impl Counter {
    /// Counts from now on.
    pub(super) fn begin(world: &SharedWorld, devices: &[Device]) -> Self {
        let arm = |device: &Device| {
            let arming = Arming {
                skip: FAR,
                ..Arming::once(FaultKind::DeviceHung { device: *device })
            };
            (*device, world.with(|world| world.arm(arming)))
        };
        Self {
            armed: devices.iter().map(arm).collect(),
        }
    }

    /// How often each device was given something.
    pub(super) fn counts(&self, world: &SharedWorld) -> Vec<(Device, usize)> {
        world.with(|world| {
            let left = |id: u32| {
                let mut faults = world.faults().iter();
                faults
                    .find(|fault| fault.id == id)
                    .map_or(0, |fault| fault.arming.skip)
            };
            let counts = self.armed.iter();
            let counts = counts.map(|(device, id)| {
                let count = usize::try_from(FAR - left(*id)).unwrap_or(usize::MAX);
                (*device, count)
            });
            counts.collect()
        })
    }
}
