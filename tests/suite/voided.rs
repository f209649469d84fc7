//! A finished card that will never be activated: its holder does not come, or its chip has died.

use loket_daemon::condition::Reason;
use loket_daemon::issuance::attempt::AttemptState;
use loket_daemon::issuance::order::OrderState;
use loket_daemon::ledger::account::Account;
use loket_daemon::person::{Person, Role};
use loket_daemon::prompt::Subject;
use loket_tests::memory::office::{Office, operator, recorded};

#[test]
fn a_supervisor_takes_it_out_of_use_and_it_is_a_spoiled_card() {
    let office = Office::new();
    let order = office.order_for(recorded(), "r1").unwrap();
    office.answer(&order.id, "good", "").unwrap();
    let refused = office.answer(&order.id, "void", "holder moved away");
    let reason = refused.unwrap_err().into_condition().reason;
    assert_eq!(reason, Reason::RoleNotAllowed);
    let supervisor = Person {
        role: Role::Supervisor,
        ..operator()
    };
    let order = office
        .answer_as(supervisor, &order.id, "void", "holder moved away")
        .unwrap();
    assert_eq!(order.state, OrderState::Voided);
    assert_eq!(order.attempts[0].state, AttemptState::Spoiled);
    let subject = Subject::Order(order.id.clone());
    assert_eq!(office.counter.prompt(&subject).unwrap(), None);
    let books = office.counter.ledger.books().unwrap();
    assert!(office.counter.ledger.check().unwrap().is_empty());
    assert_eq!(
        (books.balances.of(Account::Good), books.balances.spoiled()),
        (0, 1)
    );
}
