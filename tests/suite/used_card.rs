//! A card that was used before and came into the hopper again.

use loket_daemon::condition::Reason;
use loket_daemon::issuance::order::{AttemptState, OrderState};
use loket_simulator::card::Place;
use loket_simulator::world::World;
use loket_tests::memory::office::{Office, recorded};

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
