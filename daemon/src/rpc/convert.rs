//! Core values to messages and back, where both workflows need them. Bad input ends in [`Checks`].

use crate::person::{Person, Role};
use crate::rpc::validate::Checks;
use loket_card::biodata::{Biodata, BloodType, Sex};
use loket_card::date::Date;
use loket_card::fields;
use loket_card::finger::FingerPosition;
use loket_drivers::fingerprint_scanner::CaptureHint;
use loket_proto::v1;
use prost_types::Timestamp;

/// Reads biodata; every bad field is noted below `field`.
pub fn biodata(field: &str, message: Option<v1::Biodata>, checks: &mut Checks) -> Option<Biodata> {
    let Some(message) = message else {
        checks.violation(field, "is required");
        return None;
    };
    let (sex, blood_type) = (sex(message.sex), blood_type(&message.blood_type));
    checks.ensure(sex.is_some(), &format!("{field}.sex"), "is not a sex");
    checks.ensure(
        blood_type.is_some(),
        &format!("{field}.blood_type"),
        "must be A, B, AB, O or -",
    );
    // The table looks at all other fields even when these two are bad.
    let record = with_choices(
        message,
        sex.unwrap_or(Sex::Male),
        blood_type.unwrap_or(BloodType::Unknown),
    );
    let violations = fields::check(&record);
    for found in &violations {
        checks.violation(
            format!("{field}.{}", found.field),
            found.violation.to_string(),
        );
    }
    (violations.is_empty() && sex.is_some() && blood_type.is_some()).then_some(record)
}

fn with_choices(message: v1::Biodata, sex: Sex, blood_type: BloodType) -> Biodata {
    Biodata {
        nik: message.nik,
        name: message.name,
        birth_place: message.birth_place,
        birth_date: date(message.birth_date.unwrap_or_default()),
        sex,
        blood_type,
        address: message.address,
        rt: message.rt,
        rw: message.rw,
        village: message.village,
        district: message.district,
        regency: message.regency,
        province: message.province,
        religion: message.religion,
        marital_status: message.marital_status,
        occupation: message.occupation,
        citizenship: message.citizenship,
    }
}

/// Parts that do not fit become 0, which no calendar has.
fn date(message: v1::Date) -> Date {
    Date {
        year: u16::try_from(message.year).unwrap_or_default(),
        month: u8::try_from(message.month).unwrap_or_default(),
        day: u8::try_from(message.day).unwrap_or_default(),
    }
}

fn sex(value: i32) -> Option<Sex> {
    match v1::Sex::try_from(value) {
        Ok(v1::Sex::Male) => Some(Sex::Male),
        Ok(v1::Sex::Female) => Some(Sex::Female),
        Ok(v1::Sex::Unspecified) | Err(_) => None,
    }
}

fn blood_type(text: &str) -> Option<BloodType> {
    BloodType::ALL
        .into_iter()
        .find(|blood_type| blood_type.text() == text)
}

/// Biodata as a message.
pub fn biodata_message(biodata: &Biodata) -> v1::Biodata {
    let (date, own) = (biodata.birth_date, biodata);
    let sex = match biodata.sex {
        Sex::Male => v1::Sex::Male,
        Sex::Female => v1::Sex::Female,
    };
    v1::Biodata {
        nik: own.nik.clone(),
        name: own.name.clone(),
        birth_place: own.birth_place.clone(),
        birth_date: Some(v1::Date {
            year: date.year.into(),
            month: date.month.into(),
            day: date.day.into(),
        }),
        sex: sex.into(),
        blood_type: own.blood_type.text().to_owned(),
        address: own.address.clone(),
        rt: own.rt.clone(),
        rw: own.rw.clone(),
        village: own.village.clone(),
        district: own.district.clone(),
        regency: own.regency.clone(),
        province: own.province.clone(),
        religion: own.religion.clone(),
        marital_status: own.marital_status.clone(),
        occupation: own.occupation.clone(),
        citizenship: own.citizenship.clone(),
    }
}

/// A finger position as its enum value.
pub fn position_message(position: FingerPosition) -> i32 {
    position.code().into()
}

/// Who asked, as a message.
pub fn actor_message(person: &Person) -> v1::Actor {
    let role = match person.role {
        Role::Operator => v1::Role::Operator,
        Role::Supervisor => v1::Role::Supervisor,
        Role::Integrator => v1::Role::Integrator,
    };
    v1::Actor {
        id: person.id.clone(),
        role: role.into(),
    }
}

