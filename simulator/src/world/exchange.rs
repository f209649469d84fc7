//! Exchanges with devices: whether a device is there, takes what it is given, and answers.

use super::World;
use crate::device::Device;
use crate::fault::FaultKind;

/// How an answer goes astray. What was told is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Astray {
    /// The line drops.
    Lost,
    /// The line stays, and nothing comes.
    Withheld,
}

impl World {
    /// An exchange with the device begins: an opportunity for it to be unplugged. Returns whether it is there.
    pub(crate) fn reach(&mut self, device: Device) -> bool {
        let fault = FaultKind::DeviceUnplugged { device };
        if self.is_plugged(device) && self.strike(|kind| kind == fault).is_some() {
            self.unplug(device);
        }
        self.is_plugged(device)
    }

    /// Whether the device takes what it is given and answers nothing, until it loses its power.
    pub fn is_hung(&self, device: Device) -> bool {
        self.hung.contains(&device)
    }

    /// The device is given something: an opportunity for it to hang. Returns whether it does.
    pub(crate) fn hangs(&mut self, device: Device) -> bool {
        let fault = FaultKind::DeviceHung { device };
        if !self.is_hung(device) && self.strike(|kind| kind == fault).is_some() {
            self.hang(device);
        }
        self.is_hung(device)
    }

    /// From now on the device hangs.
    pub(super) fn hang(&mut self, device: Device) {
        self.hung.insert(device);
    }

    /// The device has done what it was told: an opportunity for its answer to go astray.
    pub(crate) fn loses_answer(&mut self, device: Device) -> Option<Astray> {
        let astray = |kind| match kind {
            FaultKind::AnswerLost { device: of } if of == device => Some(Astray::Lost),
            FaultKind::AnswerWithheld { device: of } if of == device => Some(Astray::Withheld),
            _ => None,
        };
        let struck = self.strike(|kind| astray(kind).is_some())?;
        astray(struck)
    }
}
