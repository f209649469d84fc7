//! Plays points in process and with real processes, and looks whether the ends agree.

use crate::blow::Moment;
use crate::flow::Flow;
use crate::real;
use crate::sample::{self, Moments, Point};
use anyhow::ensure;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// More runs than processors go on at a time: they wait for much of theirs.
const MORE: usize = 1;
/// How many points are begun between two signs of life.
const PROGRESS: usize = 20;
/// So many of the last refusals are shown.
const TOLD: usize = 3;

/// Plays all of them; how many do not agree. What disagrees is said on standard error.
///
/// # Errors
/// When the flows are not the same in process and with real processes where nothing goes wrong.
pub(crate) fn disagreements(moments: &Moments, points: &[Point]) -> anyhow::Result<usize> {
    for flow in Flow::ALL
        .into_iter()
        .filter(|flow| points.iter().any(|point| point.flow == *flow))
    {
        check_quiet(moments, flow)?;
    }
    let count = thread::available_parallelism()?.get() + MORE;
    let waiting = Mutex::new(points.iter().copied().collect::<VecDeque<_>>());
    let found = Mutex::new(0);
    let work = || {
        loop {
            let (point, left) = {
                let mut waiting = lock(&waiting);
                let Some(point) = waiting.pop_front() else {
                    return;
                };
                (point, waiting.len())
            };
            if left.is_multiple_of(PROGRESS) {
                eprintln!("  {left} of {} points are left", points.len());
            }
            // What cannot be played does not agree.
            let compared = disagreement(moments, point);
            let differs = compared.unwrap_or_else(|error| Some(format!("    {error:#}")));
            if let Some(disagreement) = differs {
                eprintln!("DISAGREEMENT in {point} (again: --point {point})\n{disagreement}");
                *lock(&found) += 1;
            }
        }
    };
    // A run that breaks down takes all with it.
    thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(work);
        }
    });
    Ok(*lock(&found))
}

/// Where nothing goes wrong, both have the same records and exchanges, so that a point is the same in both.
fn check_quiet(moments: &Moments, flow: Flow) -> anyhow::Result<()> {
    let played = real::play(flow, &real::Plan::default())?;
    ensure!(
        played.ending.is_sound(),
        "{flow} with real processes: {}",
        played.ending
    );
    let records = moments.of(flow, Moment::Record);
    ensure!(
        played.records == records,
        "{flow} has {records} records in process and {} with real processes",
        played.records
    );
    for (device, count) in played.exchanges {
        let sent = moments.of(flow, Moment::Sent(device));
        ensure!(
            sent == count,
            "{flow} gives the {device} something {sent} times in process and {count} times with real processes"
        );
    }
    Ok(())
}

/// How the point's two runs differ.
fn disagreement(moments: &Moments, point: Point) -> anyhow::Result<Option<String>> {
    let in_process = sample::play(point.flow, vec![moments.in_process(point)?])?;
    let real = real::play(point.flow, &moments.in_real(point)?)?;
    let struck = [in_process.struck.len(), real.struck.len()];
    let agree = in_process.ending == real.ending && real.ending.is_sound() && struck == [1, 1];
    Ok((!agree).then(|| {
        format!(
            "    in process ({} struck): {}\n    real processes ({} struck): {}",
            struck[0], in_process.ending, struck[1], real.ending
        ) + &told(&real.told)
    }))
}

/// What an operator was told last.
fn told(told: &[String]) -> String {
    let last = told.iter().rev().take(TOLD).rev();
    last.map(|told| format!("\n        told: {told}")).collect()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
