//! The office's ledger: stocked before the first order, and compared with the world in the end.

use crate::mishap::Mishap;
use crate::sight;
use crate::stage::{BLANKS, IN_HOPPER};
use loket_daemon::condition::Reason;
use loket_daemon::issuance::attempt::{Attempt, AttemptState};
use loket_daemon::issuance::order::Order;
use loket_daemon::ledger::account::{Account, Cause};
use loket_daemon::ledger::authority::Signed;
use loket_daemon::ledger::wish::Wish;
use loket_daemon::person::{Person, Role};
use loket_daemon::refusal::Refusal;
use loket_daemon::store::records::RequestKey;
use loket_simulator::card::Place;
use loket_tests::memory::office::Office;

/// Enters what lies in store and hopper, or less where that is the mishap.
///
/// # Errors
/// The refusal of an entry.
pub(crate) fn stock(office: &Office, mishap: Option<Mishap>) -> Result<(), Refusal> {
    let loaded = match mishap {
        Some(Mishap::WrongLoad) => 1,
        _ => IN_HOPPER,
    };
    let batch = Wish::Receive {
        count: BLANKS,
        document: "delivery-1".to_owned(),
        serials: None,
    };
    enter(office, "batch-1", batch)?;
    enter(office, "load-1", Wish::Load(loaded))
}

/// Enters blanks that the printer dropped into its output tray beside the card that it fed, and puts them away.
///
/// # Errors
/// The refusal of the entry.
pub(crate) fn report_fallen(office: &Office) -> Result<(), Refusal> {
    let fallen = office.world.with(|world| sight::fallen(world));
    for card in fallen {
        let report = Wish::Report {
            cause: Cause::DoubleFeed,
            serials: vec![String::new()],
        };
        enter(office, &format!("fallen-{card}"), report)?;
        // It lies in the tray.
        let _ = office
            .world
            .with(|world| world.move_card(card, Place::Destroyed));
    }
    Ok(())
}

fn enter(office: &Office, request: &str, wish: Wish) -> Result<(), Refusal> {
    let request = RequestKey {
        id: request.to_owned(),
        sha256: [0; 32],
    };
    office.counter.ledger.enter(request, signed(), wish)?;
    Ok(())
}

fn signed() -> Signed {
    Signed {
        by: Person {
            id: "supervisor-1".to_owned(),
            role: Role::Supervisor,
        },
        witnesses: vec!["operator-1".to_owned()],
        reason: "seen at the counter".to_owned(),
    }
}

/// What the books have that the world has not, or the orders; of a wrong load only whether they add up in themselves.
pub(crate) fn violations(office: &Office, orders: &[Order], mishap: Option<Mishap>) -> Vec<String> {
    let ledger = &office.counter.ledger;
    let (books, errors) = match (ledger.books(), ledger.check()) {
        (Ok(books), Ok(errors)) => (books, errors),
        _ => return vec!["the ledger cannot be read".to_owned()],
    };
    let mut found: Vec<String> = errors.iter().map(ToString::to_string).collect();
    if matches!(mishap, Some(Mishap::WrongLoad | Mishap::WrongAnswer)) {
        return found;
    }
    let balances = &books.balances;
    let mut expect = |what: &str, book: i64, there: usize| {
        if i64::try_from(there) != Ok(book) {
            found.push(format!("{what}: {book} by the books, {there} in fact"));
        }
    };
    let lie = |place| office.world.with(|world| world.cards().at(place).len());
    expect("store", balances.of(Account::Store), lie(Place::Store));
    let blanks = office.world.with(|world| sight::blanks_in_hopper(world));
    expect("hopper", balances.of(Account::Hopper), blanks);
    let attempts = |wanted: fn(&Attempt) -> bool| {
        let all = orders.iter().flat_map(|order| &order.attempts);
        all.filter(|attempt| wanted(attempt)).count()
    };
    let good = attempts(|attempt| attempt.state == AttemptState::Good);
    expect("good", balances.of(Account::Good), good);
    let spoiled = attempts(|attempt| {
        attempt.state == AttemptState::Spoiled && !attempt.is_caused_by(Reason::CardUsedBefore)
    });
    let fallen = usize::from(mishap == Some(Mishap::DoubleFeed));
    expect("spoiled", balances.spoiled(), spoiled + fallen);
    let unknown = attempts(|attempt| attempt.state == AttemptState::Unknown);
    expect("unknown", balances.of(Account::Unknown), unknown);
    found
}
