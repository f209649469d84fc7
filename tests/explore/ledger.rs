//! The office's ledger: stocked before the first order, and compared with the world in the end.

use crate::stage::{BLANKS, IN_HOPPER};
use loket_daemon::issuance::order::{Attempt, AttemptState, Order};
use loket_daemon::ledger::account::Account;
use loket_daemon::ledger::authority::Signed;
use loket_daemon::ledger::wish::Wish;
use loket_daemon::person::{Person, Role};
use loket_daemon::refusal::Refusal;
use loket_daemon::store::records::RequestKey;
use loket_simulator::card::Place;
use loket_tests::memory::office::Office;

/// Enters what lies in store and hopper.
///
/// # Errors
/// The refusal of an entry.
pub(crate) fn stock(office: &Office) -> Result<(), Refusal> {
    let batch = Wish::Receive {
        count: BLANKS,
        document: "delivery-1".to_owned(),
        serials: None,
    };
    for (request, wish) in [("batch-1", batch), ("load-1", Wish::Load(IN_HOPPER))] {
        let request = RequestKey {
            id: request.to_owned(),
            sha256: [0; 32],
        };
        office.counter.ledger.enter(request, signed(), wish)?;
    }
    Ok(())
}

fn signed() -> Signed {
    Signed {
        by: Person {
            id: "supervisor-1".to_owned(),
            role: Role::Supervisor,
        },
        witnesses: vec!["operator-1".to_owned()],
        reason: String::new(),
    }
}

/// What the books have that the world has not, or the orders.
pub(crate) fn violations(office: &Office, orders: &[Order]) -> Vec<String> {
    let ledger = &office.counter.ledger;
    let (books, errors) = match (ledger.books(), ledger.check()) {
        (Ok(books), Ok(errors)) => (books, errors),
        _ => return vec!["the ledger cannot be read".to_owned()],
    };
    let mut found: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let balances = &books.balances;
    let mut expect = |what: &str, book: i64, there: usize| {
        if i64::try_from(there) != Ok(book) {
            found.push(format!("{what}: {book} by the books, {there} in fact"));
        }
    };
    let lie = |place| office.world.with(|world| world.cards().at(place).len());
    expect("store", balances.of(Account::Store), lie(Place::Store));
    expect("hopper", balances.of(Account::Hopper), lie(Place::Hopper));
    let attempts = |wanted: fn(&Attempt) -> bool| {
        let all = orders.iter().flat_map(|order| &order.attempts);
        all.filter(|attempt| wanted(attempt)).count()
    };
    let good = attempts(|attempt| attempt.state == AttemptState::Good);
    expect("good", balances.of(Account::Good), good);
    let spoiled = attempts(|attempt| attempt.state == AttemptState::Spoiled);
    expect("spoiled", balances.spoiled(), spoiled);
    let unknown = attempts(|attempt| attempt.state == AttemptState::Unknown);
    expect("unknown", balances.of(Account::Unknown), unknown);
    found
}
