//! Cards that people bring along, in scenario files.

use super::{Person, ScenarioError};
use crate::card::Place;
use crate::world::Visitor;

/// # Errors
/// `Range` for a holder who is no applicant and for places that no such card can be in.
pub(super) fn check(visitors: &[Visitor], people: &[Person]) -> Result<(), ScenarioError> {
    let range = |text: String| Err(ScenarioError::Range(text));
    for visitor in visitors {
        let holder = &visitor.holder;
        if !people.iter().any(|person| &person.id == holder) {
            return range(format!("a card of `{holder}`, who is no applicant"));
        }
        if !visitor.has_possible_place() {
            let place = visitor.place;
            return range(format!("nobody brings a card into {place}"));
        }
    }
    let on_desk = |visitor: &&Visitor| visitor.place == Place::DeskReader;
    if visitors.iter().filter(on_desk).count() > 1 {
        return range("two cards on the desk reader".to_owned());
    }
    Ok(())
}
