//! How often something is begun, and how an order is called off.

use super::*;

#[test]
fn attempts_are_bounded() {
    let mut order = order();
    lead(&mut order, &[Event::Started]);
    for _ in 0..RULES.attempts {
        lead(
            &mut order,
            &[
                prepared(),
                Event::Done(Action::Feed),
                failed(Action::Identify, Reason::ChipRefused),
            ],
        );
        lead(&mut order, &[Event::Done(Action::Reject)]);
    }
    assert_eq!(
        (order.state, order.blanks_used()),
        (OrderState::Exhausted, 2)
    );
    assert_eq!(order.ended.unwrap().reason, Reason::AttemptsSpent);
}

#[test]
fn a_chip_that_lost_contact_is_tried_again_a_bounded_number_of_times() {
    let mut order = order();
    lead(
        &mut order,
        &[
            Event::Started,
            prepared(),
            Event::Done(Action::Feed),
            Event::Identified(SERIAL),
        ],
    );
    assert_eq!(
        lead(&mut order, &[failed(Action::Encode, Reason::CardRemoved)]),
        Some(Action::Identify)
    );
    let again = [
        Event::Identified(SERIAL),
        failed(Action::Encode, Reason::CardRemoved),
    ];
    assert_eq!(lead(&mut order, &again), Some(Action::Reject));
}

#[test]
fn a_cancel_is_honoured_at_the_next_safe_point() {
    let mut waiting = order();
    lead(&mut waiting, &[Event::CancelAsked]);
    assert_eq!(
        (waiting.state, waiting.blanks_used()),
        (OrderState::Cancelled, 0)
    );

    let mut feeding = order();
    lead(
        &mut feeding,
        &[Event::Started, prepared(), Event::CancelAsked],
    );
    assert_eq!(
        lead(&mut feeding, &[Event::Done(Action::Feed)]),
        Some(Action::Reject)
    );
    lead(&mut feeding, &[Event::Done(Action::Reject)]);
    assert_eq!(
        (feeding.state, attempt(&feeding)),
        (OrderState::Cancelled, AttemptState::Spoiled)
    );

    let mut printing = at_printing();
    lead(
        &mut printing,
        &[Event::CancelAsked, Event::Done(Action::Print)],
    );
    assert_eq!(
        printing.state,
        OrderState::Inspecting,
        "a card under the head is finished"
    );
    assert!(printing.apply(&Event::CancelAsked, RULES).is_err());
}
