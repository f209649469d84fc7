//! What is asked in every state of an order, as tables.

use super::*;
use crate::issuance::counting::Counting;
use crate::issuance::event::{Action, Event, Rules, Verdict};
use crate::issuance::order::{OldCard, OrderReason};
use crate::issuance::presence::{Activation, HandOver, Presence, PresenceRule};
use crate::person::{Person, Role};
use crate::prompt::answer::{Answer, Content, Outcome};
use crate::prompt::asked::Asked;
use loket_card::ChipSerial;
use loket_card::finger::FingerPosition;
use loket_drivers::card_printer::PrinterCounters;

const RULES: Rules = Rules {
    attempts: 2,
    encodings: 2,
    match_tries: 2,
};
const SERIAL: ChipSerial = ChipSerial(*b"SIM00001");

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
        tries_allowed: 2,
        chip_fingers: vec![FingerPosition::RightIndex, FingerPosition::LeftIndex],
        doing: None,
        knows_of_foreign_cards: false,
        old_card: OldCard::None,
        asked: Asked::default(),
    }
}

fn prepared() -> Event {
    let before = PrinterCounters {
        cards: Some(1),
        panels: Some(7),
        ribbon_left: None,
    };
    Event::Prepared {
        before,
        printer: String::new(),
        counting: Counting::AtFeed,
        panels: 7,
        by_hand: false,
    }
}

fn failed(action: Action, reason: Reason) -> Event {
    Event::Failed(action, reason.into())
}

fn finger() -> Presence {
    Presence::Finger(FingerPosition::RightIndex, 200)
}

fn activated(presence: Presence) -> Event {
    Event::ChipActivated(Box::new(Activation {
        chip: SERIAL,
        content_sha256: [0; 32],
        presence,
        by: "op".into(),
        at_ms: 0,
    }))
}

fn handed_over(presence: Option<Presence>) -> Event {
    Event::HandedOver(HandOver {
        presence,
        by: "op".into(),
        at_ms: 0,
    })
}

/// An order after these events.
fn after(events: &[Event]) -> Order {
    let mut order = order();
    for event in events {
        let applied = order.apply(event, RULES);
        assert!(applied.is_ok(), "{event:?}: {applied:?}");
    }
    order
}

fn to_print() -> Vec<Event> {
    vec![
        Event::Started,
        prepared(),
        Event::Done(Action::Feed),
        Event::Identified(SERIAL),
        Event::Done(Action::Encode),
        Event::PrintBegun(None),
    ]
}

fn and(mut events: Vec<Event>, more: &[Event]) -> Vec<Event> {
    events.extend_from_slice(more);
    events
}

fn to_issued() -> Vec<Event> {
    let more = [Event::Done(Action::Print), Event::Inspected(Verdict::Good)];
    and(to_print(), &more)
}

/// Kind and choices in a line, `-` when nobody is asked.
fn asks(order: &Order) -> String {
    let Some(question) = question(order) else {
        return "-".into();
    };
    let choices: Vec<_> = question.choices.iter().map(Key::to_string).collect();
    format!("{:?} {}", question.kind, choices.join(" "))
}

fn tried_in_vain() -> Vec<Event> {
    vec![
        Event::ActivationBegun,
        Event::MatchTried,
        Event::MatchTried,
        Event::ActivationFailed(Reason::FingerNotMatched.into()),
    ]
}

#[test]
fn every_state_asks_its_own_question() {
    let spoiled = [
        failed(Action::Print, Reason::RibbonEnded),
        Event::Done(Action::Reject),
    ];
    let activated = [Event::ActivationBegun, activated(finger())];
    let handed_over = [&activated[..], &[handed_over(None)]].concat();
    let empty = [Event::Started, failed(Action::Prepare, Reason::HopperEmpty)];
    let refused = [Event::Started, failed(Action::Prepare, Reason::TextTooLong)];
    let jammed = [
        Event::Started,
        prepared(),
        failed(Action::Feed, Reason::CardJam),
    ];
    let cancelled = [Event::CancelAsked];
    let table: [(&str, Vec<Event>, &str); 14] = [
        ("accepted", vec![], "-"),
        ("preparing", vec![Event::Started], "-"),
        ("hopper empty", empty.into(), "ClearHold continue cancel"),
        ("printing", to_print(), "-"),
        (
            "jammed before the chip was read",
            jammed.into(),
            "SettleUnknown spoiled no_card used_before",
        ),
        (
            "jammed at the print",
            and(to_print(), &[failed(Action::Print, Reason::CardJam)]),
            "SettleUnknown on_desk spoiled",
        ),
        (
            "rejecting, while the ribbon is at its end",
            and(to_print(), &spoiled[..1]),
            "-",
        ),
        (
            "rejected",
            and(to_print(), &spoiled),
            "ClearHold continue cancel",
        ),
        (
            "inspecting",
            and(to_print(), &[Event::Done(Action::Print)]),
            "InspectCard good spoiled:print spoiled:colour spoiled:damage spoiled",
        ),
        (
            "issued",
            to_issued(),
            "ActivateCard activate:2 activate:7 second_person void",
        ),
        (
            "no tries left",
            and(to_issued(), &tried_in_vain()),
            "ActivateCard allow_tries second_person void",
        ),
        (
            "activated",
            and(to_issued(), &activated),
            "HandOverCard handed_over",
        ),
        ("handed over", and(to_issued(), &handed_over), "-"),
        ("refused", refused.into(), "-"),
    ];
    for (name, events, expected) in table {
        assert_eq!(asks(&after(&events)), expected, "{name}");
    }
    assert_eq!(asks(&after(&cancelled)), "-");
}

