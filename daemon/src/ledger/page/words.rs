//! The words of accounts and causes, Indonesian and English.

use super::Words;
use crate::ledger::account::{Account, Cause};
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
