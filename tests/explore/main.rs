//! `loket-explore`: whatever goes wrong, and whenever, no card is made twice and none is lost.
//!
//! A flow is played once to number its moments: every record that becomes durable, every exchange on every wire, every step
//! of the printer's mechanism. Then it is played again for each moment and each thing that can go wrong then, to its end, and
//! the daemon's books are compared with the world.

mod agreement;
mod asked;
mod blow;
mod crew;
mod desk;
mod disk;
mod ending;
mod fate;
mod flow;
mod habits;
mod hands;
mod head;
mod judge;
mod ledger;
mod mishap;
mod operator;
mod plans;
mod real;
mod reference;
mod run;
mod sample;
mod script;
mod sight;
mod stage;
mod vfs;

use clap::Parser;
use crew::{Numbered, Tally, play_all};
use plans::Moments;
use sample::Point;
use script::Script;
use std::io;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Lets everything go wrong at every moment, and looks whether cards and blanks still add up.
#[derive(Debug, Parser)]
#[command(version)]
struct Options {
    /// Run this alone, as a violation names it: `print/feed:137:stop-after`
    #[arg(long, value_name = "SCRIPT")]
    only: Option<Script>,
    /// Run the double fault with this seed alone
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// How many double faults are drawn
    #[arg(long, default_value_t = 2000)]
    doubles: u64,
    /// Run one of so many single faults
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    every: u16,
    /// Stop at the first violation
    #[arg(long)]
    first: bool,
    /// Name every run in which a person had to decide what became of a card
    #[arg(long)]
    tell: bool,
    /// The disk only says that it syncs: the promise cannot be kept, and that must be seen
    #[arg(long)]
    lying_disk: bool,
    /// Play so many points in process and again with real processes, which must agree
    #[arg(long, value_name = "N")]
    sampled: Option<usize>,
    /// Draw them from this seed
    #[arg(long, value_name = "N", default_value_t = 4)]
    sample_seed: u64,
    /// Play this point twice, as a disagreement names it: `print/encoder:17:stop-after`
    #[arg(long, value_name = "POINT", conflicts_with = "sampled")]
    point: Option<Point>,
}

fn main() -> ExitCode {
    // One run alone can be followed: RUST_LOG=info, with --only or --seed.
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::builder()
                .with_default_directive(LevelFilter::OFF.into())
                .from_env_lossy(),
        )
        .with_writer(io::stderr)
        .init();
    let options = Options::parse();
    let good = if options.sampled.is_some() || options.point.is_some() {
        compare(&options)
    } else {
        explore(&options).map_err(Into::into)
    };
    match good {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("loket-explore: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether everything holds.
fn explore(options: &Options) -> io::Result<bool> {
    let moments = Moments::count()?;
    let scripts = chosen(options, &moments);
    let tally = play_all(scripts.into_iter(), options.first, options.tell)?;
    println!(
        "{}% of single faults settled without a person",
        tally.unaided()
    );
    println!("{}", last_line(&tally));
    Ok(tally.is_good())
}

/// Whether real processes agree with what is explored in process.
fn compare(options: &Options) -> anyhow::Result<bool> {
    let moments = sample::Moments::count()?;
    let points = match options.point {
        Some(point) => vec![point],
        None => moments.draw(options.sampled.unwrap_or_default(), options.sample_seed),
    };
    let (real, explored) = moments.share();
    println!("real processes can show {real} of {explored} points");
    let disagreements = agreement::disagreements(&moments, &points)?;
    println!(
        "sampled: {} points, {disagreements} disagreements",
        points.len()
    );
    Ok(disagreements == 0)
}

fn chosen(options: &Options, moments: &Moments) -> Vec<Numbered> {
    let mut scripts: Vec<Numbered> = match (&options.only, options.seed) {
        (Some(script), _) => vec![(None, script.clone())],
        (None, Some(seed)) => vec![(Some(seed), moments.double(seed))],
        (None, None) => {
            let singles = moments.singles().into_iter().step_by(options.every.into());
            let doubles = 1..=options.doubles;
            let doubles = doubles.map(|seed| (Some(seed), moments.double(seed)));
            singles
                .map(|script| (None, script))
                .chain(doubles)
                .collect()
        }
    };
    for (_, script) in &mut scripts {
        script.lying_disk = options.lying_disk;
    }
    if options.first {
        spread(&mut scripts);
    }
    scripts
}

/// Puts scripts that lie far apart next to each other: what is wrong with one flow or one kind of fault is met early, wherever
/// in the list that is.
fn spread<T>(scripts: &mut Vec<T>) {
    /// 2^64 divided by the golden ratio: its multiples fall as evenly as can be.
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let numbers = (0_u64..).map(|at| at.wrapping_mul(GOLDEN));
    let mut numbered: Vec<_> = numbers.zip(scripts.drain(..)).collect();
    numbered.sort_by_key(|(number, _)| *number);
    scripts.extend(numbered.into_iter().map(|(_, script)| script));
}

fn last_line(tally: &Tally) -> String {
    let Tally {
        singles,
        doubles,
        settled,
        violations,
        ..
    } = tally;
    format!(
        "explored: {singles} points, {doubles} double faults, {settled} settled by people, {violations} violations"
    )
}
