//! The card that a new one replaces.

use loket_card::finger::FingerPosition;
use loket_daemon::condition::Reason;
use loket_daemon::issuance::order::{OldCard, Order, OrderReason, OrderState};
use loket_simulator::card::Place;
use loket_simulator::chip::LifeCycle;
use loket_simulator::world::World;
use loket_tests::memory::office::{Office, recorded, submission};

const FINGER: FingerPosition = FingerPosition::RightIndex;

/// An office where `b` has a card and another one, for the same holder and this reason, is activated on the desk.
fn replaced(reason: OrderReason) -> (Office, Order) {
    let office = Office::with_grown_people();
    office.world.with(|world| world.seat("b", None)).unwrap();
    let first = office.order_for(recorded(), "first").unwrap();
    office.hand_over(&first.id, FINGER).unwrap();
    let mut second = submission(recorded(), "second");
    second.reason = reason;
    let second = office.counter.issuance.submit(second).unwrap();
    office.counter.issuance.work_until_idle();
    office.answer(&second.id, "good", "").unwrap();
    office.card_to_desk();
    let order = office.activate(&second.id, FINGER).unwrap();
    (office, order)
}

fn swap(world: &mut World) {
    world
        .move_last_card(Place::DeskReader, Place::Hand)
        .unwrap();
    world
        .move_last_card(Place::HandedOver, Place::DeskReader)
        .unwrap();
}

fn life_cycle(world: &World, place: Place) -> LifeCycle {
    let card = world.cards().first_at(place).unwrap();
    world.cards().get(card).unwrap().chip.life_cycle()
}

fn refusal(office: &Office, order: &Order, choice: &str) -> Reason {
    let refused = office.answer(&order.id, choice, "").unwrap_err();
    refused.into_condition().reason
}

#[test]
fn the_old_chip_is_put_out_of_force_before_the_new_card_is_handed_over() {
    let (office, order) = replaced(OrderReason::Damaged);
    assert!(order.awaits_old_card());
    let early = office.answer(&order.id, "handed_over", "").unwrap_err();
    assert_ne!(early.into_condition().reason, Reason::NotFound);
    assert_eq!(
        refusal(&office, &order, "retire"),
        Reason::NotTheOldCard,
        "the new card"
    );
    office.world.with(swap);
    let order = office.answer(&order.id, "retire", "").unwrap();
    let OldCard::Retired(serial) = order.old_card else {
        panic!("{order:?}");
    };
    assert_ne!(order.attempts[0].serial, Some(serial));
    let chips = office
        .world
        .with(|world| [Place::DeskReader, Place::Hand].map(|place| life_cycle(world, place)));
    assert_eq!(chips, [LifeCycle::Terminated, LifeCycle::Activated]);
    let order = office.answer(&order.id, "handed_over", "").unwrap();
    assert_eq!(order.state, OrderState::HandedOver);
}

#[test]
fn a_card_that_is_broken_or_gone_needs_a_word_and_no_reader() {
    for (choice, expected) in [
        ("unreadable", OldCard::Unreadable),
        ("no_old_card", OldCard::Missing),
    ] {
        let (office, order) = replaced(OrderReason::DataChange);
        assert_eq!(
            refusal(&office, &order, choice),
            Reason::InvalidArgument,
            "a note"
        );
        let order = office.answer(&order.id, choice, "bent").unwrap();
        assert_eq!((order.old_card, order.awaits_old_card()), (expected, false));
    }
}

#[test]
fn a_lost_card_is_not_asked_for() {
    let (office, order) = replaced(OrderReason::Lost);
    assert_eq!(order.old_card, OldCard::None);
    let order = office.answer(&order.id, "handed_over", "").unwrap();
    assert_eq!(order.state, OrderState::HandedOver);
}

#[test]
fn a_card_that_was_found_is_put_out_of_force_and_one_under_way_is_not() {
    let (office, _) = replaced(OrderReason::Lost);
    let issuance = &office.counter.issuance;
    let under_way = issuance.retire_found(None).unwrap_err();
    assert_eq!(under_way.reason, Reason::NotTheOldCard);
    office.world.with(swap);
    let found = issuance.retire_found(None).unwrap();
    assert_eq!(issuance.retire_found(None).unwrap(), found);
    let chip = office
        .world
        .with(|world| life_cycle(world, Place::DeskReader));
    assert_eq!(chip, LifeCycle::Terminated);
}
