//! The transitions as tables: an order is led through its life by events alone.

mod bounds;
mod desk;
mod feed;
mod hands;
mod print;

use super::*;
use crate::issuance::counting::Counting;
use crate::issuance::event::{Flaw, Verdict};
use crate::issuance::order::{OldCard, OrderReason};
use crate::issuance::presence::PresenceRule;
use crate::prompt::asked::Asked;
use loket_card::finger::FingerPosition;
use loket_drivers::card_printer::{CardPosition, PrinterCounters, PrinterStatus, Supplies};
use std::collections::BTreeSet;

const RULES: Rules = Rules {
    attempts: 2,
    encodings: 2,
    match_tries: 4,
};
const SERIAL: ChipSerial = ChipSerial(*b"SIM00001");
const PANELS: u32 = 7;

fn order() -> Order {
    Order {
        id: "o".into(),
        request_id: "r".into(),
        subject: "s".into(),
        reason: OrderReason::New,
        operator: "op".into(),
        approvals: vec![],
        print_ready: "p".into(),
        card_data_sha256: vec![],
        enrolment: None,
        accepted_ms: 0,
        state: OrderState::Accepted,
        attempts: vec![],
        hold: None,
        ended: None,
        cancelling: false,
        steps: vec![],
        activation_tries: 0,
        presence_rule: PresenceRule::Holder,
        vouching: None,
        activation: None,
        hand_over: None,
        tries_allowed: 4,
        chip_fingers: vec![FingerPosition::RightIndex, FingerPosition::LeftIndex],
        doing: None,
        knows_of_foreign_cards: false,
        old_card: OldCard::None,
        asked: Asked::default(),
    }
}

fn counters(cards: u32, panels: u32) -> PrinterCounters {
    PrinterCounters {
        cards: Some(cards),
        panels: Some(panels),
        ribbon_left: None,
    }
}

fn seen(position: CardPosition, cards: u32, panels: u32) -> Event {
    let counters = counters(cards, panels);
    Event::Seen(PrinterStatus {
        conditions: BTreeSet::new(),
        position,
        counters,
        supplies: Supplies::default(),
    })
}

fn prepared() -> Event {
    Event::Prepared {
        before: counters(10, 70),
        printer: String::new(),
        counting: Counting::AtFeed,
        panels: PANELS,
        by_hand: false,
    }
}

fn failed(action: Action, reason: Reason) -> Event {
    Event::Failed(action, reason.into())
}

/// Applies the events; the last action.
fn lead(order: &mut Order, events: &[Event]) -> Option<Action> {
    let mut last = None;
    for event in events {
        last = order
            .apply(event, RULES)
            .unwrap_or_else(|c| panic!("{event:?} in {:?}: {c}", order.state));
    }
    last
}

/// The artwork is on its way.
fn at_loading() -> Order {
    let mut order = order();
    let events = [
        Event::Started,
        prepared(),
        Event::Done(Action::Feed),
        Event::Identified(SERIAL),
        Event::Done(Action::Encode),
    ];
    assert_eq!(lead(&mut order, &events), Some(Action::Print));
    order
}

fn at_printing() -> Order {
    let mut order = at_loading();
    assert_eq!(
        lead(&mut order, &[Event::PrintBegun(None)]),
        Some(Action::Print)
    );
    order
}

fn attempt(order: &Order) -> AttemptState {
    order.attempt().unwrap().state
}

#[test]
fn a_lost_answer_is_looked_into_and_never_repeated() {
    for (action, order) in [(Action::Feed, None), (Action::Print, Some(at_printing()))] {
        let mut order = order.unwrap_or_else(|| {
            let mut fresh = self::order();
            lead(&mut fresh, &[Event::Started, prepared()]);
            fresh
        });
        assert_eq!(
            lead(&mut order, &[failed(action, Reason::OutcomeUnknown)]),
            Some(Action::Look)
        );
    }
}

#[test]
fn evidence_of_a_whole_print_makes_the_card_inspectable() {
    let mut order = at_printing();
    lead(&mut order, &[failed(Action::Print, Reason::OutcomeUnknown)]);
    assert_eq!(lead(&mut order, &[seen(CardPosition::None, 11, 77)]), None);
    assert_eq!(order.state, OrderState::Inspecting);
}

