//! Each fault of the simulated counter ends in a state with a name and a remedy, and the flow goes on after the fix.
//!
//! In memory: the same drivers, bytes and ports as over real wires.

use loket_card::finger::FingerPosition;
use loket_daemon::condition::{Condition, Reason};
use loket_daemon::enrolment::fingers::Events;
use loket_daemon::enrolment::record::Kind;
use loket_daemon::issuance::attempt::AttemptState;
use loket_daemon::issuance::order::{Order, OrderState};
use loket_daemon::prompt::{Shown, Subject};
use loket_daemon::refusal::Refusal;
use loket_simulator::card::Place;
use loket_simulator::device::Device;
use loket_simulator::fault::Arming;
use loket_simulator::person::finger::Condition as Touch;
use loket_simulator::world::World;
use loket_tests::memory::office::{Office, biodata, opening, operator, recorded};
use std::sync::Arc;

const FINGER: FingerPosition = FingerPosition::RightIndex;

/// An office in which the fault waits for its opportunity.
fn with_fault(fault: &str) -> Office {
    let office = Office::new();
    arm(&office, fault);
    office
}

fn arm(office: &Office, fault: &str) {
    office
        .world
        .with(|world| world.arm(Arming::once(fault.parse().unwrap())));
}

/// An enrolment of `b` that has biodata.
fn begun(office: &Office) -> String {
    office.world.with(|world| world.seat("b", None)).unwrap();
    let desk = &office.counter.enrolments;
    let id = desk.begin(opening("b", Kind::Record)).unwrap().id;
    desk.set_biodata(&id, &operator(), &biodata("b")).unwrap();
    id
}

fn condition(refusal: Refusal) -> Condition {
    let condition = refusal.into_condition();
    let row = condition.reason.row();
    assert!(!row.remedy_en.is_empty() && !row.remedy_id.is_empty());
    condition
}

/// An office where `b` sits, and an order for the card that meets the fault.
fn ordered_into(fault: &str) -> (Office, Order) {
    let office = Office::new();
    office.world.with(|world| world.seat("b", None)).unwrap();
    arm(&office, fault);
    let order = office.order_for(recorded(), "r1").unwrap();
    (office, order)
}

fn hold(order: &Order) -> Reason {
    order
        .hold
        .as_ref()
        .unwrap_or_else(|| panic!("no hold: {order:?}"))
        .reason
}

/// The card is handed over; no order ever yields two cards, and no blank is missing.
fn ends_well(office: &Office, order: &Order, rejected: usize) {
    let order = office.hand_over(&order.id, FINGER).unwrap();
    assert_eq!(order.state, OrderState::HandedOver);
    let count = |place| office.world.with(|world| world.cards().at(place).len());
    assert_eq!((count(Place::HandedOver), count(Place::Output)), (1, 0));
    assert_eq!(count(Place::Reject) + count(Place::Hand), rejected);
    let all = [
        Place::Store,
        Place::Hopper,
        Place::Reject,
        Place::Hand,
        Place::HandedOver,
    ];
    assert_eq!(
        all.map(count).iter().sum::<usize>(),
        20,
        "every blank is somewhere"
    );
}

#[test]
fn an_absent_finger_is_asked_for_again() {
    let office = Office::new();
    let id = begun(&office);
    let nobody: Events = Arc::new(|_| ());
    let desk = &office.counter.enrolments;
    let refused = desk
        .capture_finger(&id, &operator(), FINGER, &nobody)
        .unwrap_err();
    assert_eq!(condition(refused).reason, Reason::FingerAbsent);
    let job = desk.get(&id).unwrap().job.unwrap();
    assert_eq!(job.condition.unwrap().reason, Reason::FingerAbsent);
    desk.capture_finger(&id, &operator(), FINGER, &office.obliging(FINGER))
        .unwrap();
}

#[test]
fn a_finger_that_misses_or_leaves_the_glass_is_captured_in_the_end() {
    for fault in ["finger-absent", "finger-lifted"] {
        let office = with_fault(fault);
        let id = begun(&office);
        let desk = &office.counter.enrolments;
        let first = desk.capture_finger(&id, &operator(), FINGER, &office.obliging(FINGER));
        let captured = first.or_else(|refused| {
            let reason = condition(refused).reason;
            assert!(
                matches!(reason, Reason::FingerAbsent | Reason::FingerLifted),
                "{fault}: {reason:?}"
            );
            desk.capture_finger(&id, &operator(), FINGER, &office.obliging(FINGER))
        });
        assert!(captured.unwrap().kept().is_some(), "{fault}");
    }
}

