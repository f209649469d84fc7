//! A card that cannot be finished is not begun, and one that must wait goes on by itself.

use loket_daemon::condition::Reason;
use loket_daemon::issuance::forecast::Supply;
use loket_daemon::issuance::order::{Order, OrderState};
use loket_daemon::person::{Person, Role};
use loket_simulator::card::Place;
use loket_simulator::world::World;
use loket_tests::memory::interception::Nobody;
use loket_tests::memory::office::{Office, Premises, operator, recorded, submission, with_ribbon};
use std::sync::Arc;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

fn in_hopper(office: &Office) -> usize {
    office
        .world
        .with(|world| world.cards().at(Place::Hopper).len())
}

/// An office with these limits, where a person's day is the world's.
fn limited(limits: &str) -> Office {
    let world = Office::new().world.clone();
    let premises = Premises::around(world, Arc::new(Nobody)).unwrap();
    let premises = premises.with_limits(limits).with_world_time();
    premises
        .open()
        .unwrap_or_else(|failed| panic!("{}", failed.1))
}

fn present(office: &Office, order: &Order) -> Order {
    let orders = office.counter.issuance.orders();
    orders.get(&order.id).unwrap()
}

fn held_by(order: &Order) -> Option<Reason> {
    order.hold.as_ref().map(|hold| hold.reason)
}

#[test]
fn a_ribbon_that_ends_within_the_card_is_changed_before_a_blank_is_fed() {
    let office = Office::of(with_ribbon(3));
    let first = office.order_for(recorded(), "r1").unwrap();
    assert_eq!(first.state, OrderState::Inspecting, "two faces of three");
    let second = office.order_for(recorded(), "r2").unwrap();
    assert_eq!(held_by(&second), Some(Reason::RibbonShort), "{second:?}");
    assert_eq!((second.attempts.len(), in_hopper(&office)), (0, 4));
    let detail = second.hold.as_ref().unwrap().detail.as_str();
    assert_eq!(detail, "good for 1 of 2 faces");
    office.world.with(World::change_ribbon);
    let second = office.go_on(&second.id).unwrap();
    assert_eq!(second.state, OrderState::Inspecting);
}

#[test]
fn a_printer_that_has_made_its_cards_rests_over_a_restart_too_and_goes_on_by_itself() {
    let office = limited("cards_per_hour = 1");
    let first = office.order_for(recorded(), "r1").unwrap();
    assert_eq!(first.state, OrderState::Inspecting, "{:?}", first.hold);
    let second = office.order_for(recorded(), "r2").unwrap();
    assert_eq!(held_by(&second), Some(Reason::CoolingPause));
    let office = office.restarted();
    office.counter.issuance.work_until_idle();
    let begun = present(&office, &second);
    assert_eq!(held_by(&begun), Some(Reason::CoolingPause));
    office.pass(30 * MINUTE);
    assert_eq!(present(&office, &second), begun, "nothing was written");
    assert_eq!(in_hopper(&office), 4);
    office.pass(30 * MINUTE);
    assert_eq!(present(&office, &second).state, OrderState::Inspecting);
    assert_eq!(in_hopper(&office), 3);
}

#[test]
fn a_forecast_says_what_runs_out_first_and_for_how_many() {
    let office = Office::of(with_ribbon(6));
    let books = office.counter.issuance.forecast().unwrap();
    assert_eq!((books.waiting, books.printable()), (0, 0));
    let first = office.order_for(recorded(), "r1").unwrap();
    let supervisor = operator();
    office.counter.issuance.pause(true, &supervisor).unwrap();
    for request in ["r2", "r3", "r4"] {
        office.order_for(recorded(), request).unwrap();
    }
    let forecast = office.counter.issuance.forecast().unwrap();
    assert_eq!(first.state, OrderState::Inspecting);
    assert_eq!((forecast.waiting, forecast.printable()), (3, 0));
    let stocks: Vec<_> = forecast
        .stocks
        .iter()
        .map(|stock| (stock.supply, stock.cards))
        .collect();
    assert_eq!(stocks[..2], [(Supply::Blanks, 0), (Supply::Ribbon, 2)]);
    assert_eq!(forecast.short_of(&forecast.stocks[1]), 1);
    let reasons: Vec<_> = forecast.conditions.iter().map(|one| one.reason).collect();
    assert_eq!(reasons, [Reason::StationPaused]);
}

#[test]
fn a_printer_that_is_not_set_as_approved_gets_no_blank_until_a_supervisor_says_so() {
    let office = Office::new();
    let issuance = &office.counter.issuance;
    let refused = issuance.approve_settings(&operator(), None).unwrap_err();
    assert_eq!(refused.reason, Reason::RoleNotAllowed);
    let supervisor = Person {
        id: "head-1".into(),
        role: Role::Supervisor,
    };
    let approved = issuance.approve_settings(&supervisor, None).unwrap();
    let first = office.order_for(recorded(), "r1").unwrap();
    assert_eq!(first.state, OrderState::Inspecting, "{first:?}");
    let mut other = approved.clone();
    other.settings.insert("firmware".into(), "0.9".into());
    let store = &office.counter.base.store;
    let planted = store.call(move |database| database.update(&other, "planted", &[]));
    planted.unwrap();
    let second = office.order_for(recorded(), "r2").unwrap();
    assert_eq!(held_by(&second), Some(Reason::PrinterSettingsChanged));
    let detail = &second.hold.as_ref().unwrap().detail;
    assert!(
        detail.starts_with("firmware: ") && detail.contains("0.9"),
        "{detail}"
    );
    assert_eq!(in_hopper(&office), 4);
    assert_eq!(issuance.approve_settings(&supervisor, None), Ok(approved));
    issuance.work_until_idle();
    assert_eq!(present(&office, &second).state, OrderState::Inspecting);
}

#[test]
fn the_cards_of_a_day_are_spent_until_midnight() {
    let office = limited("cards_per_day = 1");
    office.order_for(recorded(), "r1").unwrap();
    let second = office.order_for(recorded(), "r2").unwrap();
    assert_eq!(held_by(&second), Some(Reason::DutySpent));
    office.pass(11 * 60 * MINUTE);
    assert_eq!(held_by(&present(&office, &second)), Some(Reason::DutySpent));
    office.pass(60 * MINUTE);
    assert_eq!(present(&office, &second).state, OrderState::Inspecting);
}

#[test]
fn an_order_that_waits_for_the_printer_to_rest_can_be_cancelled() {
    let office = limited("cards_per_day = 1");
    office.order_for(recorded(), "r1").unwrap();
    let second = office.order_for(recorded(), "r2").unwrap();
    office
        .answer(&second.id, "cancel", "the holder went home")
        .unwrap();
    office.counter.issuance.work_until_idle();
    assert_eq!(present(&office, &second).state, OrderState::Cancelled);
    office.pass(24 * 60 * MINUTE);
    assert_eq!(in_hopper(&office), 4);
    let third = submission(recorded(), "r3");
    assert!(office.counter.issuance.submit(third).is_ok());
}
