//! A blank that is fed, and what may be wrong until it is written.

use super::*;

#[test]
fn what_the_printer_refuses_to_feed_costs_no_blank() {
    let mut order = order();
    lead(
        &mut order,
        &[
            Event::Started,
            prepared(),
            failed(Action::Feed, Reason::HopperEmpty),
        ],
    );
    assert_eq!(
        (order.state, order.blanks_used()),
        (OrderState::Preparing, 0)
    );
    assert_eq!(order.hold.as_ref().unwrap().reason, Reason::HopperEmpty);
    assert_eq!(lead(&mut order, &[Event::Continued]), Some(Action::Prepare));
    assert_eq!(order.hold, None);
}

#[test]
fn a_cover_that_opens_while_a_blank_is_fed_does_not_make_it_vanish() {
    let mut order = order();
    let opened = failed(Action::Feed, Reason::CoverOpen);
    let look = lead(&mut order, &[Event::Started, prepared(), opened]);
    assert_eq!(look, Some(Action::Look));
    let mut inside = order.clone();
    let found = lead(&mut inside, &[seen(CardPosition::Inside, 11, 70)]);
    assert_eq!((found, inside.was_fed()), (Some(Action::Return), true));
    let still_open = failed(Action::Return, Reason::CoverOpen);
    assert_eq!(lead(&mut inside, &[still_open]), None);
    let closed = [Event::Continued, seen(CardPosition::Inside, 11, 70)];
    assert_eq!(lead(&mut inside, &closed), Some(Action::Return));
    let back = lead(&mut inside, &[Event::Done(Action::Return)]);
    assert_eq!(
        (back, attempt(&inside)),
        (Some(Action::Identify), AttemptState::AtEncoder)
    );
    lead(&mut order, &[seen(CardPosition::None, 10, 70)]);
    assert_eq!(attempt(&order), AttemptState::NotFed);
    assert_eq!(order.hold.unwrap().reason, Reason::CoverOpen);
}

#[test]
fn a_feed_that_failed_is_not_repeated_without_a_person() {
    let mut order = order();
    lead(
        &mut order,
        &[
            Event::Started,
            prepared(),
            failed(Action::Feed, Reason::DeviceTimedOut),
        ],
    );
    assert_eq!(lead(&mut order, &[seen(CardPosition::None, 10, 70)]), None);
    assert_eq!(
        (order.state, order.blanks_used()),
        (OrderState::Preparing, 0)
    );
    assert_eq!(order.hold.as_ref().unwrap().reason, Reason::DeviceTimedOut);
    assert!(order.apply(&Event::DevicesFreed, RULES).is_err());
    assert_eq!(lead(&mut order, &[Event::Continued]), Some(Action::Prepare));
}

#[test]
fn a_counter_proves_no_feed_only_once_it_is_known_to_count_feeds() {
    for (counting, expected) in [
        (Counting::AtFeed, AttemptState::NotFed),
        (Counting::Later, AttemptState::Unknown),
        (Counting::Unknown, AttemptState::Unknown),
    ] {
        let mut order = order();
        let prepared = Event::Prepared {
            before: counters(10, 70),
            printer: "P1".into(),
            counting,
            panels: PANELS,
            by_hand: false,
        };
        let lost = failed(Action::Feed, Reason::OutcomeUnknown);
        lead(&mut order, &[Event::Started, prepared, lost]);
        lead(&mut order, &[seen(CardPosition::None, 10, 70)]);
        assert_eq!(attempt(&order), expected, "{counting:?}");
    }
}

#[test]
fn records_or_a_reader_that_fail_spoil_no_blank() {
    let fed = [Event::Started, prepared(), Event::Done(Action::Feed)];
    for reason in [
        Reason::RecordsFailed,
        Reason::DeviceHardware,
        Reason::Internal,
    ] {
        let mut order = order();
        lead(&mut order, &fed);
        assert_eq!(lead(&mut order, &[failed(Action::Identify, reason)]), None);
        assert_eq!(attempt(&order), AttemptState::AtEncoder);
        assert_eq!(
            lead(&mut order, &[Event::Continued]),
            Some(Action::Identify)
        );
    }
}

#[test]
fn only_a_feed_that_its_reader_reported_is_paired() {
    let mut order = order();
    let fed = [Event::Started, prepared(), Event::Done(Action::Feed)];
    lead(&mut order, &fed);
    assert!(order.attempts[0].paired);
    let mut order = self::order();
    let lost = failed(Action::Feed, Reason::OutcomeUnknown);
    lead(&mut order, &[Event::Started, prepared(), lost]);
    let found = seen(CardPosition::Encoder, 11, 70);
    assert_eq!(lead(&mut order, &[found]), Some(Action::Identify));
    assert!(!order.attempts[0].paired);
    // What its readers show then does not fit, and nothing was written.
    let elsewhere = failed(Action::Identify, Reason::EncoderNotPaired);
    assert_eq!(lead(&mut order, &[elsewhere]), None);
    assert_eq!(attempt(&order), AttemptState::AtEncoder);
    assert_eq!(
        lead(&mut order, &[Event::Continued]),
        Some(Action::Identify)
    );
}

#[test]
fn a_chip_that_another_program_reset_is_begun_again_and_never_spoiled_for_it() {
    let mut order = order();
    let fed = [Event::Started, prepared(), Event::Done(Action::Feed)];
    lead(&mut order, &fed);
    let reset = || failed(Action::Identify, Reason::CardReset);
    for _ in 0..RULES.encodings {
        assert_eq!(lead(&mut order, &[reset()]), Some(Action::Identify));
    }
    assert_eq!(lead(&mut order, &[reset()]), None, "a person looks");
    assert_eq!(attempt(&order), AttemptState::AtEncoder);
    assert_eq!(order.hold.unwrap().reason, Reason::CardReset);
}
