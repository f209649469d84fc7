//! Cards that the books know one by one: their serial numbers, and what becomes of them.

use super::*;

#[test]
fn a_blank_that_an_attempt_has_is_not_reported_as_another() {
    let mut office = Office::stocked(10, 5);
    office.job("j1", AttemptState::Printing, Some("0A"));
    let states = [
        AttemptState::Unknown,
        AttemptState::Good,
        AttemptState::Spoiled,
    ];
    for state in states {
        office.job("j1", state, Some("0A"));
        let (cause, serials) = (Cause::JamClearance, vec![String::new(), "0A".into()]);
        let refused = office.enter(Wish::Report { cause, serials }).unwrap_err();
        assert_eq!(
            refused.into_condition().reason,
            Reason::SerialSpent,
            "{state:?}"
        );
    }
    assert_eq!(office.of(Account::Hopper), 4, "one blank was used");
    office.is_right();
}

#[test]
fn what_is_destroyed_stays_in_the_books_and_its_number_is_refused_for_ever() {
    let mut office = Office::stocked(10, 5);
    let serial = "0102030405060708";
    let surrender = |office: &mut Office| {
        let wish = Wish::Surrender {
            why: Surrender::Found,
            serial: serial.into(),
            order: String::new(),
        };
        let refused = office.enter(wish).err();
        refused.map(|refusal| refusal.into_condition().reason)
    };
    office.job("j1", AttemptState::Printing, Some(serial));
    office.job("j1", AttemptState::Spoiled, Some(serial));
    assert_eq!(surrender(&mut office), Some(Reason::SerialSpent));
    office.enter(Wish::Destroy(vec![key("j1", 1)])).unwrap();
    assert_eq!(surrender(&mut office), Some(Reason::SerialSpent));
    let again = office.enter(Wish::Destroy(vec![key("j1", 1)]));
    assert!(again.is_err(), "destroyed twice");
    assert_eq!(office.of(Account::Spoiled(Cause::PrintFailure)), 1);
    assert_eq!(office.ledger.books().unwrap().spent().count(), 0);
    office.is_right();
}

#[test]
fn a_good_card_that_comes_back_is_surrendered_once() {
    let mut office = Office::stocked(10, 5);
    office.job("j1", AttemptState::Good, Some("0A"));
    let old = || Wish::Surrender {
        why: Surrender::Damaged,
        serial: "0A".into(),
        order: String::new(),
    };
    let refused = office.enter(old()).unwrap_err().into_condition();
    let expected = (Reason::SerialSpent, "j1/1".to_owned());
    assert_eq!(
        (refused.reason, refused.detail),
        expected,
        "it awaits its holder"
    );
    office.handed_over("j1", "0A");
    office.enter(old()).unwrap();
    assert!(office.enter(old()).is_err());
    assert_eq!(office.of(Account::Good), 1, "it was good all the same");
    office.is_right();
}

#[test]
fn a_spoiled_card_that_is_missing_is_found_again() {
    let mut office = Office::stocked(10, 5);
    office.job("j1", AttemptState::Feeding, None);
    office.job("j1", AttemptState::Spoiled, None);
    let counts = Counts {
        store: 5,
        hopper: 4,
        missing: vec![key("j1", 1)],
        ..Counts::default()
    };
    office.enter(Wish::OpenShift(counts)).unwrap();
    assert_eq!(office.of(Account::Unknown), 1);
    office.job("j1", AttemptState::Spoiled, None);
    assert_eq!(
        office.of(Account::Unknown),
        1,
        "the record says nothing new"
    );
    let card = office.ledger.books().unwrap().card(&key("j1", 1)).cloned();
    assert_eq!(card.unwrap().state, Some(AttemptState::Spoiled));
    office
        .enter(Wish::Settle(key("j1", 1), Settlement::Spoiled))
        .unwrap();
    assert_eq!(office.of(Account::Unknown), 0);
    office.is_right();
}
