//! Fuzz targets: functions that take any bytes, feed them to one parser or state machine, and panic if what comes out is
//! wrong. `make soak SOAK=fuzz` searches for such bytes for minutes, guided by coverage; `cargo test -p loket-fuzz`, and so
//! `make test`, runs the committed seeds and mutations of them.
//!
//! Seeds are in `tests/fuzz/corpus/<target>/`, small and few; what a long run finds is in `target/fuzz/found/<target>/`.
//! When it has found new ways through the code, keep the smallest set that covers them all:
//!
//! ```sh
//! cd tests/fuzz/corpus && mkdir -p new/atr
//! FUZZ_TARGET=atr ../../../target/fuzz/*/release/loket-fuzz -set_cover_merge=1 new/atr atr ../../../target/fuzz/found/atr
//! ```
//!
//! To add a target: a file below `targets/` with a function, a line in [`TARGETS`], and at least one seed. A target of
//! another crate also needs that crate in this one's manifest and in the table of `tests/suite/tidy.rs`.

pub mod allocation;
pub mod check;
pub mod corpus;
pub mod mutation;
mod records;
mod targets;

/// Longest input that a target is given, in bytes.
pub const MAX_INPUT: usize = 4096;

/// One target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name: that of its folder of seeds.
    pub name: &'static str,
    /// Takes any bytes, and panics if what is tested is wrong.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: &[Target] = &[
    target("assembly", targets::assembly::run),
    target("atr", targets::atr::atr),
    target("ats", targets::atr::ats),
    target("camera", targets::camera::run),
    target("chain", targets::command::chain),
    target("chip", targets::chip::run),
    target("command", targets::command::command),
    target("fcp", targets::fcp::run),
    target("forgery", targets::host::forgery),
    target("frames", targets::frames::run),
    target("historical", targets::atr::historical),
    target("intrusion", targets::host::intrusion),
    target("ipp", targets::ipp::run),
    target("limits", targets::limits::run),
    target("printer", targets::printer::run),
    target("sensor", targets::sensor::run),
    target("session", targets::session::run),
    target("tlv", targets::tlv::run),
];

/// A target with a flaw that only a guided search finds: one number of eight bytes is wrong.
pub const PLANTED: Target = target("planted", |input| {
    let number = input.first_chunk().map(|bytes| u64::from_be_bytes(*bytes));
    assert!(number != Some(0x4C4F_4B45_5420_5349), "planted");
});

const fn target(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run }
}
