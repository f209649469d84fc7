//! The world's stepped clock as the drivers' clock.

use loket_drivers::clock::{Clock, Moment};
use loket_simulator::clock::WorldTime;
use loket_simulator::shared::SharedWorld;

/// World time; waiting is stepping.
#[derive(Debug)]
pub(super) struct SteppedClock {
    world: SharedWorld,
}

impl SteppedClock {
    pub(super) fn new(world: SharedWorld) -> Self {
        Self { world }
    }

    /// Steps to `wake` or `until`, whichever is first, stopping where the world changes by itself.
    pub(super) fn step(&self, wake: Option<WorldTime>, until: Moment) {
        self.world.with(|world| {
            let end = WorldTime::from_origin(until.since_origin());
            let next = [wake, world.next_change()].into_iter().flatten().min();
            let next = next.unwrap_or(end).min(end).max(world.now());
            world.advance_to(next);
        });
    }
}

impl Clock for SteppedClock {
    fn now(&self) -> Moment {
        Moment::from_origin(self.world.with(|world| world.now()).since_origin())
    }

    fn sleep_until(&self, until: Moment) {
        while self.now() < until {
            self.step(None, until);
        }
    }
}
