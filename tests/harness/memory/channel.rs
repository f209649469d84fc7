//! A reader slot of the world as the drivers' APDU seam.

use super::clock::SteppedClock;
use loket_drivers::card_channel::{CardChannel, ChannelError, SlotState, SlotStatus};
use loket_drivers::clock::Clock;
use loket_drivers::limit::Limit;
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::{Slot, SlotReply};
use std::sync::Arc;

pub(super) struct MemoryChannel {
    world: SharedWorld,
    clock: Arc<SteppedClock>,
    slot: Slot,
    /// The slot's change number when the card was connected.
    connected: Option<u64>,
}

impl MemoryChannel {
    pub(super) fn new(world: SharedWorld, clock: Arc<SteppedClock>, slot: Slot) -> Self {
        Self {
            world,
            clock,
            slot,
            connected: None,
        }
    }
}

impl CardChannel for MemoryChannel {
    fn status(&mut self) -> Result<SlotStatus, ChannelError> {
        let slot = self.slot;
        self.world.with(|world| {
            if !world.is_plugged(slot.device()) {
                return Err(ChannelError::NoReader);
            }
            let changes = world.slot_changes(slot);
            let state = match world.slot(slot) {
                None => SlotState::Empty,
                Some(_) => SlotState::Card {
                    atr: vec![0x3B, 0x00],
                },
            };
            Ok(SlotStatus { state, changes })
        })
    }

    fn wait_change(&mut self, seen: u64, limit: &Limit) -> Result<SlotStatus, ChannelError> {
        loop {
            let status = self.status()?;
            if status.changes != seen {
                return Ok(status);
            }
            if limit.is_cancelled() {
                return Err(ChannelError::Cancelled);
            }
            if limit.is_over(self.clock.as_ref()) {
                return Err(ChannelError::TimedOut);
            }
            self.clock.step(None, limit.end());
        }
    }

    fn connect(&mut self, _: &Limit) -> Result<(), ChannelError> {
        let status = self.status()?;
        if status.state == SlotState::Empty {
            return Err(ChannelError::NoCard);
        }
        let slot = self.slot;
        self.world
            .with(|world| world.power_on(slot))
            .ok_or(ChannelError::Mute)?;
        self.connected = Some(status.changes);
        Ok(())
    }

    fn transmit(&mut self, command: &[u8], limit: &Limit) -> Result<Vec<u8>, ChannelError> {
        let slot = self.slot;
        let (changes, reply) = self
            .world
            .with(|world| (world.slot_changes(slot), world.transmit(slot, command)));
        match reply {
            _ if self.connected != Some(changes) => Err(ChannelError::Removed),
            SlotReply::Response(response) if response.len() >= 2 => Ok(response),
            SlotReply::Response(_) => Err(ChannelError::NoAnswer(None)),
            SlotReply::Gone => Err(ChannelError::Removed),
            SlotReply::Unpowered => Err(ChannelError::Reset),
            SlotReply::NoReader => Err(ChannelError::NoReader),
            // In one thread nobody could pull the card: the call ends with its limit.
            SlotReply::Silent => {
                self.clock.sleep_until(limit.end());
                Err(ChannelError::NoAnswer(None))
            }
        }
    }

    fn disconnect(&mut self) {
        let slot = self.slot;
        if self.connected.take().is_some() {
            self.world.with(|world| world.power_off(slot));
        }
    }
}