#[test]
fn a_corrupted_packet_costs_time_and_nothing_else() {
    let office = with_fault("corrupted-packet");
    let id = begun(&office);
    let desk = &office.counter.enrolments;
    let finger = desk
        .capture_finger(&id, &operator(), FINGER, &office.obliging(FINGER))
        .unwrap();
    assert_eq!(finger.tries, 1, "the applicant is not asked again");
    assert!(
        office.world.with(|world| world.faults().is_empty()),
        "the fault struck"
    );
}

#[test]
fn a_stalled_camera_is_named_and_works_again() {
    let office = with_fault("camera-stall");
    let id = begun(&office);
    let desk = &office.counter.enrolments;
    let refused = condition(desk.capture_photo(&id, &operator()).err().unwrap());
    assert_eq!(refused.reason, Reason::DeviceTimedOut);
    assert!(desk.capture_photo(&id, &operator()).unwrap().acceptable);
}

#[test]
fn an_unplugged_scanner_is_used_again_when_it_is_back() {
    let office = with_fault("device-unplugged:sensor");
    let id = begun(&office);
    let desk = &office.counter.enrolments;
    let capture = || desk.capture_finger(&id, &operator(), FINGER, &office.obliging(FINGER));
    let refused = condition(capture().unwrap_err());
    assert!(
        matches!(
            refused.reason,
            Reason::DeviceDisconnected | Reason::DeviceUnreachable
        ),
        "{refused:?}"
    );
    assert_eq!(
        condition(capture().unwrap_err()).reason,
        Reason::DeviceUnreachable
    );
    office.world.with(|world| world.plug(Device::Sensor));
    capture().unwrap();
}

#[test]
fn an_empty_hopper_costs_no_blank() {
    let (office, order) = ordered_into("hopper-empty");
    assert_eq!(
        (order.state, hold(&order)),
        (OrderState::Preparing, Reason::HopperEmpty)
    );
    assert_eq!(order.blanks_used(), 0);
    office.world.with(|world| world.load_hopper(5)).unwrap();
    let order = office.go_on(&order.id).unwrap();
    assert_eq!(order.state, OrderState::Inspecting);
    ends_well(&office, &order, 0);
}

#[test]
fn a_ribbon_that_ends_in_a_panel_costs_one_blank_which_is_rejected() {
    let (office, order) = ordered_into("ribbon-end-mid-panel:m");
    assert_eq!(hold(&order), Reason::RibbonEnded);
    assert_eq!(order.attempts[0].state, AttemptState::Spoiled);
    office.world.with(World::change_ribbon);
    let order = office.go_on(&order.id).unwrap();
    assert_eq!(
        (order.state, order.blanks_used()),
        (OrderState::Inspecting, 2)
    );
    ends_well(&office, &order, 1);
}

/// What the order's prompt shows to judge by, as names and readings.
fn readings(office: &Office, order: &Order) -> Vec<(String, String)> {
    let subject = Subject::Order(order.id.clone());
    let prompt = office.counter.prompt(&subject).unwrap().unwrap();
    let evidence = prompt.question.evidence.into_iter();
    evidence
        .filter_map(|one| match one.shown() {
            Shown::Reading(reading) => Some((one.name(), reading)),
            Shown::Picture(_) => None,
        })
        .collect()
}

#[test]
fn a_jam_waits_for_a_person_who_says_what_became_of_the_card() {
    for place in ["feed", "head", "panel"] {
        let (office, order) = ordered_into(&format!("jam:{place}"));
        assert_eq!(
            (hold(&order), order.attempt().unwrap().state),
            (Reason::CardJam, AttemptState::Unknown)
        );
        let told = readings(&office, &order);
        let names: Vec<_> = told.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[..2], ["position", "printed_panels"]);
        let is_printed = !told[1].1.starts_with("0/");
        assert_eq!(is_printed, place == "panel", "jam:{place}: {told:?}");
        let has_serial = names.contains(&"chip_serial");
        assert_eq!(has_serial, place != "feed", "jam:{place}: {told:?}");
        let stuck = office.world.with(|world| {
            world.open_cover();
            let stuck = world.clear_jam();
            world.close_cover();
            stuck
        });
        let (verdict, note) = match stuck {
            Some(_) => ("spoiled", "creased"),
            None => ("no_card", ""),
        };
        office.answer(&order.id, verdict, note).unwrap();
        office.counter.issuance.work_until_idle();
        let order = office.counter.issuance.orders().get(&order.id).unwrap();
        assert_eq!(
            order.state,
            OrderState::Inspecting,
            "jam:{place}: {order:?}"
        );
        ends_well(&office, &order, usize::from(stuck.is_some()));
    }
}

