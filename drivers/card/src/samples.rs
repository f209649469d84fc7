//! Made-up records for tests.

use crate::CardRecord;
use crate::biodata::{Biodata, BloodType, Sex};
use crate::date::Date;
use crate::finger::{FingerPosition, FingerTemplate};
use crate::signature_bitmap::SignatureBitmap;

/// A holder who does not exist.
pub fn biodata() -> Biodata {
    Biodata {
        nik: "3174010703910001".into(),
        name: "BUDI SANTOSO".into(),
        birth_place: "BANDUNG".into(),
        birth_date: Date {
            year: 1991,
            month: 3,
            day: 7,
        },
        sex: Sex::Male,
        blood_type: BloodType::O,
        address: "JL. MELATI NO. 7".into(),
        rt: "003".into(),
        rw: "011".into(),
        village: "MANGGARAI".into(),
        district: "TEBET".into(),
        regency: "JAKARTA SELATAN".into(),
        province: "DKI JAKARTA".into(),
        religion: "ISLAM".into(),
        marital_status: "BELUM KAWIN".into(),
        occupation: "GURU".into(),
        citizenship: "WNI".into(),
    }
}

/// The holder's record, with stand-ins for the photo and the templates.
pub fn record() -> CardRecord {
    let template = |position| FingerTemplate {
        position,
        record: b"FMR\0 20\0 stand-in for minutiae".to_vec(),
    };
    CardRecord {
        biodata: biodata(),
        photo: photo(300),
        signature: SignatureBitmap::from_fn(|x, y| x == 2 * y),
        templates: [
            template(FingerPosition::RightIndex),
            template(FingerPosition::LeftIndex),
        ],
    }
}

/// `length` bytes, four or more, that begin and end with the markers of a JPEG stream.
pub fn photo(length: usize) -> Vec<u8> {
    let mut photo = vec![0x55; length];
    photo[..2].copy_from_slice(&[0xFF, 0xD8]);
    photo[length - 2..].copy_from_slice(&[0xFF, 0xD9]);
    photo
}
