//! What disturbs a chip at its work, from outside and from within.

use super::World;
use super::slots::{Slot, SlotReply};
use crate::card::{CardId, Place};
use crate::chip::Mishap;
use crate::fault::FaultKind;
use std::time::Duration;

/// READ BINARY, even and odd.
const READ: [u8; 2] = [0xB0, 0xB1];

impl World {
    /// A chip is given a command, the `given`th since its reset: an opportunity for what happens before it is executed.
    /// Returns the end of the exchange, if that was it.
    pub(super) fn disturb(
        &mut self,
        slot: Slot,
        id: CardId,
        given: u32,
        command: &[u8],
    ) -> Option<SlotReply> {
        if self.strike(|kind| pulls(kind, given)).is_some() {
            self.relocate(id, Place::Hand);
            return Some(SlotReply::Gone);
        }
        if self.strike(|kind| swaps(kind, command)).is_some() {
            self.swap(slot, id);
            return Some(SlotReply::Gone);
        }
        if self.strike(|kind| kills(kind, command)).is_some() {
            self.power_off(slot);
            return Some(SlotReply::Response(Vec::new()));
        }
        self.reset_by_others(slot, command);
        self.afflict(slot, command);
        None
    }

    fn swap(&mut self, slot: Slot, id: CardId) {
        self.relocate(id, Place::Hand);
        if let Some(other) = self.cards.first_at(Place::Store) {
            self.relocate(other, slot.place());
        }
    }

    fn reset_by_others(&mut self, slot: Slot, command: &[u8]) {
        let resets = |kind| matches!(kind, FaultKind::CardReset { at } if at.fits(command));
        if self.strike(resets).is_some()
            && let Some(card) = self.chip_in(slot)
        {
            card.chip.power_on();
        }
    }

    fn afflict(&mut self, slot: Slot, command: &[u8]) {
        let struck = self.strike(|kind| mishap(kind, command).is_some());
        if let Some(mishap) = struck.and_then(|kind| mishap(kind, command))
            && let Some(card) = self.chip_in(slot)
        {
            card.chip.afflict(mishap);
        }
    }

    /// How much longer than usual the command takes.
    pub(super) fn delay(&mut self) -> Duration {
        match self.strike(|kind| matches!(kind, FaultKind::ChipSlow { .. })) {
            Some(FaultKind::ChipSlow { ms }) => Duration::from_millis(ms.into()),
            _ => Duration::ZERO,
        }
    }

    /// The command was executed: an opportunity for the chip to lose its power. Returns whether it does.
    pub(super) fn dies_after(&mut self, slot: Slot, command: &[u8]) -> bool {
        let dies = |kind| matches!(kind, FaultKind::ChipDiesAfter { at } if at.fits(command));
        let struck = self.strike(dies).is_some();
        if struck {
            self.power_off(slot);
        }
        struck
    }

    /// What arrives of an answer to reset; nothing from a mute chip.
    pub(super) fn spoil_reset(&mut self, mut answer: Vec<u8>) -> Vec<u8> {
        if self
            .strike(|kind| kind == FaultKind::NoAnswerToReset)
            .is_some()
        {
            return Vec::new();
        }
        if self
            .strike(|kind| kind == FaultKind::WrongAnswerToReset)
            .is_some()
            && let Some(check) = answer.last_mut()
        {
            *check ^= 0x10;
        }
        answer
    }
}

fn pulls(kind: FaultKind, given: u32) -> bool {
    matches!(kind, FaultKind::CardPulledMidWrite { after } if given > after)
}

fn swaps(kind: FaultKind, command: &[u8]) -> bool {
    matches!(kind, FaultKind::CardSwapped { at } if at.fits(command))
}

fn kills(kind: FaultKind, command: &[u8]) -> bool {
    matches!(kind, FaultKind::ChipDiesBefore { at } if at.fits(command))
}