#[test]
fn evidence_of_no_print_goes_on_with_the_same_chip() {
    let mut order = at_printing();
    lead(
        &mut order,
        &[failed(Action::Print, Reason::DeviceDisconnected)],
    );
    assert_eq!(
        lead(&mut order, &[seen(CardPosition::Encoder, 11, 70)]),
        Some(Action::Identify)
    );
    let mut swapped = order.clone();
    assert_eq!(
        lead(&mut swapped, &[Event::Identified(ChipSerial(*b"SIM00002"))]),
        None
    );
    assert_eq!(attempt(&swapped), AttemptState::Unknown);
    let same = [Event::Identified(SERIAL), Event::Done(Action::Encode)];
    assert_eq!(lead(&mut order, &same), Some(Action::Print));
    assert_eq!(order.blanks_used(), 1);
}

#[test]
fn what_evidence_leaves_open_a_person_decides() {
    let mut order = at_printing();
    lead(
        &mut order,
        &[
            failed(Action::Print, Reason::OutcomeUnknown),
            seen(CardPosition::None, 11, 70),
        ],
    );
    assert_eq!(attempt(&order), AttemptState::Unknown);
    assert!(
        order.apply(&Event::Continued, RULES).is_err(),
        "a click alone repeats nothing"
    );
    for click in [Verdict::Good, Verdict::NoCard, Verdict::Flawed(Flaw::Print)] {
        let refused = order.apply(&Event::Inspected(click), RULES);
        assert!(
            refused.is_err(),
            "{click:?}: the chip was written, it is asked"
        );
    }
    let mut missing = order.clone();
    let absent = Event::NotFound(Reason::CardAbsent.into());
    lead(&mut missing, &[Event::SearchBegun, absent]);
    assert_eq!(missing, order);
    let mut found = order.clone();
    lead(&mut found, &[Event::SearchBegun, Event::Found]);
    assert_eq!(
        (found.state, attempt(&found)),
        (OrderState::Issued, AttemptState::Good)
    );
    assert_eq!(
        lead(&mut order, &[Event::Inspected(Verdict::Spoiled)]),
        Some(Action::Prepare)
    );
    assert_eq!(order.blanks_used(), 1);
}

#[test]
fn what_is_wrong_with_a_card_is_what_it_is_spoiled_by() {
    for flaw in Flaw::ALL {
        let mut order = at_printing();
        let verdict = Event::Inspected(Verdict::Flawed(flaw));
        let next = lead(&mut order, &[Event::Done(Action::Print), verdict]);
        let (state, caused) = (
            attempt(&order),
            order.attempt().unwrap().is_caused_by(flaw.reason()),
        );
        assert_eq!(
            (next, state, caused),
            (Some(Action::Prepare), AttemptState::Spoiled, true)
        );
    }
}

#[test]
fn a_spoiled_card_is_rejected_before_the_next_blank() {
    let mut order = at_printing();
    let next = lead(&mut order, &[failed(Action::Print, Reason::RibbonEnded)]);
    assert_eq!(
        (next, attempt(&order)),
        (Some(Action::Reject), AttemptState::Spoiled)
    );
    assert_eq!(
        lead(&mut order, &[Event::Done(Action::Reject)]),
        None,
        "waits for the ribbon"
    );
    assert_eq!(lead(&mut order, &[Event::Continued]), Some(Action::Prepare));
}

#[test]
fn a_restart_does_not_change_what_a_card_was_spoiled_by() {
    let mut order = order();
    let used = failed(Action::Identify, Reason::CardUsedBefore);
    let fed = [Event::Started, prepared(), Event::Done(Action::Feed), used];
    lead(&mut order, &fed);
    let inside = seen(CardPosition::Inside, 11, 70);
    lead(&mut order, &[Event::Restarted, inside]);
    let attempt = order.attempt().unwrap();
    assert!(attempt.is_caused_by(Reason::CardUsedBefore));
    assert_eq!(order.blanks_used(), 0);
}

