use super::*;
use crate::ledger::account::Account;
use crate::ledger::card::{Place, Surrender};
use crate::ledger::movement::Balances;
use crate::ledger::wish::Shelf;
use crate::person::{Person, Role};

pub(in crate::ledger) fn signed(role: Role, reason: &str) -> Signed {
    Signed {
        by: Person {
            id: "ani".into(),
            role,
        },
        witnesses: vec!["budi".into(), "citra".into()],
        reason: reason.into(),
    }
}

pub(in crate::ledger) fn key(owner: &str) -> CardKey {
    CardKey {
        owner: owner.into(),
        number: 1,
    }
}

pub(in crate::ledger) fn card(owner: &str, kind: &str, place: Place) -> Card {
    Card {
        key: key(owner),
        kind: kind.into(),
        place,
        state: match place {
            Place::Blank(Account::Spoiled(_)) => Some(AttemptState::Spoiled),
            Place::Blank(_) => Some(AttemptState::Unknown),
            Place::Old(_) => None,
        },
        serial: String::new(),
        since_ms: 0,
        destroyed: String::new(),
    }
}

/// 100 blanks were received: 70 in store, 20 in the hopper, one of order `o1` and one of a test card of unknown fate, one
/// spoiled, one old card in the drawer, 7 good.
pub(in crate::ledger) fn books() -> Books {
    let spoiled = Account::Spoiled(Cause::PrintFailure);
    let sums = [
        (Account::Received, -100),
        (Account::Store, 70),
        (Account::Hopper, 20),
        (Account::Unknown, 2),
        (spoiled, 1),
        (Account::Good, 7),
    ];
    Books {
        balances: sums.into_iter().collect::<Balances>(),
        at_hand: [
            card("o1", "order", Place::Blank(Account::Unknown)),
            card("t1", "maintenance", Place::Blank(Account::Unknown)),
            card("o2", "order", Place::Blank(spoiled)),
            card("s1", "ledger", Place::Old(Surrender::Damaged)),
        ]
        .into_iter()
        .collect(),
        ..Books::default()
    }
}

fn decided(facts: &Facts, wish: Wish) -> Decision {
    decide(&books(), facts, &signed(Role::Supervisor, "because"), wish)
}

fn reason(decision: Decision) -> Reason {
    decision.unwrap_err().into_condition().reason
}

#[test]
fn blanks_go_where_they_are_carried_and_no_further_than_there_are_any() {
    let facts = Facts::default();
    let (_, movements) = decided(&facts, Wish::Load(70)).unwrap();
    let expected = Movement::of(Account::Store, Account::Hopper, 70);
    assert_eq!(movements, expected.into_iter().collect::<Vec<_>>());
    assert_eq!(reason(decided(&facts, Wish::Load(71))), Reason::StockShort);
    assert_eq!(
        reason(decided(&facts, Wish::Unload(21))),
        Reason::StockShort
    );
    for count in [0, MOST + 1, u32::MAX] {
        let refused = decided(&facts, Wish::Load(count));
        assert_eq!(reason(refused), Reason::InvalidArgument, "{count}");
    }
}

#[test]
fn a_count_is_entered_as_its_difference() {
    let (act, movements) = decided(&Facts::default(), Wish::Count(Shelf::Hopper, 18)).unwrap();
    let tally = Tally {
        book: 20,
        counted: 18,
    };
    assert_eq!(act, Act::Counted(Shelf::Hopper, tally));
    let missing = Movement::of(Account::Hopper, Account::Unknown, 2);
    assert_eq!(movements, missing.into_iter().collect::<Vec<_>>());
    let (_, movements) = decided(&Facts::default(), Wish::Count(Shelf::Store, 75)).unwrap();
    let found = Movement::of(Account::Unknown, Account::Store, 5);
    assert_eq!(movements, found.into_iter().collect::<Vec<_>>());
    let (_, movements) = decided(&Facts::default(), Wish::Count(Shelf::Store, 70)).unwrap();
    assert!(movements.is_empty());
}

#[test]
fn a_batch_has_as_many_serial_numbers_as_blanks_and_none_twice() {
    let batch = |last: &str| Wish::Receive {
        count: 500,
        document: "DO-17".into(),
        serials: Some(SerialRange {
            first: "A0001".into(),
            last: last.into(),
        }),
    };
    assert!(decided(&Facts::default(), batch("A0500")).is_ok());
    let short = decided(&Facts::default(), batch("A0499"));
    assert_eq!(reason(short), Reason::InvalidArgument);
    let facts = Facts {
        overlapping: true,
        ..Facts::default()
    };
    assert_eq!(reason(decided(&facts, batch("A0500"))), Reason::SerialSpent);
}

