//! The time of day of an office in memory: a wall clock that goes as the world's does.

use super::office::{Office, Premises};
use loket_daemon::wall_clock::WallClock;
use loket_simulator::clock::WorldTime;
use loket_simulator::shared::SharedWorld;
use std::sync::Arc;
use std::time::Duration;

/// The world's clock as a wall clock.
#[derive(Debug)]
struct TimeOfDay(SharedWorld);

impl WallClock for TimeOfDay {
    fn now_ms(&self) -> i64 {
        let noon = Duration::from_hours(24 + 12);
        let now = noon + self.0.with(|world| world.now()).since_origin();
        i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
    }
}

impl Premises {
    /// With a wall clock that goes as the world's clock does, from noon on.
    #[must_use]
    pub fn with_world_time(mut self) -> Self {
        self.wall = Arc::new(TimeOfDay(self.world.clone()));
        self
    }
}

impl Office {
    /// So much time passes; the daemon does what was due meanwhile.
    pub fn pass(&self, span: Duration) {
        self.world.with(|world| {
            let then = world.now().since_origin() + span;
            world.advance_to(WorldTime::from_origin(then));
        });
        self.counter.issuance.work_until_idle();
    }
}