#[test]
fn who_carries_the_card_is_asked_for_each_move() {
    let by_hand = match prepared() {
        Event::Prepared {
            before,
            printer,
            counting,
            panels,
            ..
        } => Event::Prepared {
            before,
            printer,
            counting,
            panels,
            by_hand: true,
        },
        other => other,
    };
    let steps: [(&[Event], &str); 8] = [
        (
            &[Event::Started, by_hand],
            "MoveCard(PlaceBlank) continue spoiled cancel",
        ),
        (&[Event::Continued, Event::Identified(SERIAL)], "-"),
        (
            &[Event::Done(Action::Encode)],
            "MoveCard(FeedCard) continue spoiled cancel",
        ),
        (&[Event::Continued, Event::PrintBegun(None)], "-"),
        (
            &[failed(Action::Print, Reason::OutcomeUnknown)],
            "SettleUnknown on_desk unprinted spoiled",
        ),
        (
            &[Event::Inspected(Verdict::Unprinted)],
            "MoveCard(ReturnCard) continue spoiled cancel",
        ),
        (&[Event::Inspected(Verdict::Spoiled)], "-"),
        (
            &[Event::Done(Action::Reject)],
            "MoveCard(DiscardCard) continue",
        ),
    ];
    let mut order = order();
    for (events, expected) in steps {
        for event in events {
            order.apply(event, RULES).unwrap();
        }
        assert_eq!(asks(&order), expected, "{events:?}");
    }
}

#[test]
fn an_operator_who_activates_alone_has_the_holder_matched_at_the_hand_over() {
    let mut order = order();
    order.presence_rule = PresenceRule::Operator;
    for event in to_issued() {
        order.apply(&event, RULES).unwrap();
    }
    assert_eq!(asks(&order), "ActivateCard activate:operator void");
    let done = activated(Presence::Operator);
    for event in [Event::ActivationBegun, done] {
        order.apply(&event, RULES).unwrap();
    }
    let waiting = "HandOverCard handed_over:2 handed_over:7 second_person";
    assert_eq!(asks(&order), waiting);
    assert!(order.apply(&handed_over(None), RULES).is_err());
    for event in [Event::MatchTried, Event::MatchTried] {
        order.apply(&event, RULES).unwrap();
    }
    assert_eq!(asks(&order), "HandOverCard allow_tries second_person");
    assert!(order.apply(&Event::HolderMatchBegun, RULES).is_err());
    order.apply(&handed_over(Some(finger())), RULES).unwrap();
    assert_eq!(order.state, OrderState::HandedOver);
}

#[test]
fn nobody_is_his_own_second_person() {
    let vouched = |by: &str| Event::VouchedActivationBegun(by.into());
    let mut order = after(&to_issued());
    assert!(order.apply(&vouched("super"), RULES).is_err(), "not asked");
    let asked = Event::SecondPersonAsked("op".into());
    order.apply(&asked, RULES).unwrap();
    assert_eq!(asks(&order), "VouchForHolder vouch not_vouched");
    let same = order.apply(&vouched("op"), RULES).unwrap_err();
    assert_eq!(same.reason, Reason::SamePerson);
    order.apply(&vouched("super"), RULES).unwrap();
    let failed = Event::ActivationFailed(Reason::CardAbsent.into());
    order.apply(&failed, RULES).unwrap();
    order.apply(&Event::NotVouched, RULES).unwrap();
    assert!(order.apply(&Event::NotVouched, RULES).is_err());
    assert_eq!(
        asks(&order),
        "ActivateCard activate:2 activate:7 second_person void"
    );
}

#[test]
fn an_order_that_is_to_be_cancelled_is_not_asked_whether_to() {
    let held = [failed(Action::Print, Reason::CoverOpen), Event::CancelAsked];
    assert_eq!(asks(&after(&and(to_print(), &held))), "ClearHold continue");
}

#[test]
fn the_supervisor_gives_a_holder_more_tries() {
    let spent = [
        Event::MatchTried,
        Event::MatchTried,
        Event::ActivationFailed(Reason::FingerNotMatched.into()),
    ];
    let mut order = after(&and(to_issued(), &spent));
    let condition = question(&order).unwrap().condition.unwrap();
    assert_eq!(condition.reason, Reason::FingerTriesSpent);
    assert!(order.apply(&Event::ActivationBegun, RULES).is_err());
    order.apply(&Event::TriesAllowed, RULES).unwrap();
    assert_eq!(
        asks(&order),
        "ActivateCard activate:2 activate:7 second_person void"
    );
    assert_eq!(order.tries_allowed, 4);
}

#[test]
fn while_an_activation_runs_nobody_is_asked_and_its_failure_is_shown_after() {
    let mut order = after(&to_issued());
    let answer = Answer {
        generation: 0,
        choice: "activate:2".into(),
        by: Person {
            id: "op".into(),
            role: Role::Operator,
        },
        lease: None,
        content: Content::None,
        fingerprint: [0; 32],
    };
    order.asked.answered(&answer, Outcome::Running);
    assert_eq!(asks(&order), "-");
    let failed = Event::ActivationFailed(Reason::CardAbsent.into());
    order.apply(&failed, RULES).unwrap();
    let condition = question(&order).unwrap().condition.unwrap();
    assert_eq!(condition.reason, Reason::CardAbsent);
}

#[test]
fn the_card_at_hand_is_named_and_shown() {
    let order = after(&and(to_print(), &[Event::Done(Action::Print)]));
    let names: Vec<_> = question(&order)
        .unwrap()
        .evidence
        .into_iter()
        .map(Evidence::name)
        .collect();
    assert_eq!(names, ["front", "back", "attempt", "chip_serial"]);
}
