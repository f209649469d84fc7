//! The wall clock: what dates are stamped with. It may be wrong; order in time is boot and sequence number.

use std::fmt;
use time::{Date, OffsetDateTime};

/// Tells the date and time of day.
pub trait WallClock: Send + Sync + fmt::Debug {
    /// Now, in milliseconds since 1970, UTC.
    fn now_ms(&self) -> i64;

    /// Today, UTC.
    fn today(&self) -> Date {
        let now = OffsetDateTime::from_unix_timestamp(self.now_ms().div_euclid(1000));
        now.unwrap_or(OffsetDateTime::UNIX_EPOCH).date()
    }
}

/// The machine's.
#[derive(Clone, Copy, Debug)]
pub struct SystemWallClock;

impl WallClock for SystemWallClock {
    fn now_ms(&self) -> i64 {
        let millis = OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000;
        i64::try_from(millis).unwrap_or(i64::MAX)
    }
}
