//! The table is whole.

use super::*;
use std::collections::BTreeSet;

#[test]
fn names_are_stable_words_and_unique() {
    let names: BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.row().name).collect();
    assert_eq!(names.len(), Reason::ALL.len());
    for name in names {
        assert!(
            name.len() <= 63 && name.chars().all(|c| c.is_ascii_uppercase() || c == '_'),
            "{name}"
        );
        assert!(Reason::from_name(name).is_some());
    }
}

#[test]
fn a_place_goes_with_a_card_and_only_then() {
    for row in Reason::ALL.iter().map(|reason| reason.row()) {
        let both = (row.card.word().is_some(), row.place.word().is_some());
        assert_eq!(both.0, both.1, "{}", row.name);
        let untouched = row.card == CardEffect::Untouched;
        assert!(
            !untouched || matches!(row.place, Place::Hopper | Place::Printer),
            "{}",
            row.name
        );
    }
}

#[test]
fn every_row_has_a_remedy_in_both_languages() {
    for row in Reason::ALL.iter().map(|reason| reason.row()) {
        assert!(
            row.remedy_en.ends_with('.') && row.remedy_id.ends_with('.'),
            "{}",
            row.name
        );
        assert_ne!(row.remedy_en, row.remedy_id);
    }
}
