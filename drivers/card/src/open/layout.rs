//! The file tree of the profile: identifiers as in the KTP-el chip, one application with seven transparent files.
//!
//! Every file begins with the length of its content in two bytes, big endian. What lies behind the content is zero.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Version of this profile, in the control file and under the issuer's signature.
pub const PROFILE_VERSION: u8 = 1;

/// Name of the application: a proprietary, unregistered identifier (`F0`) and ASCII.
pub const APPLICATION: &[u8] = b"\xF0LOKET1";

/// What the chip has room for, in bytes.
pub const CHIP_CAPACITY: usize = 8192;

/// Bytes of the length in front of each file's content.
pub const PREFIX: usize = 2;

/// Longest JPEG photo that fits, in bytes.
pub const MAX_PHOTO: usize = File::Photo.max_content();

/// Longest ISO/IEC 19794-2 record that fits, in bytes; one byte of its file says which finger.
pub const MAX_TEMPLATE: usize = File::FirstFinger.max_content() - 1;

/// An elementary file under the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum File {
    /// `6FF0`: profile version, chip serial number, write journal.
    Control,
    /// `6FF1`: biodata as quoted CSV.
    Biodata,
    /// `6FF2`: the photo, JPEG.
    Photo,
    /// `6FF3`: the holder's signature, a packed bitmap.
    Signature,
    /// `6FF4`: minutiae of the first finger.
    FirstFinger,
    /// `6FF5`: minutiae of the second finger.
    SecondFinger,
    /// `6FF6`: the issuer's signature over the others.
    IssuerSignature,
}

impl File {
    /// All files, by identifier.
    pub const ALL: [Self; 7] = [
        Self::Control,
        Self::Biodata,
        Self::Photo,
        Self::Signature,
        Self::FirstFinger,
        Self::SecondFinger,
        Self::IssuerSignature,
    ];

    /// The files that make up the record, in the order in which the issuer's signature covers them.
    pub const RECORD: [Self; 5] = [
        Self::Biodata,
        Self::Photo,
        Self::Signature,
        Self::FirstFinger,
        Self::SecondFinger,
    ];

    /// The two-byte file identifier.
    pub const fn identifier(self) -> u16 {
        match self {
            Self::Control => 0x6FF0,
            Self::Biodata => 0x6FF1,
            Self::Photo => 0x6FF2,
            Self::Signature => 0x6FF3,
            Self::FirstFinger => 0x6FF4,
            Self::SecondFinger => 0x6FF5,
            Self::IssuerSignature => 0x6FF6,
        }
    }

    /// Size of the file in bytes, length prefix included.
    pub const fn capacity(self) -> usize {
        match self {
            Self::Control => 32,
            Self::Biodata => 768,
            Self::Photo => 4096,
            Self::Signature => PREFIX + crate::signature_bitmap::BYTES,
            Self::FirstFinger | Self::SecondFinger => 1024,
            Self::IssuerSignature => PREFIX + crate::issuer::SIGNATURE_BYTES,
        }
    }

    /// Longest content in bytes, without the length prefix.
    pub const fn max_content(self) -> usize {
        self.capacity() - PREFIX
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Control => "control file",
            Self::Biodata => "biodata",
            Self::Photo => "photo",
            Self::Signature => "signature",
            Self::FirstFinger => "first finger",
            Self::SecondFinger => "second finger",
            Self::IssuerSignature => "issuer signature",
        })
    }
}

/// Bytes that all files take together.
const fn total_capacity() -> usize {
    let mut total = 0;
    let mut at = 0;
    while at < File::ALL.len() {
        total += File::ALL[at].capacity();
        at += 1;
    }
    total
}

const _: () = assert!(total_capacity() <= CHIP_CAPACITY);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::biodata::{BloodType, Sex};
    use crate::fields::TEXT_RULES;
    use crate::nik;

    #[test]
    fn biodata_that_keep_the_field_limits_always_fit() {
        let texts: usize = TEXT_RULES.iter().map(|rule| rule.max_characters).sum();
        let sex = Sex::ALL.map(|sex| sex.text().len()).into_iter().max();
        let blood = BloodType::ALL.map(|blood| blood.text().len());
        let values = texts
            + nik::DIGITS
            + "DD-MM-YYYY".len()
            + sex.unwrap()
            + blood.into_iter().max().unwrap();
        let quotes_and_commas = crate::csv::COLUMNS * 3 - 1;
        assert!(values + quotes_and_commas <= File::Biodata.max_content());
    }
}
