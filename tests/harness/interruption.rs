//! A watcher that is killed again and again while the counter works, and what it must have been told in the end.

mod jobs;
mod watcher;

use crate::counter::Counter;
use anyhow::{Context, ensure};
use jobs::Jobs;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Semaphore;
use watcher::Watcher;

/// How many lines are read in one life after the other, where there is one change in each.
const LINES: [u32; 7] = [1, 0, 2, 1, 0, 0, 3];

/// A change of an order or an enrolment: its number, what changed, and what happened to it.
pub type Told = (u64, String, String);

/// What a watcher and the journal say of the same time.
#[derive(Debug)]
pub struct Comparison {
    /// What the watcher was told, one life after the other.
    pub told: Vec<Told>,
    /// What the journal holds.
    pub journal: Vec<Told>,
    /// Lives in which the watcher was told of a change.
    pub fruitful: u32,
}

/// Runs jobs, enrolments without devices and `cards` printed cards, while a `loket watch` is killed `kills` times and goes
/// on each time after the last line that was read of it. Ends the counter, to read its journal.
///
/// # Errors
/// When the counter does not work, or the watcher is shown a snapshot.
pub async fn watch_interrupted(
    counter: Counter,
    enrolments: u32,
    cards: u32,
    kills: u32,
) -> anyhow::Result<Comparison> {
    let mut front_end = counter.front_end("operator.ani").await?;
    front_end.open_record("before").await?;
    let jobs = Jobs { enrolments, cards };
    let allowed = Arc::new(Semaphore::new(0));
    let working = tokio::spawn(jobs.run(front_end, Arc::clone(&allowed)));
    let mut watcher = Watcher::after(counter.folder(), 1);
    let mut fruitful = 0;
    for kill in 0..kills {
        // The work goes on as the kills do, so that there is something to miss.
        allowed.add_permits(share(jobs.steps(), kill, kills));
        let before = watcher.told.len();
        // On average as many lines as there are changes; none too, so that the next life has more to make up for.
        let lines = LINES[usize::try_from(kill)? % LINES.len()] * jobs.steps().div_ceil(kills);
        watcher.live(lines).await.context("a life")?;
        fruitful += u32::from(watcher.told.len() > before);
    }
    working.await?.context("the jobs")?;
    watcher
        .live_until_silence()
        .await
        .context("the last life")?;
    let folder = counter.folder().to_owned();
    drop(counter);
    Ok(Comparison {
        told: watcher.told,
        journal: journal(&folder)?,
        fruitful,
    })
}

/// The part of `all` that is due in round `round` of `rounds`.
fn share(all: u32, round: u32, rounds: u32) -> usize {
    let until = |round: u32| u64::from(all) * u64::from(round) / u64::from(rounds);
    usize::try_from(until(round + 1) - until(round)).unwrap_or(usize::MAX)
}

/// What the journal in this folder of a counter that has ended tells after its first entry.
fn journal(folder: &Path) -> anyhow::Result<Vec<Told>> {
    let database = rusqlite::Connection::open(folder.join("state/loket.db"))?;
    let sql = "SELECT sequence, id, event FROM journal
               WHERE sequence > 1 AND kind IN ('order', 'enrolment') ORDER BY sequence";
    let mut query = database.prepare(sql)?;
    let rows = query.query_map([], |row| {
        let sequence: i64 = row.get(0)?;
        Ok((sequence.unsigned_abs(), row.get(1)?, row.get(2)?))
    })?;
    let all: Vec<Told> = rows.collect::<Result<_, _>>()?;
    ensure!(!all.is_empty(), "the journal is empty");
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_are_the_whole() {
        let all: usize = (0..60).map(|round| share(250, round, 60)).sum();
        assert_eq!(all, 250);
    }
}
