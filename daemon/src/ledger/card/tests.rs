use super::*;
use AttemptState as A;

fn blank(state: AttemptState, reason: Option<Reason>) -> Blank {
    Blank {
        number: 1,
        state,
        serial: None,
        why: Why::Condition(reason),
        from_hopper: true,
    }
}

/// Books one state after the other; the movements, and how the blank is booked at the end.
fn run(hopper: i64, states: &[(AttemptState, Option<Reason>)]) -> (Vec<Movement>, Option<Booked>) {
    let (mut booked, mut movements) = (None, Vec::new());
    for (state, reason) in states {
        if let Some((booking, movement)) = book(booked.as_ref(), &blank(*state, *reason), hopper) {
            booked = match booking {
                Booking::As(now) => Some(now),
                Booking::Back => None,
            };
            movements.extend(movement);
        }
    }
    (movements, booked)
}

fn moved(from: Account, to: Account) -> Movement {
    Movement { from, to, count: 1 }
}

#[test]
fn a_good_card_goes_through_the_machine() {
    let states = [
        A::Feeding,
        A::AtEncoder,
        A::Encoding,
        A::Printing,
        A::Ejected,
        A::Good,
    ];
    let (movements, booked) = run(3, &states.map(|state| (state, None)));
    let expected = [
        moved(Account::Hopper, Account::Machine),
        moved(Account::Machine, Account::Good),
    ];
    assert_eq!(movements, expected);
    assert_eq!(booked.unwrap().account, Account::Good);
}

#[test]
fn what_was_not_fed_goes_back_where_it_came_from() {
    for (hopper, home) in [(1, Account::Hopper), (0, Account::Unknown)] {
        let (movements, booked) = run(hopper, &[(A::Feeding, None), (A::NotFed, None)]);
        let expected = [moved(home, Account::Machine), moved(Account::Machine, home)];
        assert_eq!(movements, expected);
        assert_eq!(booked, None);
    }
}

#[test]
fn the_same_state_again_moves_nothing() {
    let (movements, _) = run(
        3,
        &[(A::Feeding, None), (A::Feeding, None), (A::Encoding, None)],
    );
    assert_eq!(movements.len(), 1);
    assert_eq!(run(3, &[(A::NotFed, None)]), (vec![], None));
}

#[test]
fn the_cause_is_what_the_condition_says_or_else_the_stage() {
    let cases = [
        (A::AtEncoder, Some(Reason::CardMute), Cause::FactoryBad),
        (A::AtEncoder, Some(Reason::ChipRefused), Cause::FactoryBad),
        (A::Encoding, Some(Reason::ChipFailed), Cause::EncodeFailure),
        (
            A::Encoding,
            Some(Reason::OutcomeUnknown),
            Cause::EncodeFailure,
        ),
        (
            A::Printing,
            Some(Reason::OutcomeUnknown),
            Cause::PrintFailure,
        ),
        (A::Printing, Some(Reason::RibbonEnded), Cause::PrintFailure),
        (A::Printing, Some(Reason::CardJam), Cause::JamClearance),
        (
            A::Ejected,
            Some(Reason::SpoiledByInspection),
            Cause::Inspection,
        ),
        (A::Ejected, Some(Reason::PrintFlawed), Cause::PrintFailure),
        (A::Ejected, Some(Reason::ColourWrong), Cause::PrintFailure),
        (A::Ejected, Some(Reason::CardDamaged), Cause::Inspection),
        (A::Feeding, Some(Reason::SpoiledByCancel), Cause::Cancel),
        (A::Feeding, None, Cause::Other),
    ];
    for (stage, reason, cause) in cases {
        let states = [(A::Feeding, None), (stage, None), (A::Spoiled, reason)];
        let (_, booked) = run(3, &states);
        let account = booked.unwrap().account;
        assert_eq!(account, Account::Spoiled(cause), "{stage:?} {reason:?}");
    }
}

#[test]
fn a_blank_of_unknown_fate_keeps_the_stage_it_had_reached() {
    let lost = Some(Reason::OutcomeUnknown);
    let states = [(A::Printing, None), (A::Unknown, lost), (A::Spoiled, lost)];
    let (movements, _) = run(3, &states);
    let expected = [
        moved(Account::Hopper, Account::Machine),
        moved(Account::Machine, Account::Unknown),
        moved(Account::Unknown, Account::Spoiled(Cause::PrintFailure)),
    ];
    assert_eq!(movements, expected);
}

#[test]
fn what_a_person_found_stays_until_the_record_says_something_new() {
    let (_, booked) = run(3, &[(A::Printing, None), (A::Spoiled, None)]);
    let missing = Booked {
        account: Account::Unknown,
        ..booked.unwrap()
    };
    assert_eq!(book(Some(&missing), &blank(A::Spoiled, None), 3), None);
    let (_, movement) = book(Some(&missing), &blank(A::Good, None), 3).unwrap();
    assert_eq!(movement, Some(moved(Account::Unknown, Account::Good)));
}

#[test]
fn keys_and_places_are_read_back() {
    let key = CardKey {
        owner: "0198-a".into(),
        number: 2,
    };
    assert_eq!(key.to_string().parse(), Ok(key));
    for bad in ["", "a", "a/", "a/-1", "a/x"] {
        assert_eq!(bad.parse::<CardKey>(), Err(NoCardKey), "{bad}");
    }
    for place in Place::all() {
        assert_eq!(Place::named(place.word()), Some(place));
    }
}
