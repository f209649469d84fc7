//! The written part of a card: who the holder is.

use crate::date::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Sex as entered in the family register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Laki-laki.
    Male,
    /// Perempuan.
    Female,
}

impl Sex {
    /// All values.
    pub const ALL: [Self; 2] = [Self::Male, Self::Female];

    /// The word on the card and in the chip.
    pub fn text(self) -> &'static str {
        match self {
            Self::Male => "LAKI-LAKI",
            Self::Female => "PEREMPUAN",
        }
    }
}

/// Blood type of the ABO system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BloodType {
    /// A.
    A,
    /// B.
    B,
    /// AB.
    Ab,
    /// O.
    O,
    /// Not known; a dash on the card.
    Unknown,
}

impl BloodType {
    /// All values.
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::Ab, Self::O, Self::Unknown];

    /// The letters on the card and in the chip.
    pub fn text(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::Ab => "AB",
            Self::O => "O",
            Self::Unknown => "-",
        }
    }
}

/// What is printed on the card and written to the chip's biodata file. [`crate::fields::check`] says which limits the
/// texts must keep. Its texts are erased from memory when dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Biodata {
    /// National identity number, 16 digits.
    pub nik: String,
    /// Full name.
    pub name: String,
    /// Place of birth.
    pub birth_place: String,
    /// Day of birth.
    #[zeroize(skip)]
    pub birth_date: Date,
    /// Sex.
    #[zeroize(skip)]
    pub sex: Sex,
    /// Blood type.
    #[zeroize(skip)]
    pub blood_type: BloodType,
    /// Street, house number, hamlet.
    pub address: String,
    /// Neighbourhood unit (rukun tetangga), up to three digits.
    pub rt: String,
    /// Community unit (rukun warga), up to three digits.
    pub rw: String,
    /// Village or urban ward (desa, kelurahan).
    pub village: String,
    /// District (kecamatan).
    pub district: String,
    /// Regency or city (kabupaten, kota).
    pub regency: String,
    /// Province.
    pub province: String,
    /// Religion or belief.
    pub religion: String,
    /// Marital status.
    pub marital_status: String,
    /// Occupation.
    pub occupation: String,
    /// Citizenship: WNI, or WNA with the country.
    pub citizenship: String,
}

impl fmt::Debug for Biodata {
    /// Leaves all values out: they are an applicant's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Biodata(..)")
    }
}
