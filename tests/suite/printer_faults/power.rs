//! A printer that has lost its power has forgotten that the host manages errors: it would print a failed card again.

use loket_daemon::issuance::attempt::AttemptState;
use loket_simulator::card::Place;
use loket_simulator::fault::Arming;
use loket_simulator::world::World;
use loket_tests::memory::office::{Office, recorded};

/// Whatever the printer does by itself, it does.
fn come_to_rest(world: &mut World) {
    while let Some(change) = world.next_change() {
        world.advance_to(change);
    }
}

#[test]
fn a_printer_that_lost_its_power_repeats_no_failed_print() {
    let office = Office::with_grown_people();
    office.world.with(|world| world.seat("b", None)).unwrap();
    office.order_for(recorded(), "r1").unwrap();
    let jam = Arming::once("jam:panel".parse().unwrap());
    office.world.with(|world| {
        world.cut_power();
        assert!(!world.printer().host_manages_errors);
        world.arm(jam);
    });
    let order = office.order_for(recorded(), "r2").unwrap();
    assert_eq!(order.attempt().unwrap().state, AttemptState::Unknown);
    let at = |place| office.world.with(|world| world.cards().at(place).len());
    let before = (at(Place::Hopper), at(Place::Output));
    office.world.with(|world| {
        world.open_cover();
        assert!(world.clear_jam().is_some());
        world.close_cover();
        come_to_rest(world);
    });
    assert_eq!((at(Place::Hopper), at(Place::Output)), before);
}
