//! Plays scripts on all processors and tallies what came of them.

use crate::run::{Outcome, play};
use crate::script::{Printer, Script};
use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// A script, and the seed that it was drawn from.
pub(crate) type Numbered = (Option<u64>, Script);

/// What came of all scripts.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Single faults.
    pub(crate) singles: usize,
    /// Double faults.
    pub(crate) doubles: usize,
    /// Runs in which a person decided what became of a card.
    pub(crate) settled: usize,
    /// Runs in which something does not hold.
    pub(crate) violations: usize,
    /// Single faults on a printer with counters, and how many of them a person decided.
    counting: (usize, usize),
}

/// At least so many of a hundred single faults on a printer with counters are settled without a person.
const UNAIDED: usize = 90;

impl Tally {
    /// Whether nothing was violated, and people were not asked too often.
    pub(crate) fn is_good(&self) -> bool {
        let (all, settled) = self.counting;
        self.violations == 0 && (all - settled) * 100 >= all * UNAIDED
    }

    /// Percentage of single faults on a printer with counters that evidence settled alone.
    pub(crate) fn unaided(&self) -> usize {
        let (all, settled) = self.counting;
        ((all - settled) * 100).checked_div(all).unwrap_or(100)
    }

    fn add(&mut self, (seed, script): &Numbered, outcome: &Outcome) {
        let single = seed.is_none();
        self.singles += usize::from(single);
        self.doubles += usize::from(!single);
        self.settled += usize::from(outcome.settled);
        self.violations += usize::from(!outcome.violations.is_empty());
        if single && script.printer == Printer::COUNTING {
            self.counting.0 += 1;
            self.counting.1 += usize::from(outcome.settled);
        }
    }
}

/// Plays them all, or until the first violation, and says on standard error what does not hold.
///
/// # Errors
/// When a stage cannot be set.
pub(crate) fn play_all(
    scripts: impl Iterator<Item = Numbered> + Send,
    until_first: bool,
    tell: bool,
) -> io::Result<Tally> {
    let (scripts, tally) = (Mutex::new(scripts), Mutex::new(Tally::default()));
    let workers = thread::available_parallelism()?.get();
    let work = || -> io::Result<()> {
        loop {
            let next = lock(&scripts).next();
            let Some(numbered) = next.filter(|_| !until_first || lock(&tally).violations == 0)
            else {
                return Ok(());
            };
            let outcome = play(&numbered.1)?;
            report(&numbered, &outcome);
            if tell && outcome.settled {
                eprintln!("settled by a person: {}", numbered.1.name(&outcome.struck));
            }
            lock(&tally).add(&numbered, &outcome);
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let ends = workers.into_iter().map(|worker| match worker.join() {
            Ok(end) => end,
            Err(_) => Err(io::Error::other("a run broke down")),
        });
        ends.collect::<io::Result<Vec<()>>>()
    })?;
    Ok(tally.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn report((seed, script): &Numbered, outcome: &Outcome) {
    if outcome.violations.is_empty() {
        return;
    }
    let name = script.name(&outcome.struck);
    let again = match seed {
        Some(seed) => format!("--seed {seed}"),
        None => format!("--only {name}"),
    };
    eprintln!("VIOLATION in {name} (again: {again})");
    for violation in &outcome.violations {
        eprintln!("    {violation}");
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
