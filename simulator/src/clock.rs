//! World time: how it passes, and how it relates to time on the wall.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};
use thiserror::Error;

/// A point in world time, counted from the start of the world.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct WorldTime(Duration);

impl WorldTime {
    /// The start of the world.
    pub const ORIGIN: WorldTime = WorldTime(Duration::ZERO);

    /// The point `since` after the start.
    pub const fn from_origin(since: Duration) -> Self {
        Self(since)
    }

    /// Time since the start.
    pub const fn since_origin(self) -> Duration {
        self.0
    }

    /// Time from `earlier` to `self`, zero when `earlier` is later.
    pub fn since(self, earlier: WorldTime) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl std::ops::Add<Duration> for WorldTime {
    type Output = WorldTime;

    fn add(self, span: Duration) -> WorldTime {
        WorldTime(self.0.saturating_add(span))
    }
}

impl fmt::Debug for WorldTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "w+{:?}", self.0)
    }
}

/// How world time passes. Written `real`, `scaled:N` or `stepped`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum TimePolicy {
    /// As on the wall.
    #[default]
    Real,
    /// This many times as fast as on the wall, 1 to 10,000.
    Scaled(u32),
    /// Only when told.
    Stepped,
}

impl TimePolicy {
    /// World seconds per second on the wall; 1 for a stepped world.
    pub fn speed(self) -> u32 {
        match self {
            Self::Scaled(speed) => speed,
            Self::Real | Self::Stepped => 1,
        }
    }
}

/// The text names no time policy.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is no time policy; write real, scaled:N (1 to 10000) or stepped")]
pub struct TimePolicyError(String);

impl FromStr for TimePolicy {
    type Err = TimePolicyError;

    fn from_str(text: &str) -> Result<Self, TimePolicyError> {
        let bad = || TimePolicyError(text.to_owned());
        match text.split_once(':') {
            None if text == "real" => Ok(Self::Real),
            None if text == "stepped" => Ok(Self::Stepped),
            Some(("scaled", speed)) => match speed.parse() {
                Ok(speed @ 1..=10_000) => Ok(Self::Scaled(speed)),
                _ => Err(bad()),
            },
            _ => Err(bad()),
        }
    }
}

impl TryFrom<String> for TimePolicy {
    type Error = TimePolicyError;

    fn try_from(text: String) -> Result<Self, TimePolicyError> {
        text.parse()
    }
}

impl From<TimePolicy> for String {
    fn from(policy: TimePolicy) -> Self {
        policy.to_string()
    }
}

impl fmt::Display for TimePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real => f.write_str("real"),
            Self::Scaled(speed) => write!(f, "scaled:{speed}"),
            Self::Stepped => f.write_str("stepped"),
        }
    }
}

/// The world's clock.
#[derive(Debug)]
pub struct WorldClock {
    policy: TimePolicy,
    /// Since when time has passed like this, on the wall and in the world.
    since: (Instant, WorldTime),
    stepped: WorldTime,
}

impl WorldClock {
    /// A clock that starts now.
    pub fn new(policy: TimePolicy) -> Self {
        Self {
            policy,
            since: (Instant::now(), WorldTime::ORIGIN),
            stepped: WorldTime::ORIGIN,
        }
    }

    /// How time passes.
    pub fn policy(&self) -> TimePolicy {
        self.policy
    }

    /// The present.
    pub fn now(&self) -> WorldTime {
        match self.policy {
            TimePolicy::Stepped => self.stepped,
            running => {
                let (wall, world) = self.since;
                world + wall.elapsed().saturating_mul(running.speed())
            }
        }
    }

    /// From now on time passes like this.
    pub(crate) fn set_policy(&mut self, policy: TimePolicy) {
        let now = self.now();
        *self = Self {
            policy,
            since: (Instant::now(), now),
            stepped: now,
        };
    }

    /// Moves a stepped clock forward; false, and nothing done, when time passes by itself.
    pub fn step_to(&mut self, time: WorldTime) -> bool {
        let stepped = self.policy == TimePolicy::Stepped;
        if stepped {
            self.stepped = self.stepped.max(time);
        }
        stepped
    }

    /// How long to wait on the wall until `time`; `None` when only a step brings it.
    pub fn wall_until(&self, time: WorldTime) -> Option<Duration> {
        let world = time.since(self.now());
        match self.policy {
            _ if world.is_zero() => Some(Duration::ZERO),
            TimePolicy::Stepped => None,
            running => Some(world / running.speed()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_read_as_they_are_written() {
        for text in ["real", "scaled:20", "stepped"] {
            assert_eq!(text.parse::<TimePolicy>().unwrap().to_string(), text);
        }
        for text in ["", "scaled", "scaled:0", "scaled:10001", "real:1"] {
            assert!(text.parse::<TimePolicy>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_stepped_clock_moves_only_forward_and_only_when_told() {
        let mut clock = WorldClock::new(TimePolicy::Stepped);
        let later = WorldTime::ORIGIN + Duration::from_secs(5);
        assert_eq!(clock.now(), WorldTime::ORIGIN);
        assert_eq!(clock.wall_until(later), None);
        assert!(clock.step_to(later));
        assert!(clock.step_to(WorldTime::ORIGIN));
        assert_eq!(clock.now(), later);
        assert_eq!(clock.wall_until(later), Some(Duration::ZERO));
    }

    #[test]
    fn time_goes_on_from_where_it_is_when_it_passes_otherwise() {
        let later = WorldTime::ORIGIN + Duration::from_secs(5);
        let mut clock = WorldClock::new(TimePolicy::Stepped);
        clock.step_to(later);
        clock.set_policy(TimePolicy::Scaled(100));
        assert!(clock.now() >= later);
        clock.set_policy(TimePolicy::Stepped);
        assert!(clock.now() >= later);
        assert_eq!(clock.now(), clock.now());
    }

    #[test]
    fn a_scaled_clock_shortens_waits() {
        let mut clock = WorldClock::new(TimePolicy::Scaled(100));
        let wait = clock.wall_until(clock.now() + Duration::from_secs(10));
        assert!(wait.is_some_and(|wait| wait <= Duration::from_millis(100)));
        assert!(!clock.step_to(WorldTime::ORIGIN));
    }
}
