//! The same through a queue of CUPS, which says more than it knows.

use super::printing::{pages, portrait};
use super::{Bench, Open, PATIENCE, artwork};
use loket_drivers::error::{DeviceError, ErrorKind};
use loket_tests::ipp::{Cups, IppPrinter, Make, until};
use std::time::Duration;

/// A print through the queue, on a printer that stops in the middle; meanwhile something happens.
fn print_while(
    directives: &str,
    script: &str,
    patience: Duration,
    meanwhile: impl FnOnce(&mut Bench, &mut Cups),
) -> (Bench, Result<(), DeviceError>) {
    let mut bench = Bench::new(Make::default(), script);
    let folder = bench.folder.path().join("cups");
    let mut cups = Cups::start(&bench.dns_sd, &folder, &bench.printer, directives).unwrap();
    let mut open = Open::at(&cups.address());
    let outcome = std::thread::scope(|threads| {
        let printing = threads.spawn(|| open.print_within(2, patience).1);
        bench.printer.until_waiting().unwrap();
        meanwhile(&mut bench, &mut cups);
        printing.join().unwrap()
    });
    (bench, outcome)
}

fn expect_unknown(outcome: &Result<(), DeviceError>) {
    let found = outcome.as_ref().err().map(DeviceError::kind);
    assert_eq!(found, Some(ErrorKind::OutcomeUnknown), "{outcome:?}");
}

#[test]
fn a_queue_prints_a_card() {
    let (bench, outcome) = print_while("", IppPrinter::WAIT, PATIENCE, |bench, _| {
        bench.printer.go_on().unwrap();
    });
    outcome.unwrap();
    let pages = pages(&bench);
    let artwork = artwork((1011, 638), 2);
    assert!(pages[0].1 == portrait(&artwork.front).concat());
    assert_eq!(pages.len(), 2);
}

#[test]
fn a_queue_whose_printer_forgot_the_job_calls_it_completed_and_is_not_believed() {
    let (bench, outcome) = print_while("", IppPrinter::WAIT, PATIENCE, |bench, _| {
        bench.printer.kill().unwrap();
        bench.printer.act("").unwrap();
        bench.printer.start_again(&bench.dns_sd).unwrap();
    });
    expect_unknown(&outcome);
    assert_eq!(bench.printer.received().unwrap().len(), 1);
}

#[test]
fn a_queue_calls_a_job_canceled_that_its_printer_aborted() {
    let script = format!("{}; exit 1", IppPrinter::WAIT);
    let (_, outcome) = print_while("", &script, PATIENCE, |bench, _| {
        bench.printer.go_on().unwrap();
    });
    expect_unknown(&outcome);
}

#[test]
fn a_queue_that_is_killed_forgets_the_job_and_uses_its_number_again() {
    let (bench, outcome) = print_while("", IppPrinter::WAIT, PATIENCE, |bench, cups| {
        cups.kill().unwrap();
        cups.start_again(&bench.dns_sd).unwrap();
        bench.printer.go_on().unwrap();
    });
    expect_unknown(&outcome);
    assert_eq!(bench.printer.received().unwrap().len(), 1);
}

#[test]
fn a_queue_that_prints_a_card_twice_shows_one_job_and_is_not_believed() {
    let (bench, outcome) = print_while(
        "DirtyCleanInterval 0",
        IppPrinter::WAIT,
        PATIENCE,
        |bench, cups| {
            cups.kill().unwrap();
            bench.printer.act("").unwrap();
            cups.start_again(&bench.dns_sd).unwrap();
            bench.printer.go_on().unwrap();
        },
    );
    expect_unknown(&outcome);
    until("the printer gets the card again", || {
        bench.printer.received().is_ok_and(|it| it.len() == 2)
    })
    .unwrap();
}

#[test]
fn a_queue_that_is_restarted_leaves_the_outcome_open() {
    let patience = Duration::from_secs(20);
    let (_, outcome) = print_while("", IppPrinter::WAIT, patience, |bench, cups| {
        cups.stop();
        bench.printer.act("").unwrap();
        bench.printer.go_on().unwrap();
        cups.start_again(&bench.dns_sd).unwrap();
    });
    expect_unknown(&outcome);
}
