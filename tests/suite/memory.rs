//! The whole flow in one thread, over in-memory links with a stepped clock: the same workflows, drivers, bytes and ports.

use loket_card::finger::FingerPosition;
use loket_daemon::condition::Reason;
use loket_daemon::issuance::attempt::AttemptState;
use loket_daemon::issuance::order::OrderState;
use loket_simulator::card::Place;
use loket_simulator::fault::Arming;
use loket_simulator::world::World;
use loket_tests::memory::office::{Office, recorded, submission};
use rustix::time::{ClockId, clock_gettime};
use std::time::{Duration, Instant};

/// Where the cards are, by place.
fn places(office: &Office) -> Vec<(Place, usize)> {
    office.world.with(|world| {
        [
            Place::Store,
            Place::Hopper,
            Place::Output,
            Place::Reject,
            Place::HandedOver,
        ]
        .map(|place| (place, world.cards().at(place).len()))
        .into()
    })
}

/// What this thread, which does all the work of an office in memory, has had of a processor.
fn processor_time() -> Duration {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    let whole = u64::try_from(spent.tv_sec).expect("no thread works for less than nothing");
    Duration::new(whole, 0) + Duration::from_nanos(spent.tv_nsec.unsigned_abs())
}

#[test]
fn an_applicant_is_recorded_and_gets_a_card() {
    let office = Office::with_grown_people();
    let (begun, worked) = (Instant::now(), processor_time());
    let enrolment = office.record("a").unwrap();
    let order = office.order(&enrolment, "r1").unwrap();
    assert_eq!(order.state, OrderState::Inspecting, "{order:?}");
    let order = office
        .hand_over(&order.id, FingerPosition::RightIndex)
        .unwrap();
    println!(
        "the whole flow took {:?} of the processor and {:?} on the wall",
        processor_time() - worked,
        begun.elapsed()
    );
    assert_eq!(order.state, OrderState::HandedOver);
    assert_eq!(order.attempt().unwrap().state, AttemptState::Good);
    let expected = [
        (Place::Store, 15),
        (Place::Hopper, 4),
        (Place::Output, 0),
        (Place::Reject, 0),
        (Place::HandedOver, 1),
    ];
    assert_eq!(places(&office), expected);
}

#[test]
fn a_run_is_a_function_of_its_seed() {
    let run = || {
        let office = Office::new();
        let enrolment = office.record("a").unwrap();
        let order = office.order(&enrolment, "r1").unwrap();
        let steps: Vec<_> = order
            .steps
            .into_iter()
            .map(|step| (step.name, step.milliseconds))
            .collect();
        (steps, office.world.with(|world| world.now()))
    };
    assert_eq!(run(), run());
}

#[test]
fn another_person_cannot_activate_the_card() {
    let office = Office::new();
    let enrolment = office.record("a").unwrap();
    let order = office.order(&enrolment, "r1").unwrap();
    office.answer(&order.id, "good", "").unwrap();
    office.card_to_desk();
    office
        .world
        .with(|world: &mut World| world.seat("b", None))
        .unwrap();
    let refused = office
        .activate(&order.id, FingerPosition::RightIndex)
        .unwrap_err()
        .into_condition();
    assert_eq!(refused.reason.row().name, "FINGER_NOT_MATCHED");
    let order = office.counter.issuance.orders().get(&order.id).unwrap();
    assert_eq!(
        (order.state, order.activation_tries),
        (OrderState::Issued, 4)
    );
}

#[test]
fn the_same_request_makes_one_card() {
    let office = Office::new();
    let enrolment = office.record("b").unwrap();
    let first = office.order(&enrolment, "r1").unwrap();
    let again = office.order(&enrolment, "r1").unwrap();
    assert_eq!(first.id, again.id);
    let data = office.counter.enrolments.card_data(&enrolment).unwrap();
    let mut other = submission(data, "r1");
    other.request.sha256 = [1; 32];
    let refused = office.counter.issuance.submit(other).unwrap_err();
    assert_eq!(refused.reason.row().name, "REQUEST_ID_REUSED");
    assert_eq!(
        office
            .world
            .with(|world| world.cards().at(Place::Hopper).len()),
        4
    );
}

#[test]
fn an_event_for_an_order_that_ended_or_never_was_is_refused_and_holds_up_nothing() {
    let office = Office::new();
    let issuance = &office.counter.issuance;
    let unknown = office.answer("nope", "continue", "").unwrap_err();
    assert_eq!(unknown.into_condition().reason, Reason::NotFound);
    let order = issuance.submit(submission(recorded(), "r1")).unwrap();
    issuance
        .cancel(&order.id, "operator-1", "not wanted")
        .unwrap();
    let refused = office.answer(&order.id, "handed_over", "").unwrap_err();
    assert_eq!(refused.into_condition().reason, Reason::PromptStale);
    let refused = issuance.cancel(&order.id, "operator-1", "not wanted");
    assert_eq!(refused.unwrap_err().reason, Reason::WrongState);
    assert_eq!(
        issuance.orders().get(&order.id).unwrap().state,
        OrderState::Cancelled
    );
}

#[test]
fn a_verdict_on_one_card_waits_for_the_printer_that_has_another() {
    let office = Office::new();
    let issuance = &office.counter.issuance;
    let first = office.order_for(recorded(), "r1").unwrap();
    office
        .world
        .with(|world| world.arm(Arming::once("hopper-empty".parse().unwrap())));
    let second = office.order_for(recorded(), "r2").unwrap();
    assert!(second.hold.is_some(), "the second order has the printer");
    office.answer(&first.id, "spoiled", "scratched").unwrap();
    issuance.work_until_idle();
    office.world.with(|world| world.load_hopper(5)).unwrap();
    let second = office.go_on(&second.id).unwrap();
    let first = issuance.orders().get(&first.id).unwrap();
    assert_eq!(
        (first.state, second.state),
        (OrderState::Inspecting, OrderState::Inspecting)
    );
    let cause = first.attempts[0].cause.as_ref().unwrap();
    assert_eq!(cause.reason, Reason::SpoiledByInspection);
}
