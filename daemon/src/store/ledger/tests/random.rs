//! Random sequences of attempts and of what people enter: whatever is refused or granted, the books are right.

use super::*;

const SEEDS: u64 = 25;
const STEPS: u32 = 120;

const STATES: [AttemptState; 9] = [
    AttemptState::Feeding,
    AttemptState::AtEncoder,
    AttemptState::Encoding,
    AttemptState::Printing,
    AttemptState::Ejected,
    AttemptState::Good,
    AttemptState::Spoiled,
    AttemptState::Unknown,
    AttemptState::NotFed,
];

/// Some card at hand, or one that does not exist.
fn some_card(office: &Office, chance: &mut Pcg64) -> CardKey {
    let at_hand = office.ledger.books().unwrap().at_hand;
    let keys: Vec<_> = at_hand.iter().map(|card| card.key.clone()).collect();
    let some = keys.get(chance.random_range(0..=keys.len()));
    some.cloned().unwrap_or_else(|| key("nobody", 1))
}

fn counts(office: &Office, chance: &mut Pcg64) -> Counts {
    let books = office.ledger.books().unwrap();
    let mut near = |book: i64| {
        let book = u32::try_from(book).unwrap();
        (book + chance.random_range(0..3)).saturating_sub(1)
    };
    Counts {
        store: near(books.balances.of(Account::Store)),
        hopper: near(books.balances.of(Account::Hopper)),
        spoiled: near(books.spoiled_at_hand()),
        ..Counts::default()
    }
}

fn wish(office: &Office, chance: &mut Pcg64) -> Wish {
    let count = chance.random_range(0..30);
    let document = "DO".to_owned();
    match chance.random_range(0..11) {
        0 => Wish::Receive {
            count,
            document,
            serials: None,
        },
        1 => Wish::Load(count),
        2 => Wish::Unload(count),
        3 => Wish::Return { count, document },
        4 => Wish::Count(Shelf::Store, count),
        5 => Wish::Count(Shelf::Hopper, count),
        6 => Wish::Report {
            cause: Cause::JamClearance,
            serials: vec![String::new(); count as usize % 4],
        },
        7 => Wish::Settle(some_card(office, chance), Settlement::Spoiled),
        8 => {
            let entries = office.ledger.entries("", 20).unwrap();
            let entry = entries.get(count as usize);
            Wish::Reverse(entry.map(|entry| entry.id.clone()).unwrap_or_default())
        }
        9 => Wish::Destroy(vec![some_card(office, chance)]),
        _ => shift(office, chance),
    }
}

fn shift(office: &Office, chance: &mut Pcg64) -> Wish {
    let counts = counts(office, chance);
    let books = office.ledger.books().unwrap();
    match &books.shift {
        None => Wish::OpenShift(counts),
        Some(open) => Wish::CloseShift {
            shift: open.id.clone(),
            counts,
            carried: books.open_items().map(|card| card.key.clone()).collect(),
        },
    }
}

#[test]
fn whatever_happens_the_equation_holds_and_nothing_but_the_unknown_is_below_zero() {
    let (mut granted, mut refused) = (0, 0);
    for seed in 0..SEEDS {
        let (mut office, mut chance) = (Office::new(), Pcg64::seed_from_u64(seed));
        for _ in 0..STEPS {
            if chance.random_bool(0.5) {
                let state = STATES[chance.random_range(0..STATES.len())];
                let job = format!("j{}", chance.random_range(0..15));
                office.job(&job, state, None);
            } else {
                let wish = wish(&office, &mut chance);
                match office.enter(wish) {
                    Ok(_) => granted += 1,
                    Err(_) => refused += 1,
                }
            }
            let balances = office.ledger.books().unwrap().balances;
            assert_eq!(balances.check(), Ok(()), "seed {seed}");
        }
        assert_eq!(office.ledger.check().unwrap(), [], "seed {seed}");
    }
    assert!(
        granted > 300 && refused > 200,
        "{granted} granted, {refused} refused"
    );
}
