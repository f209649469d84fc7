//! How long a chip takes for a command, in world time.

use serde::Deserialize;
use std::time::Duration;

/// Bytes that are written to the memory at once.
const PAGE: usize = 64;

/// What a command takes; nothing unless a scenario says otherwise.
///
/// A contactless card of 2011 at 106 kbit/s: `byte_us = 95`, `page_us = 3000`, `command_us = 1500`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChipTiming {
    /// Microseconds for every command, whatever it does.
    pub command_us: u32,
    /// Microseconds for every byte of command and response on its way.
    pub byte_us: u32,
    /// Microseconds for every page of 64 bytes that is written to the memory.
    pub page_us: u32,
}

impl ChipTiming {
    /// The time of a command with so many bytes of command and response, that writes so many pages.
    pub(super) fn of(&self, bytes: usize, pages: u32) -> Duration {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let transfer = bytes.saturating_mul(self.byte_us.into());
        let writing = u64::from(pages) * u64::from(self.page_us);
        let all = transfer.saturating_add(writing);
        Duration::from_micros(all.saturating_add(self.command_us.into()))
    }
}

/// Pages that bytes from `offset` on lie in.
pub(super) fn pages(offset: usize, bytes: usize) -> u32 {
    let count = (offset + bytes).div_ceil(PAGE) - offset / PAGE;
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_where_they_begin() {
        for (offset, bytes, count) in [(0, 1, 1), (0, 64, 1), (0, 65, 2), (63, 2, 2), (64, 64, 1)] {
            assert_eq!(pages(offset, bytes), count, "{offset} {bytes}");
        }
    }

    #[test]
    fn a_command_takes_the_sum_of_its_parts() {
        let timing = ChipTiming {
            command_us: 1000,
            byte_us: 10,
            page_us: 3000,
        };
        assert_eq!(timing.of(5, 2), Duration::from_micros(7050));
        assert_eq!(ChipTiming::default().of(5, 2), Duration::ZERO);
    }
}
