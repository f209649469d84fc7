//! What a printer says of itself, and what is made of it.

use super::*;
use loket_drivers::card_printer::PrinterCounters;

const WHOLE: [RibbonPanel; 5] = [
    RibbonPanel::Yellow,
    RibbonPanel::Magenta,
    RibbonPanel::Cyan,
    RibbonPanel::Black,
    RibbonPanel::Overlay,
];

/// A card with two coloured faces and a window.
fn needs() -> Needs {
    Needs {
        faces: 2,
        panels: WHOLE.into(),
        window: Some(160..=170),
    }
}

/// A printer that says everything, and has what that card needs to the last panel.
fn plenty() -> Supplies {
    Supplies {
        ribbon: Some(WHOLE.into()),
        ribbon_left: Some(2),
        film_left: Some(2),
        cleaning_left: Some(1),
        head_celsius: Some(165),
    }
}

fn status(supplies: Supplies) -> PrinterStatus {
    PrinterStatus {
        conditions: BTreeSet::new(),
        position: CardPosition::None,
        counters: PrinterCounters::default(),
        supplies,
    }
}

fn reasons(status: &PrinterStatus, needs: &Needs) -> Vec<Reason> {
    let all = in_the_way(status, needs);
    all.iter().map(|condition| condition.reason).collect()
}

#[test]
fn a_card_that_cannot_be_finished_is_not_begun() {
    type Change = fn(&mut Supplies);
    let rows: [(Change, &[Reason]); 12] = [
        (|_| (), &[]),
        (|s| *s = Supplies::default(), &[]),
        (|s| s.ribbon_left = Some(1), &[Reason::RibbonShort]),
        (|s| s.ribbon_left = Some(0), &[Reason::RibbonShort]),
        (|s| s.film_left = Some(1), &[Reason::FilmShort]),
        (|s| s.cleaning_left = Some(0), &[Reason::CleaningNeeded]),
        (
            |s| s.ribbon = Some([RibbonPanel::Black].into()),
            &[Reason::RibbonUnfit],
        ),
        (|s| s.head_celsius = Some(159), &[Reason::HeadSettling]),
        (|s| s.head_celsius = Some(160), &[]),
        (|s| s.head_celsius = Some(170), &[]),
        (|s| s.head_celsius = Some(171), &[Reason::HeadSettling]),
        (
            |s| (s.head_celsius, s.film_left) = (Some(20), Some(0)),
            &[Reason::FilmShort, Reason::HeadSettling],
        ),
    ];
    for (number, (change, expected)) in rows.into_iter().enumerate() {
        let mut supplies = plenty();
        change(&mut supplies);
        assert_eq!(
            reasons(&status(supplies), &needs()),
            expected,
            "row {number}"
        );
    }
}

#[test]
fn what_the_card_does_not_need_is_not_asked_for() {
    let bare = Supplies {
        ribbon: Some([RibbonPanel::Black].into()),
        ribbon_left: Some(1),
        film_left: None,
        cleaning_left: Some(1),
        head_celsius: Some(20),
    };
    let black = Needs {
        faces: 1,
        panels: [RibbonPanel::Black].into(),
        window: None,
    };
    assert_eq!(reasons(&status(bare), &black), []);
    let empty = Supplies {
        ribbon_left: Some(0),
        cleaning_left: Some(0),
        ..Supplies::default()
    };
    assert_eq!(reasons(&status(empty), &Needs::default()), []);
}

#[test]
fn a_ribbon_that_lacks_panels_is_told_by_their_names() {
    let mut supplies = plenty();
    supplies.ribbon = Some([RibbonPanel::Black, RibbonPanel::Yellow].into());
    let condition = ready(&status(supplies), &needs()).unwrap_err();
    assert_eq!(condition.detail, "the ribbon lacks magenta, cyan, overlay");
}

#[test]
fn one_visit_deals_with_everything_and_what_passes_comes_last() {
    let mut seen = status(plenty());
    seen.supplies.ribbon_left = Some(0);
    seen.supplies.head_celsius = Some(20);
    seen.position = CardPosition::Inside;
    seen.conditions = [
        PrinterCondition::RibbonEnded,
        PrinterCondition::RibbonLow,
        PrinterCondition::OutputFull,
        PrinterCondition::RejectFull,
    ]
    .into();
    let condition = ready(&seen, &needs()).unwrap_err();
    assert_eq!(condition.reason, Reason::EncoderOccupied);
    let also = "; also RIBBON_ENDED, TRAY_FULL, HEAD_SETTLING";
    assert!(condition.detail.ends_with(also), "{}", condition.detail);
}

#[test]
fn every_condition_of_a_printer_is_in_the_way_or_known_to_be_none() {
    for (condition, reason) in [
        (PrinterCondition::HopperEmpty, Some(Reason::HopperEmpty)),
        (PrinterCondition::RibbonEnded, Some(Reason::RibbonEnded)),
        (PrinterCondition::RibbonLow, None),
        (PrinterCondition::RibbonUnfit, Some(Reason::RibbonUnfit)),
        (PrinterCondition::OutputFull, Some(Reason::TrayFull)),
        (PrinterCondition::RejectFull, Some(Reason::TrayFull)),
        (PrinterCondition::CoverOpen, Some(Reason::CoverOpen)),
        (PrinterCondition::CardJam, Some(Reason::CardJam)),
        (
            PrinterCondition::HeadTemperature,
            Some(Reason::HeadTemperature),
        ),
        (
            PrinterCondition::CleaningNeeded,
            Some(Reason::CleaningNeeded),
        ),
        (PrinterCondition::WasReset, None),
    ] {
        let mut seen = status(Supplies::default());
        seen.conditions.insert(condition);
        let expected: Vec<_> = reason.into_iter().collect();
        assert_eq!(reasons(&seen, &needs()), expected, "{condition:?}");
    }
}
