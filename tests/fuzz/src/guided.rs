//! The targets under libFuzzer, guided by coverage: `FUZZ_TARGET` names the one to run, arguments are libFuzzer's. Built and
//! started by `make soak SOAK=fuzz` (`tests/soak/fuzz.rs`), which knows the flags.

#![no_main]

use libfuzzer_sys::fuzz_target;
use loket_fuzz::allocation::{Counting, most_held};
use loket_fuzz::check::MOST_HELD;
use loket_fuzz::{PLANTED, TARGETS, Target};
use std::sync::LazyLock;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static CHOSEN: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let mut targets = TARGETS.iter().chain([&PLANTED]);
    let chosen = targets.find(|target| target.name == name);
    *chosen.unwrap_or_else(|| panic!("FUZZ_TARGET names no target: `{name}`"))
});

fuzz_target!(|input: &[u8]| {
    let chosen = *CHOSEN;
    let ((), held) = most_held(|| (chosen.run)(input));
    assert!(held <= MOST_HELD, "{held} bytes were held at a time");
});
