//! A print that is not begun, is refused, or may have been heard.

use super::*;

#[test]
fn artwork_that_did_not_arrive_costs_no_blank_and_no_question() {
    for reason in [
        Reason::OutcomeUnknown,
        Reason::DeviceDisconnected,
        Reason::Internal,
    ] {
        let mut failing = at_loading();
        let mut stopped = failing.clone();
        let at_encoder = seen(CardPosition::Encoder, 11, 70);
        lead(&mut failing, &[failed(Action::Print, reason)]);
        lead(&mut stopped, &[Event::Restarted]);
        for order in [&mut failing, &mut stopped] {
            let next = lead(order, std::slice::from_ref(&at_encoder));
            assert_eq!(next, Some(Action::Identify));
        }
    }
}

#[test]
fn a_ribbon_that_ends_before_the_print_spoils_nothing() {
    let mut order = at_loading();
    lead(&mut order, &[failed(Action::Print, Reason::RibbonEnded)]);
    assert_eq!(attempt(&order), AttemptState::Encoded);
    let go_on = [Event::Continued, seen(CardPosition::Encoder, 11, 70)];
    assert_eq!(lead(&mut order, &go_on), Some(Action::Identify));
}

#[test]
fn a_print_that_was_given_up_or_called_off_does_not_begin() {
    let mut given_up = at_loading();
    lead(&mut given_up, &[failed(Action::Print, Reason::DeviceStuck)]);
    let mut called_off = at_loading();
    lead(&mut called_off, &[Event::CancelAsked]);
    let begun = at_printing();
    for mut order in [given_up, called_off, begun] {
        let refused = order.apply(&Event::PrintBegun(None), RULES).unwrap_err();
        assert_eq!(refused.reason, Reason::WrongState);
    }
}

#[test]
fn a_printer_that_may_have_heard_the_command_is_never_told_again() {
    let mut order = at_printing();
    lead(
        &mut order,
        &[
            failed(Action::Print, Reason::OutcomeUnknown),
            seen(CardPosition::Encoder, 11, 70),
        ],
    );
    assert_eq!(attempt(&order), AttemptState::Unknown);
}

#[test]
fn an_open_cover_at_the_print_holds_the_card_where_it_is() {
    for mut order in [at_loading(), at_printing()] {
        let next = lead(&mut order, &[failed(Action::Print, Reason::CoverOpen)]);
        assert_eq!(next, None);
        assert_eq!(order.hold.as_ref().unwrap().reason, Reason::CoverOpen);
        assert_eq!(lead(&mut order, &[Event::Continued]), Some(Action::Look));
        let untouched = [seen(CardPosition::Encoder, 11, 70)];
        assert_eq!(lead(&mut order, &untouched), Some(Action::Identify));
    }
}

#[test]
fn a_printer_that_says_no_with_the_card_half_printed_is_not_believed() {
    for (panels, expected) in [
        (Some(73), AttemptState::Spoiled),
        (None, AttemptState::Unknown),
    ] {
        let mut order = at_printing();
        lead(&mut order, &[failed(Action::Print, Reason::DeviceHardware)]);
        let counters = PrinterCounters {
            panels,
            ..counters(11, 0)
        };
        let status = PrinterStatus {
            conditions: BTreeSet::new(),
            position: CardPosition::Encoder,
            counters,
            supplies: Supplies::default(),
        };
        lead(&mut order, &[Event::Seen(status)]);
        assert_eq!(attempt(&order), expected, "{panels:?}");
    }
}

#[test]
fn a_card_that_was_never_printed_cannot_be_found_good() {
    let mut order = at_loading();
    lead(&mut order, &[failed(Action::Print, Reason::CardLeft)]);
    assert_eq!(attempt(&order), AttemptState::Unknown);
    assert!(order.apply(&Event::SearchBegun, RULES).is_err());
    let mut begun = at_printing();
    lead(
        &mut begun,
        &[failed(Action::Print, Reason::CardJam), Event::SearchBegun],
    );
}

