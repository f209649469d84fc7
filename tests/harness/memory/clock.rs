//! The world's stepped clock as the drivers' clock.

use super::interception::Interception;
use loket_drivers::clock::{Clock, Moment};
use loket_simulator::clock::WorldTime;
use loket_simulator::shared::SharedWorld;
use std::sync::Arc;
use std::time::Duration;

/// What a stopped daemon's clock shows: every limit is over.
const NEVER: Duration = Duration::from_hours(1_000_000);

/// World time; waiting is stepping.
#[derive(Debug)]
pub(super) struct SteppedClock {
    world: SharedWorld,
    interception: Arc<dyn Interception>,
}

impl SteppedClock {
    pub(super) fn new(world: SharedWorld, interception: Arc<dyn Interception>) -> Self {
        Self {
            world,
            interception,
        }
    }

    /// Steps to `wake` or `until`, whichever is first, stopping where the world changes by itself.
    pub(super) fn step(&self, wake: Option<WorldTime>, until: Moment) {
        let moved = self.world.with(|world| {
            let end = WorldTime::from_origin(until.since_origin());
            let change = world.next_change();
            let next = [wake, change].into_iter().flatten().min();
            let next = next.unwrap_or(end).min(end).max(world.now());
            world.advance_to(next);
            change.is_some_and(|change| change <= next)
        });
        if moved {
            self.interception.moved();
        }
    }
}

impl Clock for SteppedClock {
    fn now(&self) -> Moment {
        if !self.interception.is_running() {
            return Moment::from_origin(NEVER);
        }
        Moment::from_origin(self.world.with(|world| world.now()).since_origin())
    }

    fn sleep_until(&self, until: Moment) {
        while self.interception.is_running() && self.now() < until {
            self.step(None, until);
        }
    }
}