/// Milliseconds since 1970 as a timestamp.
pub fn timestamp(ms: i64) -> Timestamp {
    let millis = i32::try_from(ms.rem_euclid(1000)).unwrap_or_default();
    Timestamp {
        seconds: ms.div_euclid(1000),
        nanos: millis * 1_000_000,
    }
}

/// What the person at the scanner should do now.
pub fn hint_message(position: FingerPosition, hint: CaptureHint) -> v1::PlacementHint {
    let (received, total) = match hint {
        CaptureHint::Transferring { received, total } => (received, total),
        _ => (0, 0),
    };
    let (kind, text_en, text_id) = hint_words(hint);
    v1::PlacementHint {
        position: position_message(position),
        kind: kind.into(),
        received,
        total,
        text_en: text_en.to_owned(),
        text_id: text_id.to_owned(),
    }
}

fn hint_words(hint: CaptureHint) -> (v1::HintKind, &'static str, &'static str) {
    match hint {
        CaptureHint::Place => (
            v1::HintKind::Place,
            "Place the finger on the sensor.",
            "Letakkan jari pada sensor.",
        ),
        CaptureHint::Hold => (
            v1::HintKind::Hold,
            "Keep the finger still.",
            "Tahan jari, jangan bergerak.",
        ),
        CaptureHint::PlaceAgain => (
            v1::HintKind::PlaceAgain,
            "Place the finger again.",
            "Letakkan jari sekali lagi.",
        ),
        CaptureHint::Lift => (v1::HintKind::Lift, "Lift the finger.", "Angkat jari."),
        CaptureHint::Transferring { .. } => (
            v1::HintKind::Transferring,
            "Reading the image.",
            "Membaca gambar.",
        ),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::refusal::Refusal;

    pub(crate) fn sample() -> v1::Biodata {
        v1::Biodata {
            nik: "3171015708900001".into(),
            name: "SITI CONTOH".into(),
            birth_place: "PADANG".into(),
            birth_date: Some(v1::Date {
                year: 1990,
                month: 8,
                day: 17,
            }),
            sex: v1::Sex::Female.into(),
            blood_type: "AB".into(),
            address: "JL. MELATI 5".into(),
            rt: "001".into(),
            rw: "002".into(),
            village: "SUNGAI LIAT".into(),
            district: "SEKAYU".into(),
            regency: "MUSI BANYUASIN".into(),
            province: "SUMATERA SELATAN".into(),
            religion: "ISLAM".into(),
            marital_status: "KAWIN".into(),
            occupation: "PETANI".into(),
            citizenship: "WNI".into(),
        }
    }

    fn violations(message: v1::Biodata) -> Vec<String> {
        let mut checks = Checks::default();
        let value = biodata("biodata", Some(message), &mut checks);
        match checks.finish(|| value) {
            Ok(_) => Vec::new(),
            Err(Refusal::Violations(all)) => all.into_iter().map(|one| one.field).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn biodata_goes_both_ways() {
        let mut checks = Checks::default();
        let value = biodata("biodata", Some(sample()), &mut checks).unwrap();
        assert_eq!(biodata_message(&value), sample());
    }

    #[test]
    fn every_bad_field_is_named_at_once() {
        let bad = v1::Biodata {
            nik: "317101990890000".into(),
            name: "SITI\u{7}".into(),
            birth_date: Some(v1::Date {
                year: 1990,
                month: 2,
                day: 30,
            }),
            sex: 9,
            blood_type: "C".into(),
            rt: String::new(),
            ..sample()
        };
        let expected = [
            "biodata.sex",
            "biodata.blood_type",
            "biodata.nik",
            "biodata.birth_date",
            "biodata.name",
            "biodata.rt",
        ];
        assert_eq!(violations(bad), expected);
    }

    #[test]
    fn a_missing_date_and_one_out_of_range_are_bad() {
        assert_eq!(
            violations(v1::Biodata {
                birth_date: None,
                ..sample()
            }),
            ["biodata.birth_date"]
        );
        let huge = Some(v1::Date {
            year: i32::MAX,
            month: 300,
            day: -1,
        });
        assert_eq!(
            violations(v1::Biodata {
                birth_date: huge,
                ..sample()
            }),
            ["biodata.birth_date"]
        );
    }

    #[test]
    fn milliseconds_become_timestamps_before_1970_too() {
        assert_eq!(
            timestamp(1_500),
            Timestamp {
                seconds: 1,
                nanos: 500_000_000
            }
        );
        assert_eq!(
            timestamp(-1),
            Timestamp {
                seconds: -1,
                nanos: 999_000_000
            }
        );
    }
}
