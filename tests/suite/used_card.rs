//! A card that was used before and came into the hopper again.

use loket_daemon::condition::Reason;
use loket_daemon::issuance::attempt::AttemptState;
use loket_daemon::issuance::order::OrderState;
use loket_simulator::card::Place;
use loket_simulator::world::World;
use loket_tests::memory::interception::Nobody;
use loket_tests::memory::office::{Office, Premises, recorded};
use std::sync::Arc;

/// The hopper holds this card alone, and one blank behind it.
fn only(world: &mut World, place: Place) {
    let used = world.cards().first_at(place).unwrap();
    for blank in world.cards().at(Place::Hopper) {
        world.move_card(blank, Place::Store).unwrap();
    }
    world.move_card(used, Place::Hopper).unwrap();
    world.load_hopper(1).unwrap();
}

#[test]
fn an_issued_card_in_the_hopper_is_rejected_untouched_and_no_blank_is_booked_for_it() {
    let office = Office::with_grown_people();
    office.world.with(|world| world.seat("b", None)).unwrap();
    let first = office.order_for(recorded(), "first").unwrap();
    office.answer(&first.id, "good", "").unwrap();
    office.world.with(|world| only(world, Place::Output));
    let second = office.order_for(recorded(), "second").unwrap();
    assert_eq!(second.state, OrderState::Inspecting, "{second:?}");
    let used = &second.attempts[0];
    assert_eq!(used.state, AttemptState::Spoiled);
    assert!(used.is_caused_by(Reason::CardUsedBefore));
    assert_eq!((second.attempts.len(), second.blanks_used()), (2, 1));
    let first = office.counter.issuance.orders().get(&first.id).unwrap();
    assert_eq!(first.attempts[0].state, AttemptState::Good);
    let books = office.counter.ledger.books().unwrap();
    assert!(office.counter.ledger.check().unwrap().is_empty());
    assert_eq!(books.balances.spoiled(), 0);
}

#[test]
fn a_card_of_another_counter_in_the_hopper_is_rejected_and_its_chip_stays_as_it_is() {
    let other = Office::with_grown_people();
    let theirs = other.order_for(recorded(), "theirs").unwrap();
    other.answer(&theirs.id, "good", "").unwrap();
    let world = other.world.clone();
    drop(other);
    world.with(|world| only(world, Place::Output));
    let chip = |place| {
        world.with(|world| {
            let card = world.cards().first_at(place).unwrap();
            let dump = world.cards().get(card).unwrap().chip.dump();
            (dump.serial, dump.life_cycle, dump.files)
        })
    };
    let before = chip(Place::Hopper);
    let premises = Premises::around(world.clone(), Arc::new(Nobody)).unwrap();
    let Ok(office) = premises.open() else {
        panic!("the counter does not open");
    };
    let ours = office.order_for(recorded(), "ours").unwrap();
    assert_eq!(ours.state, OrderState::Inspecting, "{ours:?}");
    assert!(ours.attempts[0].is_caused_by(Reason::ChipRefused));
    assert_eq!(chip(Place::Reject), before);
}
