//! Who has the printer after a restart, and who is not kept waiting by that.

use super::Premises;
use loket_daemon::enrolment::record::Kind;
use loket_daemon::issuance::order::OrderState;
use loket_simulator::device::Device;
use loket_simulator::fault::Arming;
use loket_tests::memory::office::{biodata, opening, operator};

impl Premises {
    /// The fault strikes after so many opportunities.
    fn arm(&self, fault: &str, skip: u32) {
        let arming = Arming {
            skip,
            ..Arming::once(fault.parse().unwrap())
        };
        self.office.world.with(|world| world.arm(arming));
    }
}

#[test]
fn after_a_restart_no_order_overtakes_the_one_with_a_card_inside() {
    let mut premises = Premises::new();
    let older = premises.submit("r1").unwrap();
    premises.arm("jam:head", 0);
    let inside = premises.submit("r2").unwrap();
    assert_eq!(inside.state, OrderState::InProduction);
    premises
        .office
        .answer(&older.id, "spoiled", "smeared")
        .unwrap();
    let waiting = premises.submit("r3").unwrap();
    let hopper = premises.hopper();
    premises.restart();
    premises.office.counter.issuance.work_until_idle();
    assert_eq!(premises.hopper(), hopper, "no blank is fed");
    let (older, waiting) = (premises.order(&older.id), premises.order(&waiting.id));
    assert_eq!(
        older.hold, None,
        "it waits for the printer, not for a person"
    );
    assert_eq!(
        (older.state, waiting.state),
        (OrderState::Preparing, OrderState::Accepted)
    );
    assert_eq!(premises.order(&inside.id).hold, inside.hold);
}

#[test]
fn an_enrolment_goes_on_while_the_printer_is_looked_at_after_a_restart() {
    let mut premises = Premises::new();
    premises.arm("device-unplugged:printer", 20);
    let order = premises.submit("r1").unwrap();
    assert_eq!(order.state, OrderState::InProduction, "{order:?}");
    premises
        .office
        .world
        .with(|world| world.plug(Device::Printer));
    premises.office.answer(&order.id, "continue", "").unwrap();
    premises.restart();
    let desk = &premises.office.counter.enrolments;
    let id = desk.begin(opening("b", Kind::Record)).unwrap().id;
    desk.set_biodata(&id, &operator(), &biodata("b")).unwrap();
    assert!(desk.capture_photo(&id, &operator()).unwrap().acceptable);
    assert_eq!(premises.order(&order.id).state, OrderState::InProduction);
    premises.office.counter.issuance.work_until_idle();
    let order = premises.order(&order.id);
    assert_eq!(
        (order.state, order.attempts.len()),
        (OrderState::Inspecting, 1)
    );
}
