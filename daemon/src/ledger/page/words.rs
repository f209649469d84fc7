//! The words of accounts and causes, Indonesian and English.

use super::Words;
use crate::ledger::account::{Account, Cause};
use crate::ledger::calendar::{self, parts};
use crate::ledger::card::{Place, Surrender};

pub(super) fn account(account: Account) -> Words {
    match account {
        Account::Received => ("Diterima", "received"),
        Account::Store => ("Di gudang", "in store"),
        Account::Hopper => ("Di wadah pencetak", "in the hopper"),
        Account::Machine => ("Di mesin", "in the machine"),
        Account::Good => ("Kartu baik", "good cards"),
        Account::Spoiled(why) => cause(why),
        Account::Returned => ("Dikembalikan ke pusat", "returned to the centre"),
        Account::Unknown => ("Belum jelas", "unknown"),
    }
}

pub(super) fn cause(cause: Cause) -> Words {
    match cause {
        Cause::EncodeFailure => ("Gagal encode", "encode failure"),
        Cause::PrintFailure => ("Gagal cetak", "print failure"),
        Cause::FactoryBad => ("Cacat pabrik", "bad from the factory"),
        Cause::TestCard => ("Kartu uji", "test card"),
        Cause::DoubleFeed => ("Tertarik ganda", "double feed"),
        Cause::JamClearance => ("Macet", "jam clearance"),
        Cause::Inspection => ("Ditolak pemeriksaan", "failed inspection"),
        Cause::Cancel => ("Dibatalkan", "cancelled"),
        Cause::Other => ("Lain-lain", "other"),
    }
}

pub(super) fn surrender(why: Surrender) -> Words {
    match why {
        Surrender::Damaged => ("Kartu lama rusak", "old card, damaged"),
        Surrender::DataChange => (
            "Kartu lama, perubahan elemen data",
            "old card, data changed",
        ),
        Surrender::Found => ("Kartu lama ditemukan", "old card, found"),
    }
}

pub(super) fn place(place: Place) -> Words {
    match place {
        Place::Blank(at) => account(at),
        Place::Old(why) => surrender(why),
    }
}

const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

/// `November 2026`.
pub(super) fn month(year: i32, month: u8) -> String {
    let name = MONTHS.get(usize::from(month).wrapping_sub(1));
    format!("{} {year}", name.copied().unwrap_or_default())
}

/// `22 November 2026`; empty for a day that no calendar has.
pub(super) fn date(day: i64) -> String {
    let parts = parts(day);
    parts.map_or_else(String::new, |(year, of_year, day)| {
        format!("{day} {}", month(year, of_year))
    })
}

/// `22 November 2026 pukul 16.05`, as a clock on the wall shows it that is so far ahead of UTC.
pub(super) fn moment(at_ms: i64, offset_ms: i64) -> String {
    let (day, hour, minute) = calendar::moment(at_ms, offset_ms);
    format!("{} pukul {hour:02}.{minute:02}", date(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_in_an_indonesian_office() {
        assert_eq!(moment(0, 7 * 3_600_000), "1 Januari 1970 pukul 07.00");
        assert_eq!(date(i64::MAX), date(1_000_000));
        assert_eq!(month(2026, 12), "Desember 2026");
    }
}
