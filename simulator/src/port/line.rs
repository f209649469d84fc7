//! A serial line that takes as long as a real one: ten bits a byte (8N1) at the speed in use.

use crate::clock::WorldTime;
use std::collections::VecDeque;
use std::time::Duration;

/// Bytes that a receiver is handed at once: the depth of a common UART's FIFO, doubled.
const FIFO: usize = 32;

/// How long `bytes` bytes take at `speed` bits per second, rounded up so that they have arrived by then.
pub fn wire_time(bytes: usize, speed: u32) -> Duration {
    let bits = 10 * u64::try_from(bytes).unwrap_or(u64::MAX / 10);
    let nanos = bits.saturating_mul(1_000_000_000);
    Duration::from_nanos(nanos.div_ceil(u64::from(speed.max(1))))
}

/// Bytes on their way, sent at one speed without a pause.
#[derive(Debug)]
struct Burst {
    start: WorldTime,
    speed: u32,
    bytes: Vec<u8>,
    taken: usize,
}

impl Burst {
    fn arrival(&self, count: usize) -> WorldTime {
        self.start + wire_time(count, self.speed)
    }

    fn arrived(&self, now: WorldTime) -> usize {
        let bits = now.since(self.start).as_nanos() * u128::from(self.speed) / 1_000_000_000;
        usize::try_from(bits / 10).map_or(self.bytes.len(), |count| count.min(self.bytes.len()))
    }
}

/// The sending half of a line.
#[derive(Debug, Default)]
pub struct Line {
    bursts: VecDeque<Burst>,
}

impl Line {
    /// Sends `bytes` at `speed`, from `start` on or after what is still on its way.
    pub fn send(&mut self, start: WorldTime, speed: u32, bytes: Vec<u8>) {
        let free = self
            .bursts
            .back()
            .map_or(start, |burst| burst.arrival(burst.bytes.len()));
        self.bursts.push_back(Burst {
            start: start.max(free),
            speed,
            bytes,
            taken: 0,
        });
    }

    /// Takes the bytes that have arrived by `now`, each with the speed at which it was sent.
    pub fn take_arrived(&mut self, now: WorldTime) -> Vec<(u32, u8)> {
        let mut out = Vec::new();
        while let Some(burst) = self.bursts.front_mut() {
            let arrived = burst.arrived(now);
            let fresh = burst.bytes[burst.taken..arrived].iter();
            out.extend(fresh.map(|&byte| (burst.speed, byte)));
            burst.taken = arrived;
            if arrived < burst.bytes.len() {
                break;
            }
            self.bursts.pop_front();
        }
        out
    }

    /// When the next FIFO's worth has arrived.
    pub fn wake(&self) -> Option<WorldTime> {
        let burst = self.bursts.front()?;
        Some(burst.arrival(burst.bytes.len().min(burst.taken + FIFO)))
    }

    /// Forgets what is on its way.
    pub fn cut(&mut self) {
        self.bursts.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: u64) -> WorldTime {
        WorldTime::from_origin(Duration::from_micros(micros))
    }

    #[test]
    fn a_byte_takes_ten_bits() {
        let mut line = Line::default();
        line.send(at(0), 100_000, vec![1, 2, 3]);
        assert!(line.take_arrived(at(99)).is_empty());
        assert_eq!(line.take_arrived(at(100)), [(100_000, 1)]);
        assert_eq!(line.take_arrived(at(1000)).len(), 2);
        assert_eq!(line.wake(), None);
    }

    #[test]
    fn bursts_do_not_overlap_and_keep_their_speed() {
        let mut line = Line::default();
        line.send(at(0), 100_000, vec![0; 10]);
        line.send(at(500), 50_000, vec![1; 2]);
        assert_eq!(line.take_arrived(at(1199)).len(), 10);
        assert_eq!(line.take_arrived(at(1200)), [(50_000, 1)]);
        assert_eq!(line.wake(), Some(at(1400)));
    }

    #[test]
    fn an_image_takes_the_time_of_the_wire() {
        let mut line = Line::default();
        line.send(at(0), 115_200, vec![0; 38_472]);
        let mut now = at(0);
        let mut got = 0;
        while let Some(wake) = line.wake() {
            now = wake;
            got += line.take_arrived(now).len();
        }
        assert_eq!(got, 38_472);
        let millis = now.since_origin().as_millis();
        assert_eq!(millis, 3339);
    }
}
