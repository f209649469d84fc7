//! Who stands on the wires of an office in memory and may break every exchange, or stop the daemon in the middle of it.

use loket_simulator::device::Device;

/// What becomes of something that the daemon sends to a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// It arrives, and so does the answer.
    Through,
    /// It arrives; the line drops before the answer.
    Dropped,
    /// It arrives, and nothing is ever heard again.
    Silent,
}

/// Is told of each exchange and of each movement of the world, and says what becomes of it.
///
/// A daemon that is stopped does nothing any more: whatever it asks of a wire or of its clock from then on is refused, and
/// has no effect on the world, until it is started again.
pub trait Interception: Send + Sync + std::fmt::Debug {
    /// The daemon is about to send this to a device.
    fn sending(&self, device: Device, bytes: &[u8]) -> Passage;

    /// The device has it, and no time has passed since.
    fn delivered(&self, device: Device);

    /// A step of the printer's mechanism ended while the daemon waited.
    fn moved(&self);

    /// Whether the daemon runs.
    fn is_running(&self) -> bool;
}

/// Nobody: everything passes.
#[derive(Debug)]
pub struct Nobody;

impl Interception for Nobody {
    fn sending(&self, _: Device, _: &[u8]) -> Passage {
        Passage::Through
    }

    fn delivered(&self, _: Device) {}

    fn moved(&self) {}

    fn is_running(&self) -> bool {
        true
    }
}
