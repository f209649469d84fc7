//! Hands that change the cards on the desk reader while the counter works with one of them.

use loket_card::finger::FingerPosition;
use loket_daemon::condition::Reason;
use loket_daemon::issuance::order::{Order, OrderState};
use loket_simulator::card::{CardId, Place};
use loket_simulator::chip::{FileDump, LifeCycle};
use loket_simulator::device::Device;
use loket_simulator::shared::SharedWorld;
use loket_tests::memory::interception::{Interception, Passage};
use loket_tests::memory::office::{Office, Premises, recorded};
use std::sync::{Arc, Mutex};

/// When a hand moves.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Moment {
    /// Right before the daemon's next exchange but this many with the device.
    Exchange(Device, usize),
    /// When the printer's mechanism has ended a step.
    Moved,
}

/// Lays a card on the desk reader once, in place of what lies there.
#[derive(Debug)]
struct Hand {
    world: SharedWorld,
    plan: Mutex<Option<(Moment, CardId)>>,
}

impl Hand {
    fn plan(&self, moment: Moment, card: CardId) {
        *self.plan.lock().unwrap() = Some((moment, card));
    }

    /// Whether it has not come to it.
    fn waits(&self) -> bool {
        self.plan.lock().unwrap().take().is_some()
    }

    fn happens(&self, now: Moment) {
        let mut plan = self.plan.lock().unwrap();
        match (&mut *plan, now) {
            (Some((Moment::Exchange(device, left @ 1..), _)), Moment::Exchange(found, _))
                if *device == found =>
            {
                *left -= 1;
            }
            (Some((moment, card)), now) if *moment == now => {
                lay(&self.world, *card);
                *plan = None;
            }
            _ => {}
        }
    }
}

impl Interception for Hand {
    fn sending(&self, device: Device, _: &[u8]) -> Passage {
        self.happens(Moment::Exchange(device, 0));
        Passage::Through
    }

    fn delivered(&self, _: Device) {}

    fn moved(&self) {
        self.happens(Moment::Moved);
    }

    fn is_running(&self) -> bool {
        true
    }
}

/// Lays the card on the desk reader.
fn lay(world: &SharedWorld, card: CardId) {
    world.with(|world| {
        if let Some(other) = world.cards().first_at(Place::DeskReader) {
            world.move_card(other, Place::Hand).unwrap();
        }
        world.move_card(card, Place::DeskReader).unwrap();
    });
}

/// All of the chip but its count of sessions: to be asked who it is costs it one.
fn chip(world: &SharedWorld, card: CardId) -> (LifeCycle, u8, Vec<FileDump>) {
    let dump = world.with(|world| world.cards().get(card).unwrap().chip.dump());
    (dump.life_cycle, dump.tries_left, dump.files)
}

/// An office with a hand in it that does nothing yet.
fn office() -> (Office, Arc<Hand>) {
    let world = Office::with_grown_people().world.clone();
    let hand = Arc::new(Hand {
        world: world.clone(),
        plan: Mutex::default(),
    });
    let premises = Premises::around(world, Arc::clone(&hand) as _).unwrap();
    let Ok(office) = premises.open() else {
        panic!("the counter does not open");
    };
    (office, hand)
}

/// A card of `b`'s that was printed and found good; it is in the hand now.
fn finished(office: &Office, request: &str) -> (Order, CardId) {
    let order = office.order_for(recorded(), request).unwrap();
    let order = office.answer(&order.id, "good", "").unwrap();
    let taken = |world: &mut loket_simulator::world::World| {
        world.move_last_card(Place::Output, Place::Hand).unwrap()
    };
    (order, office.world.with(taken))
}

/// Activates the first of two cards of one person, and has the second lie there from `moment` on. Whether it came to that.
fn activate_with_a_swap_at(moment: Moment) -> bool {
    let (office, hand) = office();
    let (order, card) = finished(&office, "first");
    let (_, other) = finished(&office, "second");
    office.world.with(|world| world.seat("b", None)).unwrap();
    lay(&office.world, card);
    let before = chip(&office.world, other);
    hand.plan(moment, other);
    let activated = office.activate(&order.id, FingerPosition::RightIndex);
    if hand.waits() {
        assert_eq!(activated.unwrap().state, OrderState::Activated);
        return false;
    }
    assert!(chip(&office.world, other) == before, "{moment:?}");
    let reason = activated.unwrap_err().into_condition().reason;
    assert!(
        matches!(reason, Reason::ChipMismatch | Reason::CardRemoved),
        "{moment:?}: {reason:?}"
    );
    let parked = office.counter.issuance.orders().get(&order.id).unwrap();
    assert_eq!(parked.state, OrderState::Issued, "{moment:?}");
    lay(&office.world, card);
    let again = office.activate(&order.id, FingerPosition::RightIndex);
    assert_eq!(again.unwrap().state, OrderState::Activated, "{moment:?}");
    assert_eq!(chip(&office.world, card).0, LifeCycle::Activated);
    assert!(chip(&office.world, other) == before, "{moment:?}");
    true
}

#[test]
fn a_card_laid_down_in_the_middle_of_an_activation_is_not_the_one_that_is_activated() {
    // Each fifth exchange; `chip/swaps.rs` tries every command, at the chip alone.
    let swapped = (0..)
        .step_by(5)
        .take_while(|at| activate_with_a_swap_at(Moment::Exchange(Device::Desk, *at)))
        .count();
    assert!(swapped > 5, "{swapped} swaps are too few for an activation");
}

#[test]
fn a_card_laid_down_while_the_finger_is_matched_is_not_the_one_that_is_activated() {
    assert!(activate_with_a_swap_at(Moment::Exchange(Device::Sensor, 5)));
}

#[test]
fn a_written_card_laid_on_the_desk_while_a_blank_is_fed_is_in_nobody_s_way() {
    let (office, hand) = office();
    let (_, waiting) = finished(&office, "first");
    let before = chip(&office.world, waiting);
    hand.plan(Moment::Moved, waiting);
    let order = office.order_for(recorded(), "second").unwrap();
    assert!(!hand.waits());
    assert_eq!(order.state, OrderState::Inspecting, "{order:?}");
    assert_eq!(order.attempts.len(), 1);
    assert!(chip(&office.world, waiting) == before);
}

#[test]
fn a_blank_laid_on_the_desk_while_a_blank_is_fed_is() {
    let (office, hand) = office();
    let stray = office.world.with(|world| {
        let blank = world.cards().first_at(Place::Store).unwrap();
        world.move_card(blank, Place::Hand).unwrap();
        blank
    });
    hand.plan(Moment::Moved, stray);
    let order = office.order_for(recorded(), "first").unwrap();
    let hold = order.hold.expect("the order is held");
    assert_eq!(hold.reason, Reason::EncoderNotPaired);
}
