//! How long each step takes, in world time and on the wall.

use crate::hands::Hands;
use std::time::{Duration, Instant};

/// One step.
#[derive(Clone, Debug)]
pub struct Lap {
    /// What was done.
    pub name: &'static str,
    /// In world time: what the devices would have taken at a counter that runs at true speed.
    pub world: Duration,
    /// As the clock on the wall has it.
    pub wall: Duration,
}

/// A stopwatch whose laps follow each other without gaps.
#[derive(Debug)]
pub struct Laps {
    done: Vec<Lap>,
    world_ms: u64,
    wall: Instant,
}

impl Laps {
    /// Starts the first lap.
    ///
    /// # Errors
    /// When the simulator is gone.
    pub async fn start(hands: &mut Hands) -> anyhow::Result<Self> {
        Ok(Self {
            done: Vec::new(),
            world_ms: hands.world_ms().await?,
            wall: Instant::now(),
        })
    }

    /// Ends the lap under this name and starts the next.
    ///
    /// # Errors
    /// When the simulator is gone.
    pub async fn lap(&mut self, hands: &mut Hands, name: &'static str) -> anyhow::Result<()> {
        let (world_ms, wall) = (hands.world_ms().await?, Instant::now());
        self.done.push(Lap {
            name,
            world: Duration::from_millis(world_ms.saturating_sub(self.world_ms)),
            wall: wall.saturating_duration_since(self.wall),
        });
        (self.world_ms, self.wall) = (world_ms, wall);
        Ok(())
    }

    /// The laps since this was last asked for.
    pub fn take(&mut self) -> Vec<Lap> {
        std::mem::take(&mut self.done)
    }
}
