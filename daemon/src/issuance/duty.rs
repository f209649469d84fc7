//! How much a printer may do in an hour and in a day. Counted from the books, so that a restart forgets nothing.

use crate::condition::{Condition, Reason};
use time::OffsetDateTime;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The limit of a printer's work; 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Duty {
    /// Cards in any hour.
    pub per_hour: u32,
    /// Cards in a day, which begins at midnight UTC as the dates on cards do.
    pub per_day: u32,
}

/// Why a card waits, and until when: milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// `CoolingPause` or `DutySpent`.
    pub condition: Condition,
    /// When the next card may be begun.
    pub until_ms: i64,
}

impl Duty {
    /// From when on blanks count that were taken; `None` while there is no limit.
    pub fn counts_from(self, now_ms: i64) -> Option<i64> {
        let hour = (self.per_hour > 0).then_some(now_ms - HOUR_MS);
        let day = (self.per_day > 0).then(|| day_begin(now_ms));
        hour.into_iter().chain(day).min()
    }

    /// Whether another card must wait, by the times at which blanks were taken, in ascending order.
    pub fn rest(self, taken: &[i64], now_ms: i64) -> Option<Rest> {
        self.day_over(taken, now_ms)
            .or_else(|| self.hour_full(taken, now_ms))
    }

    /// How many more cards may be begun today; `None` without a limit.
    pub fn left_today(self, taken: &[i64], now_ms: i64) -> Option<u32> {
        let used = u32::try_from(since(taken, day_begin(now_ms)).len()).unwrap_or(u32::MAX);
        (self.per_day > 0).then(|| self.per_day.saturating_sub(used))
    }

    fn day_over(self, taken: &[i64], now_ms: i64) -> Option<Rest> {
        let is_spent = self.left_today(taken, now_ms) == Some(0);
        let until_ms = day_begin(now_ms) + DAY_MS;
        is_spent.then(|| rest(Reason::DutySpent, self.per_day, until_ms))
    }

    /// The card may be begun when so many have left the hour behind that there is room for one.
    fn hour_full(self, taken: &[i64], now_ms: i64) -> Option<Rest> {
        let per_hour = usize::try_from(self.per_hour).unwrap_or(usize::MAX);
        let recent = since(taken, now_ms - HOUR_MS + 1);
        let leaves_last = recent.len().checked_sub(per_hour)?;
        let until_ms = recent.get(leaves_last)? + HOUR_MS;
        (per_hour > 0).then(|| rest(Reason::CoolingPause, self.per_hour, until_ms))
    }
}

fn since(taken: &[i64], from: i64) -> &[i64] {
    &taken[taken.partition_point(|at| *at < from)..]
}

fn day_begin(now_ms: i64) -> i64 {
    now_ms - now_ms.rem_euclid(DAY_MS)
}

fn rest(reason: Reason, limit: u32, until_ms: i64) -> Rest {
    let until = OffsetDateTime::from_unix_timestamp(until_ms.div_euclid(1000));
    let until = until.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (hour, minute) = (until.hour(), until.minute());
    let detail = format!(
        "{limit} cards; until {} {hour:02}:{minute:02} UTC",
        until.date()
    );
    Rest {
        condition: Condition::new(reason, detail),
        until_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;
    /// A day at noon.
    const NOON: i64 = 20_000 * DAY_MS + 12 * HOUR_MS;

    fn until(per_hour: u32, per_day: u32, taken: &[i64]) -> Option<(Reason, i64)> {
        let rest = Duty { per_hour, per_day }.rest(taken, NOON)?;
        Some((rest.condition.reason, rest.until_ms - NOON))
    }

    #[test]
    fn the_next_card_waits_until_the_hour_has_room_for_it() {
        let taken = [90, 50, 30, 10].map(|ago| NOON - ago * MINUTE);
        for (per_hour, expected) in [
            (0, None),
            (4, None),
            (3, Some((Reason::CoolingPause, 10 * MINUTE))),
            (2, Some((Reason::CoolingPause, 30 * MINUTE))),
            (1, Some((Reason::CoolingPause, 50 * MINUTE))),
        ] {
            assert_eq!(until(per_hour, 0, &taken), expected, "{per_hour} an hour");
        }
        assert_eq!(until(1, 0, &[NOON - HOUR_MS]), None, "just an hour ago");
    }

    #[test]
    fn a_day_begins_anew_at_midnight() {
        let midnight = NOON - 12 * HOUR_MS;
        let taken = [midnight - 1, midnight, midnight + 1];
        let spent = Some((Reason::DutySpent, 12 * HOUR_MS));
        for (per_day, expected, left) in [(0, None, None), (2, spent, Some(0)), (3, None, Some(1))]
        {
            let duty = Duty {
                per_hour: 0,
                per_day,
            };
            assert_eq!(until(0, per_day, &taken), expected);
            assert_eq!(duty.left_today(&taken, NOON), left);
        }
    }

    #[test]
    fn a_clock_that_was_ahead_leaves_cards_that_count() {
        assert_eq!(
            until(1, 0, &[NOON + MINUTE]),
            Some((Reason::CoolingPause, HOUR_MS + MINUTE))
        );
    }

    #[test]
    fn as_much_is_looked_at_as_counts() {
        let from = |per_hour, per_day| Duty { per_hour, per_day }.counts_from(NOON);
        assert_eq!(from(0, 0), None);
        assert_eq!(from(1, 0), Some(NOON - HOUR_MS));
        assert_eq!(from(1, 1), Some(NOON - 12 * HOUR_MS));
    }

    #[test]
    fn the_person_reads_when_it_goes_on() {
        let duty = Duty {
            per_hour: 1,
            per_day: 0,
        };
        let rest = duty.rest(&[NOON - 20 * MINUTE], NOON).unwrap();
        assert_eq!(rest.condition.detail, "1 cards; until 2024-10-04 12:40 UTC");
    }
}
