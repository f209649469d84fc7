//! The blank ledger at a whole counter: its books are those of the world, and a refused entry changes nothing.

mod day;
mod office;
mod refused;
mod test_card;

use loket_daemon::ledger::account::Account;
use loket_daemon::ledger::authority::Signed;
use loket_daemon::ledger::books::Books;
use loket_daemon::ledger::entry::Entry;
use loket_daemon::ledger::wish::{Counts, Wish};
use loket_daemon::person::{Person, Role};
use loket_daemon::refusal::Refusal;
use loket_daemon::store::records::RequestKey;
use loket_simulator::card::Place;
use loket_tests::memory::office::Office;

/// Enters what the supervisor and two witnesses did.
fn enter(office: &Office, request: &str, wish: Wish) -> Result<Entry, Refusal> {
    let request = RequestKey {
        id: request.into(),
        sha256: [0; 32],
    };
    let signed = Signed {
        by: Person {
            id: "supervisor.dewi".into(),
            role: Role::Supervisor,
        },
        witnesses: vec!["operator.ani".into(), "operator.budi".into()],
        reason: "counted twice".into(),
    };
    office.counter.ledger.enter(request, signed, wish)
}

fn books(office: &Office) -> Books {
    office.counter.ledger.books().unwrap()
}

fn of(office: &Office, account: Account) -> i64 {
    books(office).balances.of(account)
}

/// Cards of the world in these places.
fn there(office: &Office, places: &[Place]) -> i64 {
    let count = |place: &Place| office.world.with(|world| world.cards().at(*place).len());
    i64::try_from(places.iter().map(count).sum::<usize>()).unwrap()
}

/// What two people count who look everywhere; spoiled cards are in the reject tray and on the operator's desk.
fn truth(office: &Office) -> Counts {
    let count = |places: &[Place]| u32::try_from(there(office, places)).unwrap();
    Counts {
        store: count(&[Place::Store]),
        hopper: count(&[Place::Hopper]),
        spoiled: count(&[Place::Reject, Place::Hand]),
        ribbon: 80,
        missing: Vec::new(),
    }
}

/// An office whose books begin with what is there: 20 blanks, 5 of them in the hopper.
fn stocked() -> Office {
    let office = Office::new();
    let batch = Wish::Receive {
        count: 20,
        document: "DO-2026/11".into(),
        serials: None,
    };
    enter(&office, "batch", batch).unwrap();
    enter(&office, "load", Wish::Load(5)).unwrap();
    office
}