#[test]
fn a_card_beside_which_another_was_fed_is_not_taken_for_the_printed_one() {
    let mut order = at_printing();
    lead(&mut order, &[failed(Action::Print, Reason::OutcomeUnknown)]);
    lead(&mut order, &[seen(CardPosition::None, 12, 77)]);
    assert_eq!(attempt(&order), AttemptState::Unknown);
}

#[test]
fn a_finished_card_that_a_full_tray_stopped_is_put_out_and_not_spoiled() {
    let mut order = at_printing();
    assert_eq!(
        lead(&mut order, &[failed(Action::Print, Reason::TrayFull)]),
        None
    );
    assert_eq!(order.hold.as_ref().unwrap().reason, Reason::TrayFull);
    let emptied = [Event::Continued, seen(CardPosition::Inside, 11, 77)];
    assert_eq!(lead(&mut order, &emptied), Some(Action::Eject));
    let mut jammed = order.clone();
    let mut still_full = order.clone();
    lead(&mut order, &[Event::Done(Action::Eject)]);
    assert_eq!(
        (order.state, attempt(&order), order.blanks_used()),
        (OrderState::Inspecting, AttemptState::Ejected, 1)
    );
    assert_eq!(order.attempt().unwrap().cause, None);
    lead(&mut jammed, &[failed(Action::Eject, Reason::CardJam)]);
    assert_eq!(attempt(&jammed), AttemptState::Unknown);
    let again = [
        failed(Action::Eject, Reason::TrayFull),
        Event::Continued,
        seen(CardPosition::Inside, 11, 77),
    ];
    assert_eq!(lead(&mut still_full, &again), Some(Action::Eject));
}

#[test]
fn an_eject_whose_answer_is_lost_is_looked_into_and_not_repeated_without_end() {
    let mut order = at_printing();
    let at_exit = [
        failed(Action::Print, Reason::OutcomeUnknown),
        seen(CardPosition::Inside, 11, 77),
    ];
    assert_eq!(lead(&mut order, &at_exit), Some(Action::Eject));
    let unanswered = failed(Action::Eject, Reason::OutcomeUnknown);
    let next = lead(&mut order, std::slice::from_ref(&unanswered));
    assert_eq!(next, Some(Action::Look));
    let mut stuck = order.clone();
    let again = lead(&mut stuck, &[seen(CardPosition::Inside, 11, 77)]);
    assert_eq!(again, Some(Action::Eject));
    assert_eq!(lead(&mut stuck, &[unanswered]), None);
    assert_eq!(stuck.hold.unwrap().reason, Reason::OutcomeUnknown);
    lead(&mut order, &[seen(CardPosition::None, 11, 77)]);
    assert_eq!(order.state, OrderState::Inspecting);
}

#[test]
fn a_card_that_was_refused_under_the_head_goes_back_to_the_encoder() {
    let mut order = at_printing();
    let cooled = [
        failed(Action::Print, Reason::HeadTemperature),
        Event::Continued,
        seen(CardPosition::Inside, 11, 70),
    ];
    assert_eq!(lead(&mut order, &cooled), Some(Action::Return));
    let back = lead(&mut order, &[Event::Done(Action::Return)]);
    assert_eq!(
        (back, attempt(&order)),
        (Some(Action::Identify), AttemptState::AtEncoder)
    );
    let other = [Event::Identified(ChipSerial(*b"SIM00002"))];
    let mut swapped = order.clone();
    lead(&mut swapped, &other);
    assert_eq!(attempt(&swapped), AttemptState::Unknown);
    let same = [Event::Identified(SERIAL), Event::Done(Action::Encode)];
    assert_eq!(lead(&mut order, &same), Some(Action::Print));
}

#[test]
fn a_wish_to_cancel_is_heard_where_a_card_would_be_moved_on() {
    for (reason, panels) in [(Reason::TrayFull, 77), (Reason::HeadTemperature, 70)] {
        let mut order = at_printing();
        let events = [
            failed(Action::Print, reason),
            Event::CancelAsked,
            Event::Continued,
            seen(CardPosition::Inside, 11, panels),
        ];
        assert_eq!(lead(&mut order, &events), Some(Action::Reject));
        lead(&mut order, &[Event::Done(Action::Reject)]);
        assert_eq!(order.state, OrderState::Cancelled);
    }
}
