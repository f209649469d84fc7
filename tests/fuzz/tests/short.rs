//! The short run of every target, and the proof that it finds what it is to find.

use loket_fuzz::allocation::Counting;
use loket_fuzz::check::{Finding, Flaw, check};
use loket_fuzz::mutation::Mutator;
use loket_fuzz::{MAX_INPUT, TARGETS, Target, corpus};
use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Changed inputs for each target.
const MUTATIONS: usize = 20_000;
const PATIENCE: Duration = Duration::from_secs(20);
const MOST_SEEDS: usize = 48;

/// The seeds, and so many inputs made of them.
fn inputs(seeds: Vec<Vec<u8>>, mutations: usize) -> impl Iterator<Item = Vec<u8>> + Send {
    let mut mutator = Mutator::new(1);
    let unchanged = seeds.clone().into_iter();
    unchanged.chain((0..mutations).map(move |_| mutator.next(&seeds)))
}

#[test]
fn no_seed_and_no_mutation_of_one_shows_a_flaw() {
    for target in TARGETS {
        let inputs = inputs(corpus::seeds(*target).unwrap(), MUTATIONS);
        check(*target, inputs, PATIENCE).unwrap();
    }
}

#[test]
fn every_target_has_a_few_small_seeds() {
    for target in TARGETS {
        let seeds = corpus::seeds(*target).unwrap();
        assert!((1..=MOST_SEEDS).contains(&seeds.len()), "{}", target.name);
        assert!(seeds.iter().all(|seed| seed.len() <= MAX_INPUT));
    }
    let folders = std::fs::read_dir(corpus::folder(TARGETS[0]).parent().unwrap());
    assert_eq!(
        folders.unwrap().count(),
        TARGETS.len(),
        "folders of no target"
    );
}

const SEED: &[u8] = b"open 0 sesame";

/// Whether the planted flaw may be shown: only the byte behind "open " is wrong in it.
fn is_open(input: &[u8]) -> bool {
    input.starts_with(b"open \x80")
}

fn planted(name: &'static str, run: fn(&[u8])) -> Result<(), Finding> {
    let inputs = inputs(vec![SEED.to_vec()], MUTATIONS);
    check(Target { name, run }, inputs, PATIENCE)
}

#[track_caller]
fn finds(flaw: Flaw, outcome: Result<(), Finding>) {
    let finding = outcome.expect_err("the planted flaw goes unnoticed");
    assert_eq!(finding.flaw, flaw);
    assert!(is_open(&finding.input), "{finding:?}");
}

#[test]
fn a_planted_panic_is_found() {
    finds(
        Flaw::Panic,
        planted("panic", |input| assert!(!is_open(input), "planted")),
    );
}

#[test]
fn planted_greed_is_found() {
    let greedy = |input: &[u8]| {
        // Reserved and never touched: only a count of requests can see it.
        let reserved = Vec::<u8>::with_capacity(if is_open(input) { 2 << 20 } else { 1 << 19 });
        assert!(reserved.is_empty());
    };
    finds(Flaw::Greedy, planted("greed", greedy));
}

static MAY_GO_ON: AtomicBool = AtomicBool::new(false);

#[test]
fn a_planted_hang_is_found() {
    let hanging = |input: &[u8]| {
        while is_open(input) && !MAY_GO_ON.load(Ordering::Relaxed) {
            spin_loop();
        }
    };
    let target = Target {
        name: "hang",
        run: hanging,
    };
    let inputs = inputs(vec![SEED.to_vec()], MUTATIONS);
    let outcome = check(target, inputs, Duration::from_secs(2));
    MAY_GO_ON.store(true, Ordering::Relaxed);
    finds(Flaw::Hang, outcome);
}

#[test]
fn planted_slowness_is_found() {
    let slow = |input: &[u8]| {
        let begun = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        while is_open(input) {
            let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
            if now.tv_sec > begun.tv_sec + 1 {
                return;
            }
        }
    };
    finds(Flaw::Slow, planted("slowness", slow));
}

#[test]
fn what_has_no_flaw_passes() {
    assert_eq!(
        planted("none", |input| assert!(input.len() <= MAX_INPUT)),
        Ok(())
    );
}