#[test]
fn a_link_lost_before_the_print_command_goes_on_with_the_same_card() {
    let (office, order) = ordered_into("link-lost-before-print");
    let order = settled(&office, order);
    assert_eq!(
        (order.state, order.blanks_used()),
        (OrderState::Inspecting, 1)
    );
    ends_well(&office, &order, 0);
}

#[test]
fn a_link_lost_after_the_print_command_never_prints_a_second_card() {
    let (office, order) = ordered_into("link-lost-after-print");
    let order = settled(&office, order);
    assert_eq!(
        (order.state, order.blanks_used()),
        (OrderState::Inspecting, 1),
        "{order:?}"
    );
    ends_well(&office, &order, 0);
}

/// Says "continue" while there is a hold that evidence may clear.
fn settled(office: &Office, mut order: Order) -> Order {
    for _ in 0..5 {
        if order.hold.is_none() {
            break;
        }
        order = office.go_on(&order.id).unwrap();
    }
    order
}

#[test]
fn an_answer_that_is_lost_costs_no_blank() {
    for fault in ["answer-lost:encoder", "answer-lost:printer"] {
        let (office, order) = ordered_into(fault);
        assert!(
            office.world.with(|world| world.faults().is_empty()),
            "{fault}"
        );
        let order = settled(&office, order);
        assert_eq!(
            (order.state, order.blanks_used()),
            (OrderState::Inspecting, 1),
            "{fault}: {order:?}"
        );
        ends_well(&office, &order, 0);
    }
}

#[test]
fn a_card_pulled_while_it_is_written_is_never_mistaken_for_another() {
    let (office, order) = ordered_into("card-pulled-mid-write:20");
    assert!(
        order.hold.is_some() || order.state == OrderState::Inspecting,
        "{order:?}"
    );
    assert_eq!(
        office
            .world
            .with(|world| world.cards().at(Place::Hand).len()),
        1
    );
    let order = settled(&office, order);
    assert_eq!(order.attempts[0].state, AttemptState::Spoiled);
    assert_eq!(
        (order.state, order.blanks_used()),
        (OrderState::Inspecting, 2)
    );
    assert_ne!(order.attempts[0].serial, order.attempts[1].serial);
    ends_well(&office, &order, 1);
}

#[test]
fn an_unplugged_printer_holds_the_order_until_it_is_back() {
    let office = Office::new();
    office.world.with(|world| world.seat("b", None)).unwrap();
    office.world.with(|world| world.unplug(Device::Printer));
    let order = office.order_for(recorded(), "r1").unwrap();
    assert_eq!(
        (order.state, hold(&order)),
        (OrderState::Preparing, Reason::DeviceUnreachable)
    );
    office.world.with(|world| world.plug(Device::Printer));
    let order = office.go_on(&order.id).unwrap();
    ends_well(&office, &order, 0);
}

#[test]
fn a_restart_shows_every_job_where_it_was_and_goes_on_by_evidence() {
    let (office, order) = ordered_into("hopper-empty");
    let office = office.restarted();
    let found = office.counter.issuance.orders().get(&order.id).unwrap();
    assert_eq!(
        (found.state, hold(&found)),
        (OrderState::Preparing, Reason::HopperEmpty)
    );
    office.world.with(|world| world.load_hopper(5)).unwrap();
    let order = office.go_on(&order.id).unwrap();
    ends_well(&office, &order, 0);
}

#[test]
fn a_light_touch_is_tried_again_and_the_best_is_kept() {
    let office = Office::new();
    let id = begun(&office);
    let world = office.world.clone();
    let lightly: Events = Arc::new(move |event| {
        use loket_daemon::enrolment::fingers::CaptureEvent;
        use loket_drivers::fingerprint_scanner::CaptureHint;
        match event {
            CaptureEvent::Hint(CaptureHint::Place | CaptureHint::PlaceAgain) => {
                world
                    .with(|world| world.place_finger(FINGER.code(), Touch::Light))
                    .unwrap();
            }
            CaptureEvent::Hint(CaptureHint::Lift) => world.with(World::lift_finger),
            _ => {}
        }
    });
    let desk = &office.counter.enrolments;
    let outcome = desk.capture_finger(&id, &operator(), FINGER, &lightly);
    match outcome {
        Ok(finger) => assert!(finger.tries > 1, "{finger:?}"),
        Err(refused) => assert_eq!(condition(refused).reason, Reason::FingerUnclear),
    }
}
