//! Made-up applicants: what the office knows of them, and how the simulator makes them.

use loket_proto::v1::{Biodata, Date, FingerPosition, Sex};

/// All fingers in the order in which they are captured.
pub const FINGERS: [FingerPosition; 10] = [
    FingerPosition::RightThumb,
    FingerPosition::RightIndex,
    FingerPosition::RightMiddle,
    FingerPosition::RightRing,
    FingerPosition::RightLittle,
    FingerPosition::LeftThumb,
    FingerPosition::LeftIndex,
    FingerPosition::LeftMiddle,
    FingerPosition::LeftRing,
    FingerPosition::LeftLittle,
];

/// A made-up applicant.
#[derive(Clone, Debug)]
pub struct Person {
    /// Id in the simulator.
    pub id: &'static str,
    /// The front end's reference of the case.
    pub case: String,
    /// What is written on the card.
    pub biodata: Biodata,
    /// Fingers that the applicant does not have, or that have no image.
    pub missing: Vec<FingerPosition>,
    /// Why they are not captured.
    pub missing_because: &'static str,
    /// Whose hand signs.
    pub signature: u32,
}

/// Applicant `a` of the simulator's default scenario: a woman without a left little finger.
pub fn sari() -> Person {
    Person {
        id: "a",
        case: "2024-0001".into(),
        biodata: Biodata {
            nik: "9901024504930001".into(),
            name: "SARI KENANGA CONTOH".into(),
            birth_place: "KOTA CONTOH".into(),
            birth_date: Some(date(1993, 4, 5)),
            sex: Sex::Female.into(),
            blood_type: "O".into(),
            address: "JL. MELATI PERCOBAAN NO. 12".into(),
            rt: "004".into(),
            rw: "007".into(),
            village: "SUKACOBA".into(),
            district: "LOKET TIMUR".into(),
            occupation: "GURU".into(),
            marital_status: "KAWIN".into(),
            ..place()
        },
        missing: vec![FingerPosition::LeftLittle],
        missing_because: "amputated after an accident",
        signature: 3,
    }
}

/// Applicant `b` of the simulator's default scenario: a man whose old card broke.
pub fn bima() -> Person {
    Person {
        id: "b",
        case: "2024-0002".into(),
        biodata: Biodata {
            nik: "9901021709880002".into(),
            name: "BIMA TELADAN CONTOH".into(),
            birth_place: "PANTAI CONTOH".into(),
            birth_date: Some(date(1988, 9, 17)),
            sex: Sex::Male.into(),
            blood_type: "B".into(),
            address: "DUSUN UJI II NO. 5".into(),
            rt: "001".into(),
            rw: "002".into(),
            village: "MUARA UJI".into(),
            district: "LOKET BARAT".into(),
            occupation: "NELAYAN".into(),
            marital_status: "BELUM KAWIN".into(),
            ..place()
        },
        missing: Vec::new(),
        missing_because: "",
        signature: 8,
    }
}

fn place() -> Biodata {
    Biodata {
        regency: "KABUPATEN CONTOH".into(),
        province: "PROVINSI CONTOH".into(),
        religion: "ISLAM".into(),
        citizenship: "WNI".into(),
        ..Biodata::default()
    }
}

fn date(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}
