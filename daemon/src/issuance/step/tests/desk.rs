//! The card at the desk.

use super::*;
use crate::issuance::presence::{Activation, HandOver, Presence};

fn activated() -> Event {
    Event::ChipActivated(Box::new(Activation {
        chip: SERIAL,
        content_sha256: [0; 32],
        presence: Presence::Finger(FingerPosition::RightIndex, 200),
        by: "op".into(),
        at_ms: 0,
    }))
}

fn handed_over() -> Event {
    Event::HandedOver(HandOver {
        presence: None,
        by: "op".into(),
        at_ms: 0,
    })
}

#[test]
fn a_card_that_goes_well_is_handed_over() {
    let mut order = at_printing();
    assert_eq!(lead(&mut order, &[Event::Done(Action::Print)]), None);
    assert_eq!(order.state, OrderState::Inspecting);
    lead(
        &mut order,
        &[
            Event::Inspected(Verdict::Good),
            Event::MatchTried,
            activated(),
        ],
    );
    lead(&mut order, &[handed_over()]);
    assert_eq!(
        (order.state, attempt(&order)),
        (OrderState::HandedOver, AttemptState::Good)
    );
}

#[test]
fn a_card_without_a_future_is_taken_out_of_use() {
    let mut order = at_printing();
    let issued = [Event::Done(Action::Print), Event::Inspected(Verdict::Good)];
    assert!(
        order.apply(&Event::Voided, RULES).is_err(),
        "it is being printed"
    );
    lead(&mut order, &issued);
    lead(&mut order, &[Event::Voided]);
    assert_eq!(
        (order.state, attempt(&order)),
        (OrderState::Voided, AttemptState::Spoiled)
    );
    assert!(order.apply(&Event::ActivationBegun, RULES).is_err());
}

#[test]
fn an_event_out_of_place_changes_nothing() {
    let mut order = at_printing();
    let before = order.clone();
    for event in [
        handed_over(),
        Event::Inspected(Verdict::Good),
        activated(),
        prepared(),
    ] {
        assert_eq!(
            order.apply(&event, RULES).unwrap_err().reason,
            Reason::WrongState
        );
        assert_eq!(order, before);
    }
}
