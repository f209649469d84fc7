//! A day, in memory, from the first count to the destruction record.

use super::{books, enter, of, stocked, there, truth};
use loket_card::finger::FingerPosition;
use loket_daemon::condition::Reason;
use loket_daemon::issuance::attempt::AttemptState;
use loket_daemon::issuance::maintenance::Task;
use loket_daemon::issuance::order::{Order, OrderState};
use loket_daemon::ledger::account::{Account, Cause};
use loket_daemon::ledger::calendar::{Month, date, day};
use loket_daemon::ledger::page::{self, Letterhead};
use loket_daemon::ledger::wish::Wish;
use loket_daemon::store::records::RequestKey;
use loket_simulator::card::Place;
use loket_simulator::fault::Arming;
use loket_simulator::world::World;
use loket_tests::memory::office::{Office, biodata, operator, recorded};

fn letterhead() -> Letterhead {
    Letterhead {
        station: "memory".into(),
        offset_ms: 7 * 3_600_000,
    }
}

fn arm(office: &Office, fault: &str) {
    let arming = Arming::once(fault.parse().unwrap());
    office.world.with(|world| world.arm(arming));
}

/// Orders a card for which the ribbon ends half-way, and puts in another.
fn spoil_one(office: &Office, request: &str) -> Order {
    arm(office, "ribbon-end-mid-panel:m");
    let order = office.order_for(recorded(), request).unwrap();
    office.world.with(World::change_ribbon);
    order
}

/// The books have as many blanks in each place as the world has.
fn agree(office: &Office) {
    assert_eq!(of(office, Account::Store), there(office, &[Place::Store]));
    assert_eq!(of(office, Account::Hopper), there(office, &[Place::Hopper]));
    let made = [
        Place::Output,
        Place::DeskReader,
        Place::HandedOver,
        Place::Reject,
    ];
    let all = books(office).balances;
    let known = all.of(Account::Good) + all.spoiled() + all.of(Account::Machine);
    assert_eq!(known, there(office, &made));
    assert_eq!(all.of(Account::Unknown), 0);
    assert_eq!(office.counter.ledger.check().unwrap(), []);
}

#[test]
fn the_books_of_a_day_are_those_of_the_world() {
    let office = stocked();
    office.world.with(|world| world.seat("b", None)).unwrap();
    let shift = enter(&office, "open", Wish::OpenShift(truth(&office))).unwrap();
    let order = office.order_for(recorded(), "r1").unwrap();
    agree(&office);
    office
        .hand_over(&order.id, FingerPosition::RightIndex)
        .unwrap();
    let order = spoil_one(&office, "r2");
    agree(&office);
    let order = office.go_on(&order.id).unwrap();
    assert_eq!(order.state, OrderState::Inspecting, "{order:?}");
    office.answer(&order.id, "good", "").unwrap();
    let request = RequestKey {
        id: "test-card".into(),
        sha256: [0; 32],
    };
    office
        .counter
        .issuance
        .maintain(request, Task::TestCard, &operator(), None)
        .unwrap();
    let spoiled = |cause| of(&office, Account::Spoiled(cause));
    assert_eq!(
        (spoiled(Cause::PrintFailure), spoiled(Cause::TestCard)),
        (1, 1)
    );
    assert_eq!(
        (of(&office, Account::Good), books(&office).awaiting.count),
        (2, 1)
    );
    let mut counts = truth(&office);
    // The test card lies in the output tray.
    counts.spoiled += 1;
    let close = Wish::CloseShift {
        shift: shift.id,
        counts,
        carried: Vec::new(),
    };
    let closed = enter(&office, "close", close).unwrap();
    assert!(closed.movements.is_empty(), "nothing differs");
}

#[test]
fn a_shift_closes_with_an_open_item_that_is_carried_over_by_name() {
    let office = stocked();
    let shift = enter(&office, "open", Wish::OpenShift(truth(&office))).unwrap();
    arm(&office, "jam:head");
    let order = office.order_for(recorded(), "r1").unwrap();
    assert_eq!(order.attempt().unwrap().state, AttemptState::Unknown);
    assert_eq!(of(&office, Account::Unknown), 1);
    let close = |carried| Wish::CloseShift {
        shift: shift.id.clone(),
        counts: truth(&office),
        carried,
    };
    let refused = enter(&office, "close", close(Vec::new())).unwrap_err();
    let condition = refused.into_condition();
    assert_eq!(condition.reason, Reason::ItemsOpen);
    assert_eq!(condition.detail, format!("{}/1", order.id));
    let open = books(&office)
        .open_items()
        .map(|card| card.key.clone())
        .collect();
    enter(&office, "close", close(open)).unwrap();
    let office = office.restarted();
    assert_eq!(books(&office).open_items().count(), 1, "it stays open");
}

#[test]
fn what_is_destroyed_is_on_paper_by_cause_and_serial_number_without_an_applicant() {
    let office = stocked();
    let order = spoil_one(&office, "r1");
    let serial = order.attempts[0].serial.unwrap().to_string();
    let cards: Vec<_> = books(&office)
        .spent()
        .map(|card| card.key.clone())
        .collect();
    let entry = enter(&office, "destroy", Wish::Destroy(cards.clone())).unwrap();
    let paper = page::destruction(&entry, &letterhead());
    for words in [
        &serial,
        "Gagal cetak",
        "supervisor.dewi",
        "operator.budi",
        &entry.id,
    ] {
        assert!(paper.contains(words), "{words}");
    }
    let month = month_of(entry.at_ms);
    let report = office.counter.ledger.month(month).unwrap();
    assert_eq!((report.totals.received, report.totals.good), (20, 0));
    assert_eq!(report.destroyed.blanks, 1);
    assert_eq!(report.closing, books(&office).balances);
    let pages = paper + &page::monthly(&report, &letterhead());
    let applicant = biodata("b");
    for secret in [&applicant.nik, &applicant.name, &applicant.address] {
        assert!(!pages.contains(secret.as_str()));
    }
    assert!(!pages.contains("http"), "a page stands by itself");
    let again = enter(&office, "again", Wish::Destroy(cards));
    assert!(again.is_err(), "nothing is destroyed twice");
}

/// The month of a moment, in UTC.
fn month_of(at_ms: i64) -> Month {
    let date = date(day(at_ms, 0));
    let mut parts = date.split('-').map(|part| part.parse().unwrap());
    let (year, month): (u32, u32) = (parts.next().unwrap(), parts.next().unwrap());
    Month::new(i32::try_from(year).unwrap(), month, 0).unwrap()
}

#[test]
fn a_hopper_that_was_loaded_without_an_entry_shows_when_it_is_counted() {
    let office = Office::new();
    let order = office.order_for(recorded(), "r1").unwrap();
    assert_eq!(order.state, OrderState::Inspecting, "work goes on");
    assert_eq!(of(&office, Account::Unknown), -1);
    enter(&office, "open", Wish::OpenShift(truth(&office))).unwrap();
    assert_eq!(of(&office, Account::Hopper), 4);
    assert_eq!(of(&office, Account::Unknown), -20);
    let batch = Wish::Receive {
        count: 20,
        document: "DO-2026/10".into(),
        serials: None,
    };
    enter(&office, "batch", batch).unwrap();
    let counted = Wish::Count(loket_daemon::ledger::wish::Shelf::Store, 15);
    enter(&office, "count", counted).unwrap();
    assert_eq!(of(&office, Account::Unknown), 0);
}
