//! What a printer says of a job that somebody sent before and knows by its name alone.

use super::{Bench, Open, PATIENCE};
use loket_drivers::card_printer::PrintFate;
use loket_drivers::limit::Limit;
use loket_tests::ipp::Make;
use std::time::Duration;

const NAME: &str = "loket-earlier";

fn fate(open: &mut Open, job: &str, patience: Duration) -> PrintFate {
    let limit = Limit::after(&*open.clock, patience);
    open.printer.fate(job, &limit).unwrap()
}

/// Prints a card on a printer that runs this script; its fate as the next life of the program hears it.
fn of_a_print(script: &str) -> PrintFate {
    let bench = Bench::new(Make::default(), script);
    let mut earlier = bench.open();
    let (guard, _) = earlier.print_told(2, PATIENCE);
    let job = guard.job.unwrap();
    fate(&mut bench.open(), &job, PATIENCE)
}

#[test]
fn a_print_that_ended_well_was_printed_and_one_that_did_not_is_unknown() {
    assert_eq!(of_a_print(""), PrintFate::Printed);
    assert_eq!(of_a_print("exit 1"), PrintFate::Unknown);
}

#[test]
fn a_job_that_nobody_remembers_is_unknown() {
    let bench = Bench::new(Make::default(), "");
    assert_eq!(fate(&mut bench.open(), NAME, PATIENCE), PrintFate::Unknown);
}

#[test]
fn a_job_that_ended_before_it_began_or_is_withdrawn_now_marked_no_card() {
    for is_canceled in [true, false] {
        let bench = Bench::new(Make::default(), "");
        let job = format!("ATTR name job-name {NAME}");
        bench.ipptool("OPERATION Create-Job", &job);
        if is_canceled {
            bench.ipptool("OPERATION Cancel-Job", "ATTR integer job-id 1");
        }
        let patience = Duration::from_secs(8);
        let fate = fate(&mut bench.open(), NAME, patience);
        assert_eq!(fate, PrintFate::NotBegun, "canceled: {is_canceled}");
        assert!(bench.printer.received().unwrap().is_empty());
    }
}