#[test]
fn a_card_that_somebody_knows_again_is_no_blank_of_the_order() {
    let mut order = order();
    let jammed = failed(Action::Feed, Reason::CardJam);
    lead(&mut order, &[Event::Started, prepared(), jammed]);
    let next = lead(&mut order, &[Event::Inspected(Verdict::UsedBefore)]);
    assert_eq!((next, order.blanks_used()), (Some(Action::Prepare), 0));
    // A chip that was read says itself whose it is.
    let mut read = at_printing();
    lead(&mut read, &[failed(Action::Print, Reason::CardJam)]);
    let verdict = Event::Inspected(Verdict::UsedBefore);
    assert!(read.apply(&verdict, RULES).is_err());
}

#[test]
fn where_a_printer_neither_rejects_a_card_nor_says_where_it_is_a_person_is_believed() {
    let mut order = at_printing();
    lead(&mut order, &[failed(Action::Print, Reason::RibbonEnded)]);
    let blind = seen(CardPosition::Unknown, 11, 71);
    lead(&mut order, &[Event::Restarted, blind]);
    let refused = failed(Action::Reject, Reason::DeviceRefused);
    assert_eq!(lead(&mut order, &[refused]), None);
    assert_eq!(lead(&mut order, &[Event::Continued]), Some(Action::Prepare));
    assert_eq!(
        (attempt(&order), order.blanks_used()),
        (AttemptState::Spoiled, 1)
    );
}

#[test]
fn a_restart_looks_before_it_moves() {
    let mut order = at_printing();
    assert_eq!(lead(&mut order, &[Event::Restarted]), Some(Action::Look));
    let mut held = self::order();
    lead(
        &mut held,
        &[Event::Started, failed(Action::Prepare, Reason::HopperEmpty)],
    );
    assert_eq!(lead(&mut held, &[Event::Restarted]), None);
}

#[test]
fn an_empty_reader_in_a_printer_that_has_the_card_is_tried_again_and_then_looked_at() {
    let mut order = order();
    let at_encoder = [
        Event::Started,
        prepared(),
        Event::Done(Action::Feed),
        Event::Identified(SERIAL),
    ];
    lead(&mut order, &at_encoder);
    let empty = |action| failed(action, Reason::CardAbsent);
    let inside = seen(CardPosition::Encoder, 11, 70);
    assert_eq!(
        lead(&mut order, &[empty(Action::Encode)]),
        Some(Action::Look)
    );
    let again = lead(&mut order, std::slice::from_ref(&inside));
    assert_eq!(again, Some(Action::Identify));
    let mut pulled = order.clone();
    lead(&mut order, &[empty(Action::Identify), inside]);
    assert_eq!(order.hold.as_ref().unwrap().reason, Reason::CardNotSeen);
    assert_eq!(attempt(&order), AttemptState::AtEncoder);
    let outside = seen(CardPosition::None, 11, 70);
    let next = lead(&mut pulled, &[empty(Action::Identify), outside]);
    assert_eq!(
        (next, attempt(&pulled)),
        (Some(Action::Reject), AttemptState::Spoiled)
    );
}

#[test]
fn an_order_that_waits_for_a_device_goes_on_by_itself() {
    let mut order = order();
    for reason in [
        Reason::DeviceLeased,
        Reason::DeviceInUse,
        Reason::DeviceUnreachable,
        Reason::DeviceReplaced,
        Reason::HeadSettling,
        Reason::CoolingPause,
        Reason::DutySpent,
        Reason::PrinterSettingsChanged,
    ] {
        let begin = if order.is_preparing() {
            Event::Continued
        } else {
            Event::Started
        };
        let held = lead(&mut order, &[begin, failed(Action::Prepare, reason)]);
        assert_eq!((held, order.state), (None, OrderState::Preparing));
        let action = lead(&mut order, &[Event::DevicesFreed]);
        assert_eq!((action, &order.hold), (Some(Action::Prepare), &None));
        lead(&mut order, &[failed(Action::Prepare, Reason::CoverOpen)]);
        let other = order.apply(&Event::DevicesFreed, RULES);
        assert!(other.is_err(), "a person must close the cover");
    }
}
