//! A disk without room.

use super::Premises;
use loket_daemon::condition::Reason;
use loket_daemon::issuance::order::OrderState;

#[test]
fn no_blank_is_fed_without_room_to_finish_its_card() {
    let mut premises = Premises::with_room(u64::from(u32::MAX));
    let order = premises.submit("r1").unwrap();
    assert_eq!(premises.in_the_way(), [Reason::RecordsFull]);
    let held = order.hold.unwrap();
    assert_eq!((held.reason, premises.hopper()), (Reason::RecordsFull, 5));
    premises.free_mib = 0;
    premises.restart();
    assert_eq!(premises.in_the_way(), []);
    let order = premises.office.go_on(&order.id).unwrap();
    assert_eq!(order.state, OrderState::Inspecting);
}
