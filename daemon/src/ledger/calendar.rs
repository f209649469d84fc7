//! Months and days as the office's clock on the wall has them.

use time::{Date, Duration, Month as MonthName, OffsetDateTime};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// A month of a year in a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    year: i32,
    month: MonthName,
    offset_minutes: i32,
}

impl Month {
    /// A month of 1 to 12 in a year of 1970 to 2199, in a zone so many minutes ahead of UTC (at most 14 hours either way);
    /// `None` for anything else.
    pub fn new(year: i32, month: u32, offset_minutes: i32) -> Option<Self> {
        let month = MonthName::try_from(u8::try_from(month).ok()?).ok()?;
        let sound = (1970..=2199).contains(&year) && (-840..=840).contains(&offset_minutes);
        sound.then_some(Self {
            year,
            month,
            offset_minutes,
        })
    }

    /// Year, and month from 1.
    pub fn parts(self) -> (i32, u8) {
        (self.year, self.month.into())
    }

    /// How far its zone is ahead of UTC, in milliseconds.
    pub fn offset_ms(self) -> i64 {
        i64::from(self.offset_minutes) * MINUTE_MS
    }

    /// From its first millisecond to the first of the next month, since 1970 in UTC.
    pub fn span_ms(self) -> (i64, i64) {
        let days = self.month.length(self.year);
        let first = Date::from_calendar_date(self.year, self.month, 1);
        let days_before = first.map_or(0, |first| (first - epoch()).whole_days());
        let begin = days_before * DAY_MS - self.offset_ms();
        (begin, begin + i64::from(days) * DAY_MS)
    }
}

fn epoch() -> Date {
    OffsetDateTime::UNIX_EPOCH.date()
}

/// A day, counted from 1970, as year, month and day: `2026-11-22`. Empty for a day that no calendar has.
pub fn date(day: i64) -> String {
    let parts = parts(day);
    parts.map_or_else(String::new, |(year, month, day)| {
        format!("{year:04}-{month:02}-{day:02}")
    })
}

/// The day of a moment in a zone.
pub fn day(at_ms: i64, offset_ms: i64) -> i64 {
    at_ms.saturating_add(offset_ms).div_euclid(DAY_MS)
}

/// A moment as the clock on the wall shows it in a zone: its day, counted from 1970, then hour and minute.
pub fn moment(at_ms: i64, offset_ms: i64) -> (i64, i64, i64) {
    let minutes = at_ms.saturating_add(offset_ms).rem_euclid(DAY_MS) / MINUTE_MS;
    (day(at_ms, offset_ms), minutes / 60, minutes % 60)
}

/// Year, month from 1 and day of a day that is counted from 1970; `None` for one that no calendar has.
pub fn parts(day: i64) -> Option<(i32, u8, u8)> {
    let date = epoch().checked_add(Duration::days(day.clamp(-1_000_000, 1_000_000)))?;
    Some((date.year(), date.month().into(), date.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_its_days_in_its_own_zone() {
        let november = Month::new(2026, 11, 7 * 60).unwrap();
        let (begin, end) = november.span_ms();
        let shown = |at_ms, offset_ms| {
            let (day, hour, minute) = moment(at_ms, offset_ms);
            format!("{} {hour:02}:{minute:02}", date(day))
        };
        assert_eq!(shown(begin, november.offset_ms()), "2026-11-01 00:00");
        assert_eq!(shown(begin, 0), "2026-10-31 17:00");
        assert_eq!(shown(end, november.offset_ms()), "2026-12-01 00:00");
        let february = Month::new(2028, 2, 0).unwrap().span_ms();
        assert_eq!((february.1 - february.0) / DAY_MS, 29);
    }

    #[test]
    fn what_no_calendar_has_is_no_month() {
        for (year, month, offset) in [
            (2026, 0, 0),
            (2026, 13, 0),
            (1969, 1, 0),
            (2026, 1, 841),
            (2026, 1, i32::MIN),
        ] {
            assert_eq!(Month::new(year, month, offset), None);
        }
        assert_eq!(date(i64::MAX), date(1_000_000));
        assert_eq!(date(0), "1970-01-01");
    }
}
