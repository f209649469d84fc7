//! The chip readers' slots: which card's chip is where, and the commands it is given.

use super::{Astray, World};
use crate::card::{Card, CardId, Place};
use crate::clock::WorldTime;
use crate::device::Device;
use crate::event::Happening;
use std::time::Duration;

/// A reader slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The chip station inside the printer.
    Encoder,
    /// The reader on the desk.
    Desk,
}

impl Slot {
    /// Both slots.
    pub const ALL: [Slot; 2] = [Slot::Encoder, Slot::Desk];

    /// The slot of this name: `encoder` or `desk`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.device().name()
    }

    /// Where a card must be to be in the slot.
    pub fn place(self) -> Place {
        match self {
            Slot::Encoder => Place::Encoder,
            Slot::Desk => Place::DeskReader,
        }
    }

    /// The reader that the slot belongs to.
    pub fn device(self) -> Device {
        match self {
            Slot::Encoder => Device::Encoder,
            Slot::Desk => Device::Desk,
        }
    }
}

/// A slot's contacts.
#[derive(Debug, Default)]
pub(super) struct SlotContact {
    changes: u64,
    powered: bool,
    commands: u32,
    /// When the answer to the last command leaves the chip.
    busy_until: WorldTime,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotReply {
    /// The chip's whole response APDU; empty where it was lost.
    Response(Vec<u8>),
    /// No card, or it left during the command.
    Gone,
    /// The card has no power: it was not reset since it came.
    Unpowered,
    /// The reader itself is unplugged.
    NoReader,
    /// The card never answers.
    Silent,
}

impl World {
    /// The card in the slot.
    pub fn slot(&self, slot: Slot) -> Option<CardId> {
        self.cards.first_at(slot.place())
    }

    /// Insertions and removals so far.
    pub fn slot_changes(&self, slot: Slot) -> u64 {
        self.contacts
            .get(&slot)
            .map_or(0, |contact| contact.changes)
    }

    /// Whether the card in the slot has power.
    pub fn is_powered(&self, slot: Slot) -> bool {
        (self.contacts.get(&slot)).is_some_and(|contact| contact.powered)
    }

    /// Resets the card and returns its answer to reset; `None` without a card or reader.
    pub fn power_on(&mut self, slot: Slot) -> Option<Vec<u8>> {
        if !self.reach(slot.device()) {
            return None;
        }
        let answer = self.chip_in(slot)?.chip.power_on();
        let answer = self.spoil_reset(answer);
        let contact = self.contacts.entry(slot).or_default();
        contact.powered = !answer.is_empty();
        contact.commands = 0;
        Some(answer)
    }

    /// Takes the card's power away.
    pub fn power_off(&mut self, slot: Slot) {
        if let Some(card) = self.chip_in(slot) {
            card.chip.power_off();
        }
        self.contacts.entry(slot).or_default().powered = false;
    }

    /// Gives the card a command APDU.
    pub fn transmit(&mut self, slot: Slot, command: &[u8]) -> SlotReply {
        if !self.reach(slot.device()) {
            return SlotReply::NoReader;
        }
        let Some(id) = self.slot(slot) else {
            return SlotReply::Gone;
        };
        let contact = self.contacts.entry(slot).or_default();
        if !contact.powered {
            return SlotReply::Unpowered;
        }
        contact.commands += 1;
        let given = contact.commands;
        if self.hangs(slot.device()) {
            return SlotReply::Silent;
        }
        if let Some(reply) = self.disturb(slot, id, given, command) {
            return reply;
        }
        let Some(card) = self.chip_in(slot) else {
            return SlotReply::Gone;
        };
        let response = card.chip.transmit(command);
        let busy = card.chip.busy();
        let delay = self.delay();
        self.keep_busy(slot, busy + delay);
        if self.dies_after(slot, command) {
            return SlotReply::Response(Vec::new());
        }
        self.carry_back(slot, response)
    }

    fn keep_busy(&mut self, slot: Slot, busy: Duration) {
        let until = self.now() + busy;
        self.contacts.entry(slot).or_default().busy_until = until;
    }

    /// When the answer to the slot's last command leaves the chip. Whoever serves the slot has it already and keeps it
    /// back until then; whoever has no time takes it at once.
    pub fn busy_until(&self, slot: Slot) -> WorldTime {
        let contact = self.contacts.get(&slot);
        contact.map_or(WorldTime::ORIGIN, |contact| contact.busy_until)
    }

    fn carry_back(&mut self, slot: Slot, response: Vec<u8>) -> SlotReply {
        match self.loses_answer(slot.device()) {
            None => SlotReply::Response(response),
            Some(Astray::Lost) => SlotReply::Response(Vec::new()),
            Some(Astray::Withheld) => {
                self.hang(slot.device());
                SlotReply::Silent
            }
        }
    }

    pub(super) fn chip_in(&mut self, slot: Slot) -> Option<&mut Card> {
        let id = self.slot(slot)?;
        self.cards.get_mut(id)
    }

    /// Moves a card and tells the slots that it leaves and enters.
    pub(super) fn relocate(&mut self, id: CardId, to: Place) {
        let Some(from) = self.cards.place(id, to) else {
            return;
        };
        for slot in Slot::ALL {
            if slot.place() == from || slot.place() == to {
                let contact = self.contacts.entry(slot).or_default();
                contact.changes += 1;
                contact.powered = false;
                self.hung.remove(&slot.device());
            }
        }
        if let Some(card) = self.cards.get_mut(id) {
            card.chip.power_off();
        }
        self.note(Happening::CardMoved { card: id, from, to });
    }
}
