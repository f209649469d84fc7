//! What an order waits for: a pure function of its record.

use crate::condition::{Condition, Reason};
use crate::issuance::attempt::AttemptState;
use crate::issuance::event::Flaw;
use crate::issuance::order::{Order, OrderState};
use crate::issuance::presence::PresenceRule;
use crate::prompt::{Evidence, Key, Kind, Move, Prompt, Question, Subject};
use loket_card::finger::FingerPosition;

/// The question to a person that the order waits for; `None` while it waits for nobody.
pub fn prompt(order: &Order) -> Option<Prompt> {
    let subject = Subject::Order(order.id.clone());
    question(order).map(|question| order.asked.prompt(subject, question))
}

/// What is asked now. Nobody is asked while the line or an answer acts on the order.
pub(super) fn question(order: &Order) -> Option<Question> {
    if order.doing.is_some() || order.asked.is_answering() {
        return None;
    }
    match order.state {
        _ if order.is_unknown() => Some(settle_unknown(order)),
        _ if let Some(state) = order.awaits_hands() => Some(move_card(order, state)),
        OrderState::Accepted | OrderState::Preparing | OrderState::InProduction => {
            let hold = order.hold.clone()?;
            Some(clear_hold(order, hold))
        }
        OrderState::Inspecting => Some(inspect_card(order)),
        _ if order.asks_for_holder() && order.vouching.is_some() => Some(vouch(order)),
        OrderState::Issued => Some(activate_card(order)),
        OrderState::Activated if order.awaits_old_card() => Some(retire_old_card(order)),
        OrderState::Activated => Some(hand_over_card(order)),
        _ => None,
    }
}

fn clear_hold(order: &Order, hold: Condition) -> Question {
    let mut choices = vec![Key::Continue];
    choices.extend((!order.cancelling).then_some(Key::Cancel));
    Question::new(Kind::ClearHold, choices)
        .with_condition(Some(hold))
        .with_evidence(readings(order))
}

/// The card is in somebody's hands, and is to come out of them here.
fn move_card(order: &Order, state: AttemptState) -> Question {
    let way = match state {
        AttemptState::Feeding => Move::PlaceBlank,
        AttemptState::Encoded => Move::FeedCard,
        AttemptState::Spoiled => Move::DiscardCard,
        _ => Move::ReturnCard,
    };
    let mut choices = vec![Key::Continue];
    choices.extend((way != Move::DiscardCard).then_some(Key::Spoiled));
    choices.extend((state.is_before_print() && !order.cancelling).then_some(Key::Cancel));
    Question::new(Kind::MoveCard(way), choices)
        .with_condition(order.hold.clone().or(why_spoiled(order, state)))
        .with_evidence(readings(order))
}

fn why_spoiled(order: &Order, state: AttemptState) -> Option<Condition> {
    let attempt = order.attempt().filter(|_| state == AttemptState::Spoiled)?;
    attempt.cause.clone()
}

fn inspect_card(order: &Order) -> Question {
    let flaws = Flaw::ALL.map(Key::Flawed);
    let choices = [Key::Good].into_iter().chain(flaws).chain([Key::Spoiled]);
    Question::new(Kind::InspectCard, choices.collect()).with_evidence(card(order))
}

fn settle_unknown(order: &Order) -> Question {
    let mut choices = Vec::new();
    choices.extend(order.may_be_good().then_some(Key::OnDesk));
    choices.extend(order.is_hand_fed().then_some(Key::Unprinted));
    choices.push(Key::Spoiled);
    choices.extend((!order.was_fed()).then_some(Key::NoCard));
    choices.extend(order.may_be_used_before().then_some(Key::UsedBefore));
    let searched = order.asked.failure_of("on_desk").cloned();
    Question::new(Kind::SettleUnknown, choices)
        .with_condition(searched.or(order.hold.clone()))
        .with_evidence([whereabouts(order), card(order)].concat())
}

fn activate_card(order: &Order) -> Question {
    let (mut choices, condition) = match order.presence_rule {
        PresenceRule::Holder => holder(order, Key::Activate),
        PresenceRule::Operator => (vec![Key::ActivateWithoutHolder], failure(order)),
    };
    // A chip that died, a holder who never comes: such an order must end too.
    choices.push(Key::Void);
    Question::new(Kind::ActivateCard, choices)
        .with_condition(condition)
        .with_evidence([vec![tries(order)], card(order)].concat())
}

/// The ways to show that the holder is there, with what came of the last.
fn holder(order: &Order, with: fn(FingerPosition) -> Key) -> (Vec<Key>, Option<Condition>) {
    let (mut choices, condition) = if order.has_tries_left() {
        let keys = order.chip_fingers.iter().copied().map(with);
        (keys.collect(), failure(order))
    } else {
        let spent = Condition::from(Reason::FingerTriesSpent);
        (vec![Key::AllowTries], Some(spent))
    };
    choices.push(Key::SecondPerson);
    (choices, condition)
}

/// Why what was begun at the desk came to nothing.
fn failure(order: &Order) -> Option<Condition> {
    let choices = ["activate", "vouch", "handed_over"];
    let failures = choices.map(|choice| order.asked.failure_of(choice));
    failures.into_iter().flatten().next().cloned()
}

fn tries(order: &Order) -> Evidence {
    Evidence::Tries(order.activation_tries, order.tries_allowed)
}

fn vouch(order: &Order) -> Question {
    Question::new(Kind::VouchForHolder, vec![Key::Vouch, Key::NotVouched])
        .with_condition(failure(order))
        .with_evidence([vec![tries(order)], card(order)].concat())
}

fn retire_old_card(order: &Order) -> Question {
    let choices = vec![Key::Retire, Key::Unreadable, Key::NoOldCard];
    let failure = ["retire", "unreadable"].map(|key| order.asked.failure_of(key));
    Question::new(Kind::RetireOldCard, choices)
        .with_condition(failure.into_iter().flatten().next().cloned())
        .with_evidence(readings(order))
}

fn hand_over_card(order: &Order) -> Question {
    if !order.awaits_holder() {
        return Question::new(Kind::HandOverCard, vec![Key::HandedOver]).with_evidence(card(order));
    }
    let (choices, condition) = holder(order, Key::HandOver);
    Question::new(Kind::HandOverCard, choices)
        .with_condition(condition)
        .with_evidence([vec![tries(order)], card(order)].concat())
}

fn readings(order: &Order) -> Vec<Evidence> {
    let Some(attempt) = order.attempt() else {
        return Vec::new();
    };
    let number = Evidence::Attempt(attempt.number);
    let serial = attempt.serial.map(Evidence::ChipSerial);
    std::iter::once(number).chain(serial).collect()
}

/// What the printer said of the card when it was looked at last.
fn whereabouts(order: &Order) -> Vec<Evidence> {
    let Some(attempt) = order.attempt() else {
        return Vec::new();
    };
    let Some(sighting) = attempt.sighting else {
        return Vec::new();
    };
    let printed = sighting
        .panels
        .map(|panels| Evidence::Printed(panels, attempt.panels));
    let position = Evidence::Position(sighting.position);
    [position].into_iter().chain(printed).collect()
}

/// The card at hand: what it should look like, and which it is.
fn card(order: &Order) -> Vec<Evidence> {
    [vec![Evidence::Front, Evidence::Back], readings(order)].concat()
}

#[cfg(test)]
mod tests;
