//! The time seam: monotonic time as drivers and workflows see it.

use std::fmt;
use std::time::{Duration, Instant};

/// A point in monotonic time, counted from an origin that only its clock knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(Duration);

impl Moment {
    /// The clock's origin.
    pub const ORIGIN: Moment = Moment(Duration::ZERO);

    /// A moment `since` after the clock's origin.
    pub const fn from_origin(since: Duration) -> Self {
        Self(since)
    }

    /// Time since the clock's origin.
    pub const fn since_origin(self) -> Duration {
        self.0
    }

    /// Time from `earlier` to `self`, zero when `earlier` is later.
    pub fn since(self, earlier: Moment) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl std::ops::Add<Duration> for Moment {
    type Output = Moment;

    fn add(self, span: Duration) -> Moment {
        Moment(self.0.saturating_add(span))
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t+{:?}", self.0)
    }
}

/// Monotonic time and the only way to wait without a device.
pub trait Clock: Send + Sync + fmt::Debug {
    /// The present moment; never goes back.
    fn now(&self) -> Moment;

    /// Returns when `now() >= until`.
    fn sleep_until(&self, until: Moment);
}

/// The machine's monotonic clock.
#[derive(Debug)]
pub struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    /// A clock whose origin is now.
    pub fn new() -> Self {
        Self {
            origin: Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        Moment(self.origin.elapsed())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the clock is the one place that may sleep"
    )]
    fn sleep_until(&self, until: Moment) {
        std::thread::sleep(until.since(self.now()));
    }
}
