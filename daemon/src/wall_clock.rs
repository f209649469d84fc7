//! The wall clock: what dates are stamped with. It may be wrong; order in time is boot and sequence number.

use std::fmt;
use time::OffsetDateTime;

/// Tells the date and time of day.
pub trait WallClock: Send + Sync + fmt::Debug {
    /// Now, in UTC.
    fn now(&self) -> OffsetDateTime;

    /// Now, in milliseconds since 1970.
    fn now_ms(&self) -> i64 {
        let millis = self.now().unix_timestamp_nanos() / 1_000_000;
        i64::try_from(millis).unwrap_or(i64::MAX)
    }
}

/// The machine's.
#[derive(Clone, Copy, Debug)]
pub struct SystemWallClock;

impl WallClock for SystemWallClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}
