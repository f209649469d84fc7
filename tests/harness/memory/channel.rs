//! A reader slot of the world as the drivers' APDU seam.

use super::Wire;
use super::interception::Passage;
use loket_drivers::card_channel::{CardChannel, ChannelError, SlotState, SlotStatus};
use loket_drivers::clock::Clock;
use loket_drivers::limit::Limit;
use loket_simulator::world::{Slot, SlotReply};

/// What a reset is called where exchanges are named by their bytes: no APDU is empty.
const RESET: &[u8] = &[];

pub(super) struct MemoryChannel {
    wire: Wire,
    slot: Slot,
    /// The slot's change number when the card was connected.
    connected: Option<u64>,
}

impl MemoryChannel {
    pub(super) fn new(wire: Wire, slot: Slot) -> Self {
        Self {
            wire,
            slot,
            connected: None,
        }
    }

    /// Has the reader do something with the card, unless the daemon is stopped first; what comes back is lost where the
    /// passage says so.
    fn exchange<T>(
        &mut self,
        bytes: &[u8],
        limit: &Limit,
        deed: impl FnOnce(&mut Self) -> Result<T, ChannelError>,
    ) -> Result<T, ChannelError> {
        let interception = self.wire.interception.clone();
        let passage = interception.sending(self.slot.device(), bytes);
        self.check_daemon()?;
        let result = deed(self);
        interception.delivered(self.slot.device());
        self.check_daemon()?;
        match passage {
            Passage::Through => result,
            Passage::Dropped => Err(ChannelError::NoAnswer(None)),
            Passage::Silent => {
                self.wire.clock.sleep_until(limit.end());
                Err(ChannelError::NoAnswer(None))
            }
        }
    }

    fn check_daemon(&self) -> Result<(), ChannelError> {
        if self.wire.is_daemon_running() {
            Ok(())
        } else {
            Err(ChannelError::NoService(None))
        }
    }

    fn reset_card(&mut self) -> Result<(), ChannelError> {
        let status = self.status()?;
        if status.state == SlotState::Empty {
            return Err(ChannelError::NoCard);
        }
        let slot = self.slot;
        self.wire
            .world
            .with(|world| world.power_on(slot))
            .ok_or(ChannelError::Mute)?;
        self.connected = Some(status.changes);
        Ok(())
    }

    fn command(&mut self, command: &[u8], limit: &Limit) -> Result<Vec<u8>, ChannelError> {
        let slot = self.slot;
        let (changes, reply) = self
            .wire
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
                self.wire.clock.sleep_until(limit.end());
                Err(ChannelError::NoAnswer(None))
            }
        }
    }
}

impl CardChannel for MemoryChannel {
    fn status(&mut self) -> Result<SlotStatus, ChannelError> {
        self.check_daemon()?;
        let slot = self.slot;
        self.wire.world.with(|world| {
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
            // A slot begins empty, so that every other change is an insertion.
            let arrivals = changes.div_ceil(2);
            Ok(SlotStatus {
                state,
                changes,
                arrivals,
            })
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
            if limit.is_over(self.wire.clock.as_ref()) {
                return Err(ChannelError::TimedOut);
            }
            self.wire.clock.step(None, limit.end());
        }
    }

    fn connect(&mut self, limit: &Limit) -> Result<(), ChannelError> {
        self.exchange(RESET, limit, Self::reset_card)
    }

    fn transmit(&mut self, command: &[u8], limit: &Limit) -> Result<Vec<u8>, ChannelError> {
        self.exchange(command, limit, |channel| channel.command(command, limit))
    }

    fn disconnect(&mut self) {
        let slot = self.slot;
        if self.connected.take().is_some() {
            self.wire.world.with(|world| world.power_off(slot));
        }
    }
}
