//! A link whose other end is a port of the world.

use super::Wire;
use super::interception::Passage;
use loket_drivers::limit::Limit;
use loket_drivers::link::{Link, LinkError};
use loket_simulator::device::Device;
use loket_simulator::port::{Output, Port};
use std::sync::{Arc, Mutex, PoisonError};

pub(super) struct MemoryLink {
    wire: Wire,
    device: Device,
    port: Arc<Mutex<dyn Port>>,
    arrived: Vec<u8>,
    /// What became of what was written last.
    passage: Passage,
    closed: bool,
}

impl MemoryLink {
    pub(super) fn open(wire: Wire, device: Device, port: Arc<Mutex<dyn Port>>) -> Self {
        let mut link = Self {
            wire,
            device,
            port,
            arrived: Vec::new(),
            passage: Passage::Through,
            closed: false,
        };
        link.at_port(|port, world| port.opened(world));
        link
    }

    fn at_port<T>(
        &mut self,
        deed: impl FnOnce(&mut dyn Port, &mut loket_simulator::world::World) -> T,
    ) -> T {
        let mut port = self.port.lock().unwrap_or_else(PoisonError::into_inner);
        self.wire.world.with(|world| deed(&mut *port, world))
    }

    /// Takes over what is due now.
    fn hear(&mut self) {
        let Output { bytes, closes } = self.at_port(|port, world| port.transmit(world));
        if self.passage == Passage::Through {
            self.arrived.extend(bytes);
        }
        let device = self.device;
        self.closed |= closes
            || !self.wire.is_daemon_running()
            || !self.wire.world.with(|world| world.is_plugged(device));
    }

    /// Whether the line dropped. A serial line has nobody who hangs up: there the answer is lost.
    fn is_dropped(&self) -> bool {
        self.passage == Passage::Dropped && self.device != Device::Sensor
    }

    fn check(&self, limit: &Limit) -> Result<(), LinkError> {
        if limit.is_cancelled() {
            return Err(LinkError::Cancelled);
        }
        if limit.is_over(self.wire.clock.as_ref()) {
            Err(LinkError::TimedOut)
        } else {
            Ok(())
        }
    }
}

impl Link for MemoryLink {
    fn write_all(&mut self, bytes: &[u8], limit: &Limit) -> Result<(), LinkError> {
        self.check(limit)?;
        self.passage = self.wire.interception.sending(self.device, bytes);
        // In pieces, as a wire does: a line that drops in the middle drops in the middle. A peer that closes after the
        // last piece has heard everything; what it said is read first.
        for piece in bytes.chunks(4096) {
            self.hear();
            if self.closed {
                return Err(LinkError::Closed);
            }
            self.at_port(|port, world| port.receive(world, piece));
        }
        self.wire.interception.delivered(self.device);
        Ok(())
    }

    fn read(&mut self, buffer: &mut [u8], limit: &Limit) -> Result<usize, LinkError> {
        loop {
            self.hear();
            self.closed |= self.is_dropped();
            if !self.arrived.is_empty() {
                let count = self.arrived.len().min(buffer.len());
                buffer[..count].copy_from_slice(&self.arrived[..count]);
                self.arrived.drain(..count);
                return Ok(count);
            }
            if self.closed {
                return Err(LinkError::Closed);
            }
            self.check(limit)?;
            let wake = self.at_port(|port, world| port.wake(world));
            self.wire.clock.step(wake, limit.end());
        }
    }

    fn set_speed(&mut self, bits_per_second: u32) -> Result<(), LinkError> {
        if self.device != Device::Sensor {
            return Err(LinkError::NoSpeed);
        }
        self.at_port(|port, _| port.set_line_speed(bits_per_second));
        Ok(())
    }
}

impl Drop for MemoryLink {
    fn drop(&mut self) {
        self.at_port(|port, world| port.closed(world));
    }
}
