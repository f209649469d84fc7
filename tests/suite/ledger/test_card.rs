//! A test card takes a blank, once, and only when the counter may begin a card.

use super::{of, stocked, there};
use loket_daemon::condition::{Condition, Reason};
use loket_daemon::issuance::maintenance::{Maintenance, Task};
use loket_daemon::ledger::account::{Account, Cause};
use loket_daemon::store::database::Database;
use loket_daemon::store::records::RequestKey;
use loket_simulator::card::Place;
use loket_simulator::fault::Arming;
use loket_tests::memory::office::{Office, operator};

const SPOILED: Account = Account::Spoiled(Cause::TestCard);

fn test_card(office: &Office, request: &str, content: u8) -> Result<(), Condition> {
    let request = RequestKey {
        id: request.into(),
        sha256: [content; 32],
    };
    let issuance = &office.counter.issuance;
    issuance.maintain(request, Task::TestCard, &operator(), None)
}

fn reason(outcome: Result<(), Condition>) -> Option<Reason> {
    outcome.err().map(|condition| condition.reason)
}

fn agree(office: &Office) {
    assert_eq!(of(office, Account::Hopper), there(office, &[Place::Hopper]));
    assert_eq!(of(office, Account::Machine), 0);
    assert_eq!(office.counter.ledger.check().unwrap(), []);
}

#[test]
fn the_same_request_takes_one_blank_and_is_answered_as_before() {
    let office = stocked();
    assert_eq!(test_card(&office, "t1", 0), Ok(()));
    assert_eq!(test_card(&office, "t1", 0), Ok(()));
    assert_eq!(of(&office, SPOILED), 1);
    assert_eq!(
        reason(test_card(&office, "t1", 1)),
        Some(Reason::RequestIdReused)
    );
    let arming = Arming::once("jam:feed".parse().unwrap());
    office.world.with(|world| world.arm(arming));
    let failed = test_card(&office, "t2", 0);
    assert!(failed.is_err());
    let blanks = there(&office, &[Place::Hopper]);
    assert_eq!(test_card(&office, "t2", 0), failed);
    assert_eq!(there(&office, &[Place::Hopper]), blanks);
}

#[test]
fn a_paused_counter_begins_no_test_card() {
    let office = stocked();
    office.counter.issuance.pause(true, &operator()).unwrap();
    let refused = test_card(&office, "t1", 0);
    assert_eq!(reason(refused), Some(Reason::StationPaused));
    agree(&office);
    office.counter.issuance.pause(false, &operator()).unwrap();
    assert_eq!(
        test_card(&office, "t1", 0),
        Ok(()),
        "nothing came of it before"
    );
    agree(&office);
}

#[test]
fn what_fails_before_a_blank_is_fed_leaves_none_in_the_machine() {
    let office = stocked();
    let base = &office.counter.base;
    // Only a printer that was used says which it is.
    assert_eq!(test_card(&office, "t0", 0), Ok(()));
    let view = base.hardware.printer().unwrap().watch();
    let note = format!("printer/{}", view.borrow().identity.serial);
    let spoil = move |database: &mut Database| database.set_note(&note, b"no habits");
    base.store.call(spoil).unwrap();
    assert_eq!(reason(test_card(&office, "t1", 0)), Some(Reason::Internal));
    let open = |database: &mut Database| database.list_open::<Maintenance>();
    assert_eq!(base.store.call(open).unwrap().len(), 0);
    agree(&office);
}
