use super::*;
use crate::ledger::decide::tests::{books, key, signed};
use crate::ledger::movement::Movement;

fn counts(store: u32, hopper: u32, spoiled: u32) -> Counts {
    Counts {
        store,
        hopper,
        spoiled,
        ..Counts::default()
    }
}

fn opened() -> Books {
    let me = signed(Role::Operator, "");
    let (act, _) = open(&books(), &me, counts(70, 20, 1)).unwrap();
    Books {
        shift: Some(Entry {
            id: "s1".into(),
            at_ms: 7,
            by: me.by,
            witnesses: me.witnesses,
            reason: String::new(),
            act,
            movements: Vec::new(),
        }),
        ..books()
    }
}

fn closed_by(signed: &Signed, counts: Counts, carried: &[&str]) -> Decision {
    let carried = carried.iter().map(|owner| key(owner)).collect();
    close(&opened(), &Facts::default(), signed, "s1", counts, carried)
}

fn closed(why: &str, counts: Counts, carried: &[&str]) -> Decision {
    closed_by(&signed(Role::Operator, why), counts, carried)
}

const OPEN: [&str; 2] = ["o1", "t1"];

fn reason(decision: Decision) -> Reason {
    decision.unwrap_err().into_condition().reason
}

#[test]
fn a_shift_that_counts_what_the_books_have_closes() {
    let (act, movements) = closed("", counts(70, 20, 1), &OPEN).unwrap();
    assert!(movements.is_empty());
    let Act::ShiftClosed(closing) = act else {
        panic!("no closing");
    };
    assert_eq!((closing.shift.as_str(), closing.opened_ms), ("s1", 7));
    assert_eq!(closing.carried.len(), 2);
}

#[test]
fn a_difference_is_declared_with_a_reason_or_refused_with_the_numbers() {
    let refused = closed("", counts(69, 21, 1), &OPEN).unwrap_err();
    let condition = refused.into_condition();
    assert_eq!(condition.reason, Reason::CountsDiffer);
    assert!(
        condition
            .detail
            .contains("store: 69 counted, 70 by the books")
    );
    let (_, movements) = closed("one fell behind", counts(69, 21, 1), &OPEN).unwrap();
    let expected = [
        Movement::of(Account::Store, Account::Unknown, 1),
        Movement::of(Account::Unknown, Account::Hopper, 1),
    ];
    assert_eq!(
        movements,
        expected.into_iter().flatten().collect::<Vec<_>>()
    );
}

#[test]
fn what_is_open_is_carried_over_by_name_and_nothing_else() {
    let refused = closed("", counts(70, 20, 1), &["o1"]).unwrap_err();
    let condition = refused.into_condition();
    assert_eq!(condition.reason, Reason::ItemsOpen);
    assert_eq!(condition.detail, "t1/1");
    for carried in [&["o1", "t1", "o2"][..], &["o1", "t1", "t1"]] {
        let refused = closed("", counts(70, 20, 1), carried);
        assert_eq!(reason(refused), Reason::InvalidArgument);
    }
}

#[test]
fn a_missing_spoiled_card_has_a_name() {
    let unnamed = closed("lost", counts(70, 20, 0), &OPEN);
    assert_eq!(reason(unnamed), Reason::CountsDiffer);
    let with = |missing: &str, spoiled| Counts {
        missing: vec![key(missing)],
        ..counts(70, 20, spoiled)
    };
    assert!(closed("lost", with("o2", 0), &OPEN).is_ok());
    assert_eq!(
        reason(closed("lost", with("o2", 1), &OPEN)),
        Reason::CountsDiffer
    );
    assert_eq!(
        reason(closed("lost", with("o1", 0), &OPEN)),
        Reason::InvalidArgument
    );
}

#[test]
fn a_shift_is_closed_by_those_who_opened_it_or_by_a_supervisor() {
    let as_who = |id: &str, role| {
        let mut signed = signed(role, "");
        signed.by.id = id.into();
        closed_by(&signed, counts(70, 20, 1), &OPEN)
    };
    assert!(as_who("budi", Role::Operator).is_ok());
    assert!(as_who("dewi", Role::Supervisor).is_ok());
    assert_eq!(
        reason(as_who("dewi", Role::Operator)),
        Reason::ShiftOfAnother
    );
}

#[test]
fn one_shift_at_a_time_and_only_the_open_one_closes() {
    let me = signed(Role::Operator, "");
    let second = open(&opened(), &me, counts(70, 20, 1));
    assert_eq!(reason(second), Reason::WrongState);
    let facts = Facts::default();
    let other = close(&opened(), &facts, &me, "s9", counts(70, 20, 1), Vec::new());
    assert_eq!(reason(other), Reason::WrongState);
    let none = close(&books(), &facts, &me, "s1", counts(70, 20, 1), Vec::new());
    assert_eq!(reason(none), Reason::WrongState);
}

#[test]
fn a_count_beyond_reason_is_refused() {
    let refused = closed("", counts(MOST + 1, u32::MAX, 1), &OPEN).unwrap_err();
    assert!(matches!(refused, Refusal::Violations(all) if all.len() == 2));
}

#[test]
fn no_more_than_fifty_spoiled_cards_are_new_to_the_books_at_once() {
    assert!(closed("from a drawer", counts(70, 20, 51), &OPEN).is_ok());
    let refused = closed("from a drawer", counts(70, 20, 52), &OPEN).unwrap_err();
    let Refusal::Violations(all) = refused else {
        panic!("{refused}");
    };
    assert_eq!((all.len(), all[0].field.as_str()), (1, "counts.spoiled"));
    assert!(
        all[0].description.contains("at most 51"),
        "{}",
        all[0].description
    );
}
