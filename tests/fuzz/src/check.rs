//! One target and its inputs, under watch: whether any makes it panic, take too long, take too much memory, or hang.

use crate::Target;
use crate::allocation::most_held;
use rustix::time::{ClockId, clock_gettime};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Most memory that a target may hold for one input, its own bookkeeping included. The largest things in the protocols are
/// 64 KiB long, and no input is longer than [`crate::MAX_INPUT`].
pub const MOST_HELD: usize = 1024 * 1024;
/// Most processor time for one input.
const MOST_TIME: Duration = Duration::from_secs(1);

/// What is wrong with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It panicked.
    Panic,
    /// It took more than a second of processor time.
    Slow,
    /// It held more than [`MOST_HELD`] bytes.
    Greedy,
    /// It did not come back.
    Hang,
}

/// A flaw, and the input that shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    /// Name of the target.
    pub target: &'static str,
    /// What is wrong.
    pub flaw: Flaw,
    /// The bytes; no applicant's, since inputs are made up.
    pub input: Vec<u8>,
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of target {} at ", self.flaw, self.target)?;
        self.input
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

/// Gives a target all inputs, one after the other, until one shows a flaw. `patience` is how long one of them may take by the
/// clock, far more than by the processor: the machine may have much to do. A target that hangs keeps a thread.
///
/// # Errors
/// The first finding.
pub fn check(
    target: Target,
    inputs: impl Iterator<Item = Vec<u8>> + Send + 'static,
    patience: Duration,
) -> Result<(), Finding> {
    let now_run = Arc::new(Mutex::new((0_u64, Vec::new())));
    let noted = now_run.clone();
    let (report, reports) = channel();
    thread::spawn(move || {
        let flawed = first_flaw(target, inputs, &noted);
        // Nobody listens any more if patience was over.
        let _ = report.send(flawed);
    });
    let mut seen = None;
    loop {
        match reports.recv_timeout(patience) {
            Ok(None) => return Ok(()),
            Ok(Some(finding)) => return Err(finding),
            Err(RecvTimeoutError::Disconnected) => unreachable!("the thread always reports"),
            Err(RecvTimeoutError::Timeout) => {
                let (number, input) = lock(&now_run).clone();
                if seen == Some(number) {
                    return Err(finding(target, Flaw::Hang, input));
                }
                seen = Some(number);
            }
        }
    }
}

type NowRun = Mutex<(u64, Vec<u8>)>;

fn lock(now_run: &NowRun) -> std::sync::MutexGuard<'_, (u64, Vec<u8>)> {
    now_run.lock().unwrap_or_else(PoisonError::into_inner)
}

fn first_flaw(
    target: Target,
    inputs: impl Iterator<Item = Vec<u8>>,
    now_run: &NowRun,
) -> Option<Finding> {
    for (number, input) in (1..).zip(inputs) {
        *lock(now_run) = (number, input.clone());
        if let Err(flaw) = run(target, &input) {
            return Some(finding(target, flaw, input));
        }
    }
    None
}

fn finding(target: Target, flaw: Flaw, input: Vec<u8>) -> Finding {
    Finding {
        target: target.name,
        flaw,
        input,
    }
}

/// Runs a target with one input.
///
/// # Errors
/// What is wrong with it.
fn run(target: Target, input: &[u8]) -> Result<(), Flaw> {
    let begun = processor_time();
    let work = AssertUnwindSafe(|| (target.run)(input));
    let (outcome, held) = most_held(|| catch_unwind(work));
    if outcome.is_err() {
        return Err(Flaw::Panic);
    }
    if processor_time().saturating_sub(begun) > MOST_TIME {
        return Err(Flaw::Slow);
    }
    if held > MOST_HELD {
        return Err(Flaw::Greedy);
    }
    Ok(())
}

/// Processor time of this thread.
fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.try_into().unwrap_or_default()
}