#[test]
fn a_serial_number_that_another_card_has_is_refused() {
    let facts = Facts {
        taken: [("AA".to_owned(), key("o1"))].into(),
        ..Facts::default()
    };
    let old = |serial: &str| Wish::Surrender {
        why: Surrender::Found,
        serial: serial.into(),
        order: String::new(),
    };
    assert_eq!(reason(decided(&facts, old("AA"))), Reason::SerialSpent);
    assert!(decided(&facts, old("BB")).is_ok());
    let report = |serials: [&str; 2]| Wish::Report {
        cause: Cause::DoubleFeed,
        serials: serials.map(str::to_owned).into(),
    };
    assert_eq!(
        reason(decided(&facts, report(["AA", ""]))),
        Reason::SerialSpent
    );
    assert_eq!(
        reason(decided(&facts, report(["BB", "BB"]))),
        Reason::InvalidArgument
    );
    assert!(decided(&facts, report(["", ""])).is_ok());
}

#[test]
fn an_orders_blank_is_settled_by_its_prompt_and_others_here() {
    let settle = |owner: &str, how| decided(&Facts::default(), Wish::Settle(key(owner), how));
    assert!(settle("t1", Settlement::Unused).is_ok());
    assert!(settle("t1", Settlement::Spoiled).is_ok());
    for how in [Settlement::Unused, Settlement::Spoiled] {
        assert_eq!(reason(settle("o1", how)), Reason::WrongState, "{how:?}");
    }
    assert_eq!(
        reason(settle("o2", Settlement::Spoiled)),
        Reason::WrongState
    );
    assert_eq!(reason(settle("o9", Settlement::Unused)), Reason::NotFound);
}

fn received() -> Entry {
    Entry {
        id: "e1".into(),
        at_ms: 0,
        by: signed(Role::Supervisor, "").by,
        witnesses: Vec::new(),
        reason: String::new(),
        act: Act::Loaded(5),
        movements: Movement::of(Account::Store, Account::Hopper, 5)
            .into_iter()
            .collect(),
    }
}

#[test]
fn an_entry_is_countered_once() {
    let mut facts = Facts {
        entry: Some(received()),
        ..Facts::default()
    };
    let (act, movements) = decided(&facts, Wish::Reverse("e1".into())).unwrap();
    assert!(matches!(act, Act::Reversed { entry, .. } if entry == "e1"));
    let back = Movement::of(Account::Hopper, Account::Store, 5);
    assert_eq!(movements, back.into_iter().collect::<Vec<_>>());
    facts.reversed = true;
    let again = decided(&facts, Wish::Reverse("e1".into()));
    assert_eq!(reason(again), Reason::WrongState);
    let unknown = decided(&Facts::default(), Wish::Reverse("e1".into()));
    assert_eq!(reason(unknown), Reason::NotFound);
}

#[test]
fn neither_a_destruction_nor_what_it_destroyed_is_countered() {
    let mut entry = received();
    entry.act = Act::Destroyed(Vec::new());
    let facts = Facts {
        entry: Some(entry),
        ..Facts::default()
    };
    let refused = decided(&facts, Wish::Reverse("e1".into()));
    assert_eq!(reason(refused), Reason::WrongState);
    let mut gone = card(
        "e1",
        "ledger",
        Place::Blank(Account::Spoiled(Cause::DoubleFeed)),
    );
    gone.destroyed = "d1".into();
    let facts = Facts {
        entry: Some(received()),
        cards: vec![gone],
        ..Facts::default()
    };
    let refused = decided(&facts, Wish::Reverse("e1".into()));
    assert_eq!(reason(refused), Reason::WrongState);
}

#[test]
fn only_what_is_spent_is_destroyed_and_all_that_is_wrong_is_named() {
    let destroy = |owners: &[&str]| {
        let keys = owners.iter().map(|owner| key(owner)).collect();
        decided(&Facts::default(), Wish::Destroy(keys))
    };
    assert!(matches!(destroy(&["o2", "s1"]), Ok((Act::Destroyed(cards), _)) if cards.len() == 2));
    let refused = destroy(&["o2", "o1", "o2", "o9"]).unwrap_err();
    assert!(matches!(refused, Refusal::Violations(all) if all.len() == 3));
    assert_eq!(reason(destroy(&[])), Reason::InvalidArgument);
}
