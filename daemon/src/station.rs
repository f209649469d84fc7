//! What keeps the counter as a whole from making cards: its records, its clock, its disk, a pause.

mod pause;

use crate::condition::{Condition, Reason};
use crate::config::Config;
use crate::person::Person;
use crate::store::Store;
use crate::store::database::StoreError;
use crate::wall_clock::WallClock;
use pause::Pause;
use rustix::fs::statvfs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use time::OffsetDateTime;
use tokio::sync::watch;

/// A clock that is corrected by no more than this is not behind, in milliseconds.
const TOLERANCE: i64 = 60_000;

/// The counter as a whole.
pub struct Station {
    store: Store,
    wall: Arc<dyn WallClock>,
    folder: PathBuf,
    /// Bytes that must be free on the disk of the records before a blank is fed.
    room: u64,
    pause: Mutex<Pause>,
    shown: watch::Sender<Vec<Condition>>,
}

impl Station {
    /// Reads whether the counter is paused.
    ///
    /// # Errors
    /// What the database says.
    pub fn open(
        config: &Config,
        store: Store,
        wall: Arc<dyn WallClock>,
    ) -> Result<Self, StoreError> {
        let pause = store.call(|database| database.get::<Pause>(Pause::ID))?;
        let station = Self {
            wall,
            folder: config.station.state.clone(),
            room: u64::from(config.limits.free_mib) << 20,
            pause: Mutex::new(pause.unwrap_or_default()),
            shown: watch::Sender::default(),
            store,
        };
        station.look();
        Ok(station)
    }

    /// What keeps the counter from making cards, as it was seen last; watched.
    pub fn watch(&self) -> watch::Receiver<Vec<Condition>> {
        self.shown.subscribe()
    }

    /// Looks what keeps the counter from making cards, and shows it to all watchers. Blocks on the disk.
    pub fn look(&self) -> Vec<Condition> {
        let seen = [
            self.store.health().illness().map_or(Ok(()), Err),
            self.is_on_time(),
            self.has_room(),
            self.is_not_paused(),
        ];
        let conditions: Vec<_> = seen.into_iter().filter_map(Result::err).collect();
        let now = conditions.clone();
        self.shown.send_if_modified(|shown| {
            let is_new = *shown != now;
            *shown = now;
            is_new
        });
        conditions
    }

    /// Whether a blank may be taken now.
    ///
    /// # Errors
    /// `RecordsFull` before the disk is really full, so that a card that was begun can be finished; `StationPaused`.
    pub fn may_begin_a_card(&self) -> Result<(), Condition> {
        let may = self.is_not_paused().and_then(|()| self.has_room());
        may.inspect_err(|_| drop(self.look()))
    }

    /// Whether the present date may be put on a card or into a signed record.
    ///
    /// # Errors
    /// `ClockBehind` with both times.
    pub fn may_date(&self) -> Result<(), Condition> {
        self.is_on_time().inspect_err(|_| drop(self.look()))
    }

    fn is_on_time(&self) -> Result<(), Condition> {
        let (now, newest) = (self.wall.now_ms(), self.store.health().newest_ms());
        if now.saturating_add(TOLERANCE) >= newest {
            return Ok(());
        }
        let detail = format!("clock {}, records {}", minute(now), minute(newest));
        Err(Condition::new(Reason::ClockBehind, detail))
    }

    /// A disk that cannot be asked is not full; writing to it says what is wrong.
    fn has_room(&self) -> Result<(), Condition> {
        let free = statvfs(&self.folder).map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize));
        match free {
            Ok(free) if free < self.room => {
                let (free, room) = (free >> 20, self.room >> 20);
                let detail = format!("{free} MiB are free, {room} MiB must be");
                Err(Condition::new(Reason::RecordsFull, detail))
            }
            _ => Ok(()),
        }
    }

    fn is_not_paused(&self) -> Result<(), Condition> {
        let pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        match &pause.by {
            Some(by) => Err(Condition::new(
                Reason::StationPaused,
                format!("by {}", by.id),
            )),
            None => Ok(()),
        }
    }

    /// Whether the counter is paused.
    pub fn is_paused(&self) -> bool {
        self.is_not_paused().is_err()
    }

    /// Pauses the counter in somebody's name, or ends the pause; durable on return.
    ///
    /// # Errors
    /// What the database says; then nothing changed.
    pub fn pause(&self, paused: bool, by: &Person) -> Result<(), StoreError> {
        let now = Pause::new(paused.then(|| by.clone()));
        let event = format!("{} by {}", if paused { "paused" } else { "resumed" }, by.id);
        let stored = now.clone();
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        if pause.by.is_some() == paused {
            return Ok(());
        }
        self.store
            .call(move |database| database.write(|writing| writing.put(&stored, &event)))?;
        *pause = now;
        drop(pause);
        self.look();
        Ok(())
    }
}

/// As a person reads a clock.
fn minute(at_ms: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(at_ms.div_euclid(1000));
    let at = at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (date, hour, minute) = (at.date(), at.hour(), at.minute());
    format!("{date} {hour:02}:{minute:02} UTC")
}
