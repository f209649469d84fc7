//! A part of what `make explore` explores; the whole takes too long here.

use std::process::{Command, Output};

fn explore(arguments: &[&str]) -> Output {
    let mut explorer = Command::new(env!("CARGO_BIN_EXE_loket-explore"));
    explorer.args(arguments).output().unwrap()
}

fn last_line(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn whatever_goes_wrong_no_card_is_made_twice_and_no_blank_is_lost() {
    let explored = explore(&["--every", "61", "--doubles", "30"]);
    let said = String::from_utf8_lossy(&explored.stderr);
    assert!(last_line(&explored).ends_with(" 0 violations"), "{said}");
}

/// A check that cannot fail is no check: on a disk that only says that it syncs, no daemon can keep the promise.
#[test]
fn a_disk_that_does_not_sync_is_found_out() {
    let explored = explore(&["--lying-disk", "--first", "--doubles", "0"]);
    assert!(!explored.status.success());
    let line = last_line(&explored);
    assert!(!line.ends_with(" 0 violations"), "{line}");
}

#[test]
fn a_double_fault_is_a_function_of_its_seed() {
    let run = || last_line(&explore(&["--seed", "7"]));
    assert_eq!(run(), run());
}
