//! The printer's state in the common words.

use crate::card_printer::{
    CardPosition, PrinterCondition, PrinterCounters, PrinterStatus, Supplies,
};
use loket_wire::ipp::{Group, Value};
use std::collections::BTreeSet;

const STOPPED: i32 = 5;

/// How much a reason weighs, as its last word says (RFC 8011, 5.4.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// Something to know; printing goes on.
    Report,
    /// A warning, an error, or no word at all, which counts as an error.
    Trouble,
}

/// What the printer says of itself. IPP counts no cards and does not say where they are.
pub(super) fn read(printer: &Group, was_reset: bool) -> PrinterStatus {
    let mut conditions = conditions(printer);
    if was_reset {
        conditions.insert(PrinterCondition::WasReset);
    }
    PrinterStatus {
        conditions,
        position: CardPosition::Unknown,
        counters: PrinterCounters::default(),
        // Marker levels are percentages of nobody knows how many faces.
        supplies: Supplies::default(),
    }
}

/// Everything that is not normal. What is only reported is left out: a printer may go on reporting what is long over.
pub(super) fn conditions(printer: &Group) -> BTreeSet<PrinterCondition> {
    let reasons = printer.texts("printer-state-reasons").map(split);
    let troubles = reasons.filter(|(_, weight)| *weight == Weight::Trouble);
    let reasons = troubles.filter_map(|(word, _)| condition(word));
    reasons.chain(ribbon(printer)).collect()
}

/// Whether the printer takes jobs and works on them.
pub(super) fn is_running(printer: &Group) -> bool {
    let stopped = printer.number("printer-state") == Some(STOPPED);
    !stopped && printer.flag("printer-is-accepting-jobs") != Some(false)
}

/// The reasons in the printer's own words, for people who look for the cause.
pub(super) fn reasons(group: &Group, name: &str) -> String {
    let words: Vec<_> = group.texts(name).collect();
    words.join(", ")
}

fn split(reason: &str) -> (&str, Weight) {
    for (end, weight) in [
        ("-report", Weight::Report),
        ("-warning", Weight::Trouble),
        ("-error", Weight::Trouble),
    ] {
        if let Some(word) = reason.strip_suffix(end) {
            return (word, weight);
        }
    }
    (reason, Weight::Trouble)
}

/// Words of RFC 8011 and PWG 5100.9 that mean something for a card.
fn condition(word: &str) -> Option<PrinterCondition> {
    Some(match word {
        "media-empty" | "media-needed" | "input-tray-missing" => PrinterCondition::HopperEmpty,
        "media-jam" => PrinterCondition::CardJam,
        "cover-open" | "door-open" | "interlock-open" => PrinterCondition::CoverOpen,
        "output-area-full" | "output-tray-missing" => PrinterCondition::OutputFull,
        "marker-supply-empty" | "toner-empty" => PrinterCondition::RibbonEnded,
        "marker-supply-low" | "toner-low" => PrinterCondition::RibbonLow,
        "marker-supply-missing" | "marker-failure" => PrinterCondition::RibbonUnfit,
        "fuser-over-temp" | "fuser-under-temp" => PrinterCondition::HeadTemperature,
        "cleaner-life-almost-over" | "cleaner-life-over" => PrinterCondition::CleaningNeeded,
        _ => return None,
    })
}

/// What the levels of supplies say; those of waste fill up instead. Below zero a printer does not tell.
fn ribbon(printer: &Group) -> Option<PrinterCondition> {
    let types: Vec<_> = printer.texts("marker-types").collect();
    let low = printer.values("marker-low-levels");
    let levels = printer.values("marker-levels").iter().enumerate();
    let supplies = levels.filter(|(at, _)| !types.get(*at).is_some_and(|it| it.contains("waste")));
    let told = supplies.filter_map(|(at, level)| {
        let low = low.get(at).and_then(Value::number).unwrap_or(0);
        match level.number()? {
            0 => Some(PrinterCondition::RibbonEnded),
            level if level > 0 && level <= low => Some(PrinterCondition::RibbonLow),
            _ => None,
        }
    });
    // The worse of them comes first.
    told.min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card_printer::ipp::samples::printer;

    fn of_reason(word: &str) -> Vec<PrinterCondition> {
        let reason = [Value::keyword(word)];
        let printer = printer(&[("printer-state-reasons", &reason)]);
        conditions(&printer).into_iter().collect()
    }

    #[test]
    fn reasons_become_conditions_and_reports_do_not() {
        for (word, expected) in [
            ("media-empty-error", PrinterCondition::HopperEmpty),
            ("media-empty-warning", PrinterCondition::HopperEmpty),
            ("media-empty", PrinterCondition::HopperEmpty),
            ("media-jam-error", PrinterCondition::CardJam),
            ("marker-supply-empty-error", PrinterCondition::RibbonEnded),
            ("cover-open-error", PrinterCondition::CoverOpen),
        ] {
            assert_eq!(of_reason(word), [expected], "{word}");
        }
        for word in ["none", "cover-open-report", "moving-to-paused", "media-low"] {
            assert_eq!(of_reason(word), [], "{word}");
        }
    }

    #[test]
    fn levels_tell_of_the_ribbon_and_not_of_waste() {
        let levels = |kinds: &[&str], levels: &[i32]| {
            let kinds: Vec<_> = kinds.iter().copied().map(Value::keyword).collect();
            let levels: Vec<_> = levels.iter().copied().map(Value::Integer).collect();
            let low = vec![Value::Integer(10); levels.len()];
            let printer = printer(&[
                ("marker-types", &kinds),
                ("marker-levels", &levels),
                ("marker-low-levels", &low),
            ]);
            conditions(&printer).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(levels(&["ribbon-wax"], &[80]), []);
        assert_eq!(
            levels(&["ribbon-wax"], &[10]),
            [PrinterCondition::RibbonLow]
        );
        assert_eq!(
            levels(&["ribbon-wax"], &[0]),
            [PrinterCondition::RibbonEnded]
        );
        assert_eq!(levels(&["ribbon-wax"], &[-2]), []);
        assert_eq!(levels(&["waste-wax"], &[0]), []);
        let both = levels(&["ribbon-wax", "ribbon-wax"], &[5, 0]);
        assert_eq!(both, [PrinterCondition::RibbonEnded]);
    }

    #[test]
    fn a_printer_that_is_stopped_or_takes_no_jobs_does_not_run() {
        let state = |state, accepts| {
            let (state, accepts) = ([Value::Enum(state)], [Value::Boolean(accepts)]);
            is_running(&printer(&[
                ("printer-state", &state),
                ("printer-is-accepting-jobs", &accepts),
            ]))
        };
        assert!(state(3, true) && state(4, true));
        assert!(!state(5, true) && !state(3, false));
        assert!(is_running(&printer(&[])));
    }
}
