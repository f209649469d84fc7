//! The national identity number (nomor induk kependudukan, NIK): 6 digits region, 6 digits birth date, 4 digits serial.

use crate::date::days_in_month;
use thiserror::Error;

/// Digits of a NIK.
pub const DIGITS: usize = 16;

/// What is added to the day of birth for a woman.
const FEMALE_DAY_OFFSET: u8 = 40;

/// Why a text is no NIK. One text can break several rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum NikViolation {
    /// Not exactly sixteen ASCII digits; the other rules were not looked at.
    #[error("must be 16 digits")]
    NotSixteenDigits,
    /// The first six digits are all zero.
    #[error("has no region in its first six digits")]
    NoRegion,
    /// Digits 7 to 12 are no day, month and year of a calendar, day plus 40 for women.
    #[error("has no possible birth date in digits 7 to 12")]
    ImpossibleDate,
}

/// All rules that `nik` breaks. The birth date inside is not compared with the applicant's: a NIK stays as it was
/// issued when a birth date is corrected later.
pub fn violations(nik: &str) -> Vec<NikViolation> {
    if nik.len() != DIGITS || !nik.bytes().all(|byte| byte.is_ascii_digit()) {
        return vec![NikViolation::NotSixteenDigits];
    }
    let mut found = Vec::new();
    if nik.starts_with("000000") {
        found.push(NikViolation::NoRegion);
    }
    if !has_possible_date(nik.as_bytes()) {
        found.push(NikViolation::ImpossibleDate);
    }
    found
}

fn has_possible_date(digits: &[u8]) -> bool {
    let (day, month, year) = (two(digits, 6), two(digits, 8), two(digits, 10));
    let day = day.checked_sub(FEMALE_DAY_OFFSET).unwrap_or(day);
    // The century is not written: year 00 may be 2000, which was a leap year.
    (1..=days_in_month(month, year.is_multiple_of(4))).contains(&day)
}

fn two(digits: &[u8], at: usize) -> u8 {
    (digits[at] - b'0') * 10 + (digits[at + 1] - b'0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use NikViolation::*;

    #[test]
    fn accepts_men_women_and_leap_days() {
        for nik in [
            "3174010703910001",
            "3174014703910001",
            "3174012902000001",
            "3174017112990009",
        ] {
            assert_eq!(violations(nik), [], "{nik}");
        }
    }

    #[test]
    fn names_each_broken_rule() {
        for (nik, expected) in [
            ("", &[NotSixteenDigits][..]),
            ("317401070391000", &[NotSixteenDigits]),
            ("31740107039100011", &[NotSixteenDigits]),
            ("31740107O3910001", &[NotSixteenDigits]),
            ("３174010703910", &[NotSixteenDigits]),
            ("0000000703910001", &[NoRegion]),
            ("3174013202910001", &[ImpossibleDate]),
            ("3174014002910001", &[ImpossibleDate]),
            ("3174016902910001", &[ImpossibleDate]),
            ("3174010713910001", &[ImpossibleDate]),
            ("0000000000000000", &[NoRegion, ImpossibleDate]),
        ] {
            assert_eq!(violations(nik), expected, "{nik}");
        }
    }
}
