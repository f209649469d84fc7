//! One stay of a card in a reader, as its chip answers there: in its own time.

use super::worker::Duty;
use crate::clock::WorldTime;
use crate::reader::{CardReply, SlotCard};
use crate::world::{Slot, SlotReply, World};
use std::io;
use std::sync::Arc;

/// One insertion of a card. Another card in the same slot is never reached through it.
pub(super) struct Contact {
    duty: Duty,
    slot: Slot,
    changes: u64,
}

impl Contact {
    /// The stay that began with this change of the slot, for as long as the counter's readers are served.
    ///
    /// # Errors
    /// The system has no descriptor left.
    pub(super) fn begin(readers: &Duty, slot: Slot, changes: u64) -> io::Result<Self> {
        let duty = Duty {
            world: readers.world.clone(),
            bell: readers.world.bell()?,
            stop: Arc::clone(&readers.stop),
        };
        Ok(Self {
            duty,
            slot,
            changes,
        })
    }

    /// Does something with the slot, unless the stay is over.
    fn with<T>(&self, deed: impl FnOnce(&mut World, Slot) -> T) -> Option<T> {
        self.duty.world.with(|world| {
            let same = world.slot_changes(self.slot) == self.changes;
            same.then(|| deed(world, self.slot))
        })
    }

    /// Keeps an answer back until the chip is done, and loses it where card, reader or power leave before.
    fn in_its_time(&self, response: Vec<u8>) -> CardReply {
        while !self.duty.is_over() {
            match self.with(|world, slot| stage(world, slot)) {
                None => return CardReply::Gone,
                Some(Stage::NoReader) => return CardReply::Silent,
                Some(Stage::NoPower) => return CardReply::Empty,
                Some(Stage::Done) => return CardReply::Response(response),
                Some(Stage::Busy(until)) => self.duty.wait(self.duty.world.wall_until(until)),
            }
        }
        CardReply::Gone
    }
}

/// How far a chip is with its command.
enum Stage {
    Busy(WorldTime),
    Done,
    NoPower,
    NoReader,
}

fn stage(world: &World, slot: Slot) -> Stage {
    let until = world.busy_until(slot);
    if !world.is_plugged(slot.device()) {
        Stage::NoReader
    } else if !world.is_powered(slot) {
        Stage::NoPower
    } else if world.now() < until {
        Stage::Busy(until)
    } else {
        Stage::Done
    }
}

impl SlotCard for Contact {
    fn power_on(&mut self) -> Vec<u8> {
        let answer = self.with(World::power_on);
        answer.flatten().unwrap_or_default()
    }

    fn power_off(&mut self) {
        self.with(World::power_off);
    }

    fn transmit(&mut self, apdu: &[u8]) -> CardReply {
        match self.with(|world, slot| world.transmit(slot, apdu)) {
            Some(SlotReply::Response(response)) => self.in_its_time(response),
            Some(SlotReply::Unpowered) => CardReply::Empty,
            // A reader that was just unplugged says nothing more; its card stays in it.
            Some(SlotReply::Silent | SlotReply::NoReader) => CardReply::Silent,
            Some(SlotReply::Gone) | None => CardReply::Gone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::Place;
    use crate::chip::{ChipTiming, Make};
    use crate::shared::SharedWorld;
    use crate::testing;
    use std::sync::atomic::AtomicBool;
    use std::thread::JoinHandle;
    use std::time::{Duration, Instant};

    const GET_SERIAL: &[u8] = &[0x00, 0xCA, 0xDF, 0x20, 0x00];

    /// A stepped world with a card on the desk whose chip takes 90 ms for a command and 10 ms for a byte.
    fn desk() -> (SharedWorld, Duty) {
        let timing = ChipTiming {
            command_us: 90_000,
            byte_us: 10_000,
            page_us: 0,
        };
        let mut world = testing::world_of(Make {
            timing,
            ..Make::default()
        });
        (world.move_last_card(Place::Hopper, Place::DeskReader)).unwrap();
        let world = SharedWorld::new(world);
        let duty = Duty {
            world: world.clone(),
            bell: world.bell().unwrap(),
            stop: Arc::new(AtomicBool::new(false)),
        };
        (world, duty)
    }

    /// A command under way, and when its answer is due.
    fn asked(world: &SharedWorld, duty: &Duty) -> (JoinHandle<CardReply>, WorldTime) {
        let changes = world.with(|world| world.slot_changes(Slot::Desk));
        let mut contact = Contact::begin(duty, Slot::Desk, changes).unwrap();
        assert!(!contact.power_on().is_empty());
        let asking = std::thread::spawn(move || contact.transmit(GET_SERIAL));
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            if let Some(due) = world.with(|world| world.next_change()) {
                return (asking, due);
            }
            assert!(Instant::now() < end, "the chip was never asked");
            std::thread::yield_now();
        }
    }

    #[test]
    fn an_answer_comes_when_the_chip_is_done_and_not_before() {
        let (world, duty) = desk();
        let (asking, due) = asked(&world, &duty);
        assert_eq!(
            due.since_origin(),
            Duration::from_millis(90 + 10 * (5 + 13))
        );
        assert!(!asking.is_finished());
        world.with(|world| world.advance_to(due));
        world.ring();
        let CardReply::Response(response) = asking.join().unwrap() else {
            panic!("the chip did not answer");
        };
        assert_eq!((response.len(), &response[11..]), (13, &[0x90, 0x00][..]));
    }

    #[test]
    fn an_answer_is_lost_where_the_card_leaves_first() {
        let (world, duty) = desk();
        let (asking, _) = asked(&world, &duty);
        (world.with(|world| world.move_last_card(Place::DeskReader, Place::Hand))).unwrap();
        assert_eq!(asking.join().unwrap(), CardReply::Gone);
    }

    #[test]
    fn an_answer_is_lost_where_the_power_fails_first() {
        let (world, duty) = desk();
        let (asking, _) = asked(&world, &duty);
        world.with(World::cut_power);
        assert_eq!(asking.join().unwrap(), CardReply::Empty);
    }

    #[test]
    fn nobody_waits_for_a_chip_when_the_counter_is_over() {
        let (world, duty) = desk();
        let (asking, _) = asked(&world, &duty);
        duty.stop.store(true, std::sync::atomic::Ordering::Release);
        world.ring();
        assert_eq!(asking.join().unwrap(), CardReply::Gone);
    }
}
