//! The transitions of a card that people move.

use super::*;

const OTHER: ChipSerial = ChipSerial(*b"SIM00002");

fn by_hand() -> Event {
    Event::Prepared {
        before: PrinterCounters::default(),
        printer: String::new(),
        counting: Counting::Unknown,
        panels: PANELS,
        by_hand: true,
    }
}

fn led(events: &[Event]) -> Order {
    let mut order = order();
    lead(&mut order, &[Event::Started, by_hand()]);
    lead(&mut order, events);
    order
}

fn begun() -> Event {
    Event::PrintBegun(Some("job".to_owned()))
}

/// The ways to where a person is asked, from the blank to the printed card.
fn to_encoded() -> Vec<Event> {
    vec![
        Event::Continued,
        Event::Identified(SERIAL),
        Event::Done(Action::Encode),
    ]
}

fn to_printing() -> Vec<Event> {
    [to_encoded(), vec![Event::Continued, begun()]].concat()
}

fn to_ejected() -> Vec<Event> {
    [to_printing(), vec![Event::Done(Action::Print)]].concat()
}

#[test]
fn every_move_is_asked_for_and_every_chip_read_again() {
    let steps = [
        (Event::Continued, Some(Action::Identify)),
        (Event::Identified(SERIAL), Some(Action::Encode)),
        (Event::Done(Action::Encode), None),
        (Event::Continued, Some(Action::Print)),
        (begun(), Some(Action::Print)),
        (Event::Done(Action::Print), None),
        (Event::Continued, Some(Action::Identify)),
        (Event::Identified(SERIAL), None),
    ];
    let mut order = led(&[]);
    for (event, action) in steps {
        assert_eq!(
            lead(&mut order, std::slice::from_ref(&event)),
            action,
            "{event:?}"
        );
        let is_moving = order.doing.is_none() && order.state == OrderState::InProduction;
        assert_eq!(order.awaits_hands().is_some(), is_moving, "{event:?}");
    }
    assert_eq!(order.state, OrderState::Inspecting);
    assert_eq!(order.attempt().unwrap().job.as_deref(), Some("job"));
}

#[test]
fn another_chip_than_the_bound_one_moves_nothing_on() {
    let back = [
        [to_encoded(), vec![Event::Restarted]].concat(),
        to_ejected(),
    ];
    for events in back {
        let mut order = led(&events);
        lead(&mut order, &[Event::Continued]);
        let state = attempt(&order);
        assert_eq!(lead(&mut order, &[Event::Identified(OTHER)]), None);
        assert_eq!(
            (attempt(&order), order.awaits_hands()),
            (state, Some(state))
        );
        let hold = order.hold.clone().unwrap();
        assert_eq!(hold.reason, Reason::ChipMismatch);
        assert!(hold.detail.contains(&SERIAL.to_string()));
        assert_eq!(order.attempt().unwrap().serial, Some(SERIAL));
    }
}

#[test]
fn a_restart_asks_for_the_bound_card_and_asks_the_printer_only_of_a_print_that_may_have_begun() {
    use AttemptState as A;
    let ways = [
        (vec![], None, A::Feeding),
        (to_encoded()[..2].to_vec(), None, A::AtEncoder),
        (to_encoded(), None, A::AtEncoder),
        (to_printing(), Some(Action::Look), A::Printing),
        (to_ejected(), None, A::Ejected),
    ];
    for (events, action, state) in ways {
        let mut order = led(&events);
        assert_eq!(lead(&mut order, &[Event::Restarted]), action, "{events:?}");
        assert_eq!(attempt(&order), state);
        assert_eq!(order.awaits_hands().is_some(), action.is_none());
    }
}