/// What the fault does to a chip that is given this command.
fn mishap(kind: FaultKind, command: &[u8]) -> Option<Mishap> {
    let reads = command
        .get(1)
        .is_some_and(|instruction| READ.contains(instruction));
    match kind {
        FaultKind::ChipAnswers { status, at } if at.fits(command) => Some(Mishap::Status(status)),
        FaultKind::ShortRead { warned } if reads => Some(Mishap::ShortRead { warned }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Arming;
    use crate::testing;

    const SELECT: &[u8] = b"\x00\xA4\x04\x0C\x07\xF0LOKET1";
    const SELECT_FILE: &[u8] = &[0x00, 0xA4, 0x02, 0x0C, 0x02, 0x6F, 0xF0];
    const READ: &[u8] = &[0x00, 0xB0, 0x00, 0x00, 0x08];

    const GREET: &[u8] = b"\x80\x50\x30\x00\x08\0\0\0\0\0\0\0\0\x00";

    /// EXTERNAL AUTHENTICATE by somebody without keys.
    fn wrong_answer() -> Vec<u8> {
        [&[0x84, 0x82, 0x01, 0x00, 0x10][..], &[0; 16]].concat()
    }

    fn failures(world: &World) -> u8 {
        let id = world.slot(Slot::Desk).unwrap();
        world.cards().get(id).unwrap().chip.dump().keys[0].failures
    }

    /// A world with a powered card on the desk, its control file selected, and this fault armed.
    fn world(fault: &str) -> World {
        let mut world = testing::world();
        (world.move_last_card(Place::Hopper, Place::DeskReader)).unwrap();
        world.power_on(Slot::Desk).unwrap();
        for command in [SELECT, SELECT_FILE] {
            assert_eq!(give(&mut world, command), [0x90, 0x00]);
        }
        world.arm(Arming::once(fault.parse().unwrap()));
        world
    }

    fn give(world: &mut World, command: &[u8]) -> Vec<u8> {
        match world.transmit(Slot::Desk, command) {
            SlotReply::Response(response) => response,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_chip_that_dies_is_silent_until_its_next_reset() {
        for fault in ["chip-dies-before:B0", "chip-dies-after:B0"] {
            let mut world = world(fault);
            assert_eq!(give(&mut world, SELECT_FILE), [0x90, 0x00], "{fault}");
            assert_eq!(give(&mut world, READ), [0; 0], "{fault}");
            let reply = world.transmit(Slot::Desk, SELECT);
            assert_eq!(reply, SlotReply::Unpowered, "{fault}");
            world.power_on(Slot::Desk).unwrap();
            assert_eq!(give(&mut world, SELECT), [0x90, 0x00], "{fault}");
        }
    }

    /// A failed authentication is counted in memory that stays, which tells whether the command was executed.
    #[test]
    fn a_command_was_executed_only_by_a_chip_that_died_after_it() {
        for (fault, count) in [("chip-dies-before:82", 0), ("chip-dies-after:82", 1)] {
            let mut world = world(fault);
            assert_eq!(give(&mut world, GREET).len(), 34);
            assert_eq!(give(&mut world, &wrong_answer()), [0; 0]);
            assert_eq!(failures(&world), count, "{fault}");
        }
    }

    #[test]
    fn a_slow_chip_is_busy_for_longer() {
        let mut world = world("chip-slow:250");
        give(&mut world, READ);
        let until = world.busy_until(Slot::Desk);
        assert_eq!(until.since(world.now()), Duration::from_millis(250));
        assert_eq!(world.next_change(), Some(until));
        give(&mut world, READ);
        assert_eq!(world.busy_until(Slot::Desk), world.now());
    }

    #[test]
    fn a_chip_that_fails_has_not_done_what_it_was_told() {
        for (fault, answer) in [
            ("chip-answers:6581:82", [0x65, 0x81]),
            ("chip-answers:63C2:82", [0x63, 0xC2]),
        ] {
            let mut world = world(fault);
            assert_eq!(give(&mut world, GREET).len(), 34);
            assert_eq!(give(&mut world, &wrong_answer()), answer);
            assert_eq!(failures(&world), 0);
            assert_eq!(give(&mut world, &wrong_answer()), [0x63, 0x00]);
            assert_eq!(failures(&world), 1);
        }
    }

    #[test]
    fn the_nth_command_that_matches_fails() {
        let mut world = world("card-swapped:E6");
        world.clear_all_faults();
        let kind = "chip-answers:6581:B0".parse().unwrap();
        world.arm(Arming {
            skip: 2,
            ..Arming::once(kind)
        });
        let lengths = [0; 4].map(|_| {
            give(&mut world, SELECT_FILE);
            give(&mut world, READ).len()
        });
        assert_eq!(lengths, [10, 10, 2, 10]);
    }

    #[test]
    fn a_short_read_brings_half() {
        let odd = [0x00, 0xB1, 0x00, 0x00, 0x03, 0x54, 0x01, 0x00, 0x0A];
        for (fault, status) in [
            ("short-read", [0x90, 0x00]),
            ("short-read-warned", [0x62, 0x82]),
        ] {
            for (read, length) in [(READ, 4), (&odd, 2 + 5)] {
                let mut world = world(fault);
                let answer = give(&mut world, read);
                assert_eq!(
                    (answer.len(), &answer[length..]),
                    (length + 2, &status[..]),
                    "{fault}"
                );
                assert!(give(&mut world, read).len() > length + 2);
            }
        }
    }

    #[test]
    fn a_reset_by_others_takes_the_selection_away() {
        let mut world = world("card-reset:B0");
        assert_eq!(give(&mut world, READ), [0x69, 0x86]);
        assert_eq!(give(&mut world, SELECT), [0x90, 0x00]);
    }

    #[test]
    fn a_swap_leaves_a_blank_in_the_reader() {
        let mut world = world("card-swapped:B0");
        let (before, changes) = (world.slot(Slot::Desk), world.slot_changes(Slot::Desk));
        assert_eq!(world.transmit(Slot::Desk, READ), SlotReply::Gone);
        assert_eq!(world.cards().last_at(Place::Hand), before);
        assert!(world.slot(Slot::Desk).is_some() && world.slot(Slot::Desk) != before);
        assert_eq!(world.slot_changes(Slot::Desk), changes + 2);
        assert_eq!(world.transmit(Slot::Desk, READ), SlotReply::Unpowered);
    }

    #[test]
    fn an_answer_to_reset_may_be_wrong_or_missing_once() {
        let mut world = world("wrong-answer-to-reset");
        let wrong = world.power_on(Slot::Desk).unwrap();
        let right = world.power_on(Slot::Desk).unwrap();
        assert_eq!(wrong.len(), right.len());
        assert_ne!(wrong, right);
        world.arm(Arming::once(FaultKind::NoAnswerToReset));
        assert_eq!(world.power_on(Slot::Desk), Some(Vec::new()));
        assert_eq!(world.transmit(Slot::Desk, SELECT), SlotReply::Unpowered);
        assert_eq!(world.power_on(Slot::Desk), Some(right));
    }
}
