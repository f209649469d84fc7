//! Records that are not as they were written.

use super::Premises;
use loket_daemon::condition::Reason;
use loket_daemon::issuance::order::OrderState;
use loket_daemon::store::check::check;
use loket_daemon::store::database::{Database, Place};
use rusqlite::Connection;

#[test]
fn damaged_records_are_served_and_no_card_is_begun_until_somebody_accepts_them() {
    let mut premises = Premises::new();
    let printed = premises.submit("r1").unwrap();
    premises.stop();
    let file = Connection::open(premises.state().join("loket.db")).unwrap();
    let sql = "DELETE FROM journal WHERE sequence = (SELECT max(sequence) FROM journal)";
    assert_eq!(file.execute(sql, []).unwrap(), 1);
    drop(file);
    premises.start();
    assert_eq!(premises.in_the_way(), [Reason::RecordsDamaged]);
    assert_eq!(premises.order(&printed.id).state, OrderState::Inspecting);
    assert_eq!(premises.submit("r2"), Err(Reason::RecordsDamaged));
    let answered = premises.office.answer(&printed.id, "spoiled", "smeared");
    let refused = answered.unwrap_err().into_condition().reason;
    assert_eq!((refused, premises.hopper()), (Reason::RecordsDamaged, 4));
    premises.stop();
    let place = Place::of(&premises.state());
    assert!(check(&place).is_err());
    let mut database = Database::open_at(&place).unwrap();
    assert!(
        database
            .accept("budi", "the disk was exchanged")
            .unwrap()
            .is_some()
    );
    drop(database);
    check(&place).unwrap();
    premises.start();
    assert_eq!(premises.in_the_way(), []);
    assert_eq!(premises.submit("r2").unwrap().state, OrderState::Inspecting);
}
