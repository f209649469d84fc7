//! All that was seen to go wrong with a printer, row by row: each ends in the right class of outcome, and no job is sent twice.

use super::cut::CutPorts;
use super::{Bench, Open, PATIENCE};
use loket_drivers::card_printer::PrinterCondition;
use loket_drivers::error::{DeviceError, ErrorKind};
use loket_tests::ipp::{IppPrinter, Make, until};
use std::time::Duration;

/// What the printer got in all, and how the print ended.
struct Ended {
    bench: Bench,
    open: Open,
    outcome: Result<(), DeviceError>,
}

/// Prints a card on a printer that stops in the middle; meanwhile something happens.
fn print_while(script: &str, patience: Duration, meanwhile: impl FnOnce(&mut Bench)) -> Ended {
    let mut bench = Bench::new(Make::default(), script);
    let mut open = bench.open();
    let outcome = std::thread::scope(|threads| {
        let printing = threads.spawn(|| open.print_within(2, patience).1);
        bench.printer.until_waiting().unwrap();
        meanwhile(&mut bench);
        printing.join().unwrap()
    });
    Ended {
        bench,
        open,
        outcome,
    }
}

impl Ended {
    fn expect(self, kind: Option<ErrorKind>) -> Self {
        let found = self.outcome.as_ref().err().map(DeviceError::kind);
        assert_eq!(found, kind, "{:?}", self.outcome);
        let received = self.bench.printer.received().unwrap().len();
        assert_eq!(received, 1, "the job was sent once");
        self
    }
}

#[test]
fn a_hopper_that_is_filled_in_time_costs_nothing() {
    let script = format!(
        "echo 'STATE: +media-empty' >&2; {}; echo 'STATE: -media-empty' >&2",
        IppPrinter::WAIT
    );
    print_while(&script, PATIENCE, |bench| {
        let mut other = bench.open();
        let limit = other.limit();
        until("the printer says that it is empty", || {
            let status = other.printer.status(&limit).unwrap();
            status.conditions.contains(&PrinterCondition::HopperEmpty)
        })
        .unwrap();
        bench.printer.go_on().unwrap();
    })
    .expect(None);
}

#[test]
fn a_job_that_does_not_end_is_withdrawn_and_a_person_decides() {
    let script = format!("echo 'STATE: +media-empty' >&2; {}", IppPrinter::WAIT);
    let mut ended = print_while(&script, Duration::from_secs(8), |_| {})
        .expect(Some(ErrorKind::OutcomeUnknown));
    // The printer goes on with what it has until its command ends.
    let (asked, refused) = ended.open.print(1);
    assert_eq!(
        (asked, refused.unwrap_err().kind()),
        (0, ErrorKind::HopperEmpty)
    );
    ended.bench.printer.go_on().unwrap();
}

#[test]
fn an_aborted_job_leaves_the_outcome_open_and_an_old_report_stops_nobody() {
    let script = format!(
        "{}; echo 'STATE: +cover-open' >&2; exit 1",
        IppPrinter::WAIT
    );
    let mut ended = print_while(&script, PATIENCE, |bench| bench.printer.go_on().unwrap())
        .expect(Some(ErrorKind::OutcomeUnknown));
    ended
        .bench
        .printer
        .act("echo 'STATE: -cover-open' >&2")
        .unwrap();
    let (asked, outcome) = ended.open.print(2);
    outcome.unwrap();
    assert_eq!(asked, 1);
}

#[test]
fn a_canceled_job_may_have_made_a_card() {
    print_while(IppPrinter::WAIT, PATIENCE, |bench| {
        bench.ipptool("OPERATION Cancel-Job", "ATTR integer job-id 1");
        bench.printer.go_on().unwrap();
    })
    .expect(Some(ErrorKind::OutcomeUnknown));
}

#[test]
fn a_printer_with_the_job_of_another_is_left_alone() {
    let ended = print_while(IppPrinter::WAIT, PATIENCE, |bench| {
        // To this one the first is another program.
        let (asked, refused) = bench.open().print(1);
        assert_eq!((asked, refused.unwrap_err().kind()), (0, ErrorKind::InUse));
        bench.printer.go_on().unwrap();
    });
    ended.bench.printer.received().unwrap();
}

#[test]
fn a_job_without_a_document_blocks_the_printer_and_costs_no_card() {
    let bench = Bench::new(Make::default(), "");
    bench.ipptool("OPERATION Create-Job", "ATTR name job-name abandoned");
    let (asked, refused) = bench.open().print(1);
    assert_eq!((asked, refused.unwrap_err().kind()), (0, ErrorKind::InUse));
    assert!(bench.printer.received().unwrap().is_empty());
}

#[test]
fn an_upload_that_is_cut_is_printed_all_the_same_and_never_sent_again() {
    let bench = Bench::new(Make::default(), "");
    let mut open = Open::through(CutPorts::after(100_000), &bench.printer.address()).unwrap();
    let (asked, outcome) = open.print(2);
    assert_eq!(asked, 1);
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::OutcomeUnknown);
    until("the printer prints what it has", || {
        bench.printer.received().is_ok_and(|it| it.len() == 1)
    })
    .unwrap();
    let half = &bench.printer.received().unwrap()[0];
    assert!(half.len() < 100_000, "{}", half.len());
}

#[test]
fn a_printer_that_is_restarted_has_forgotten_the_job() {
    print_while(IppPrinter::WAIT, PATIENCE, |bench| {
        bench.printer.kill().unwrap();
        bench.printer.start_again(&bench.dns_sd).unwrap();
    })
    .expect(Some(ErrorKind::OutcomeUnknown));
}

#[test]
fn a_printer_that_is_away_before_the_job_leaves_the_card_as_it_was() {
    let mut bench = Bench::new(Make::default(), "");
    let mut open = bench.open();
    bench.printer.kill().unwrap();
    let (asked, outcome) = open.print(2);
    assert_eq!(
        (asked, outcome.unwrap_err().kind()),
        (0, ErrorKind::Unreachable)
    );
}