#[test]
fn a_print_is_sent_again_only_when_the_printer_or_a_person_says_that_it_did_not_begin() {
    let ended = |reason| {
        let mut order = led(&to_printing());
        let action = lead(&mut order, &[failed(Action::Print, reason)]);
        (action, attempt(&order), order)
    };
    for reason in [Reason::OutcomeUnknown, Reason::CardJam] {
        let (action, state, mut order) = ended(reason);
        assert_eq!((action, state), (None, AttemptState::Unknown));
        assert!(order.apply(&Event::Continued, RULES).is_err());
        lead(&mut order, &[Event::Inspected(Verdict::Unprinted)]);
        assert_eq!(order.awaits_hands(), Some(AttemptState::AtEncoder));
    }
    let (action, state, _) = ended(Reason::DeviceStuck);
    assert_eq!(
        (action, state),
        (Some(Action::Look), AttemptState::Printing)
    );
    for reason in [Reason::DeviceRefused, Reason::HopperEmpty] {
        let (action, state, order) = ended(reason);
        assert_eq!((action, state), (None, AttemptState::Encoded));
        assert_eq!(order.attempt().unwrap().print, Print::NotBegun);
    }
}

#[test]
fn a_printer_that_cannot_be_asked_leaves_the_print_open() {
    let mut order = led(&to_printing());
    lead(&mut order, &[Event::Restarted]);
    let away = failed(Action::Look, Reason::DeviceUnreachable);
    assert_eq!(lead(&mut order, &[away]), None);
    assert_eq!(attempt(&order), AttemptState::Printing);
    assert_eq!(lead(&mut order, &[Event::Continued]), Some(Action::Look));
}

#[test]
fn what_lies_on_the_desk_before_a_chip_is_bound_costs_no_blank() {
    let mut order = led(&[Event::Continued]);
    for reason in [
        Reason::CardAbsent,
        Reason::NotABlank,
        Reason::CardUsedBefore,
    ] {
        let refused = [failed(Action::Identify, reason), Event::Continued];
        assert_eq!(lead(&mut order, &refused), Some(Action::Identify));
        assert!(!order.was_fed());
    }
    lead(
        &mut order,
        &[failed(Action::Identify, Reason::ChipUnreadable)],
    );
    let spoiled = Event::Inspected(Verdict::Spoiled);
    assert_eq!(lead(&mut order, &[spoiled]), Some(Action::Reject));
    let attempt = order.attempt().unwrap();
    assert!(attempt.was_fed && attempt.is_caused_by(Reason::ChipUnreadable));
    lead(&mut order, &[Event::Done(Action::Reject)]);
    assert_eq!(order.awaits_hands(), Some(AttemptState::Spoiled));
    assert_eq!(lead(&mut order, &[Event::Continued]), Some(Action::Prepare));
}

#[test]
fn a_card_that_is_taken_away_is_waited_for_and_a_chip_that_fails_is_spoiled() {
    let writing = &to_encoded()[..2];
    for reason in [
        Reason::CardRemoved,
        Reason::ChipMismatch,
        Reason::CardAbsent,
    ] {
        let mut order = led(writing);
        assert_eq!(lead(&mut order, &[failed(Action::Encode, reason)]), None);
        assert_eq!(order.awaits_hands(), Some(AttemptState::AtEncoder));
    }
    for reason in [Reason::ChipFailed, Reason::ChipRefused] {
        let mut order = led(writing);
        let failed = failed(Action::Encode, reason);
        assert_eq!(lead(&mut order, &[failed]), Some(Action::Reject));
    }
}

#[test]
fn a_cancelled_order_ends_at_once_or_with_its_written_card_in_the_reject_box() {
    let mut order = led(&[]);
    assert_eq!(lead(&mut order, &[Event::CancelAsked]), None);
    assert_eq!(
        (order.state, attempt(&order)),
        (OrderState::Cancelled, AttemptState::NotFed)
    );
    let mut order = led(&to_encoded());
    assert_eq!(
        lead(&mut order, &[Event::CancelAsked]),
        Some(Action::Reject)
    );
    assert_eq!(order.doing, Some(Action::Reject));
    lead(&mut order, &[Event::Done(Action::Reject), Event::Continued]);
    assert_eq!(order.state, OrderState::Cancelled);
}
