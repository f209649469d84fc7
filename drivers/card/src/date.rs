//! Calendar dates as a card carries them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A day of the Gregorian calendar. The parts are as they were entered; [`Date::is_possible`] says whether that day
/// exists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    /// Year, 1900 to 2199 on a card.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

impl Date {
    /// Whether the calendar has this day, in a year from 1900 to 2199.
    pub fn is_possible(self) -> bool {
        (1900..=2199).contains(&self.year)
            && (1..=days_in_month(self.month, is_leap(self.year))).contains(&self.day)
    }

    /// Reads `DD-MM-YYYY`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[2] != b'-' || bytes[5] != b'-' {
            return None;
        }
        let date = Self {
            year: text.get(6..)?.parse().ok()?,
            month: text.get(3..5)?.parse().ok()?,
            day: text.get(..2)?.parse().ok()?,
        };
        // Number parsing is laxer than the format: it takes a plus sign.
        (date.is_possible() && date.to_string() == text).then_some(date)
    }
}

impl fmt::Display for Date {
    /// `DD-MM-YYYY`, as printed on the card.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}-{:04}", self.day, self.month, self.year)
    }
}

impl fmt::Debug for Date {
    /// Leaves the date out: it is an applicant's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Date(..)")
    }
}

/// Days of a month, 0 for a month that does not exist.
pub(crate) fn days_in_month(month: u8, leap: bool) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: u16, month: u8, day: u8) -> Date {
        Date { year, month, day }
    }

    #[test]
    fn knows_the_calendar() {
        assert!(date(2000, 2, 29).is_possible());
        assert!(date(1996, 2, 29).is_possible());
        assert!(!date(1900, 2, 29).is_possible());
        assert!(!date(2001, 2, 29).is_possible());
        assert!(!date(1990, 4, 31).is_possible());
        assert!(!date(1990, 13, 1).is_possible());
        assert!(!date(1990, 0, 1).is_possible());
        assert!(!date(1990, 1, 0).is_possible());
        assert!(!date(1899, 1, 1).is_possible());
    }

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        assert_eq!(Date::parse("07-03-1991"), Some(date(1991, 3, 7)));
        assert_eq!(date(1991, 3, 7).to_string(), "07-03-1991");
        for wrong in [
            "7-3-1991",
            "1991-03-07",
            "31-02-1991",
            "+7-03-1991",
            "07-03-199é",
        ] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }
}
