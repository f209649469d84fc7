//! The biodata file.

use crate::cli::words::Sex;
use loket_proto::v1;
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer};

/// All that is printed on the card; keys and limits are those of the API's `Biodata`.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BiodataFile {
    nik: String,
    name: String,
    birth_place: String,
    /// `YYYY-MM-DD`.
    #[serde(deserialize_with = "date")]
    birth_date: v1::Date,
    sex: Sex,
    blood_type: String,
    address: String,
    rt: String,
    rw: String,
    village: String,
    district: String,
    regency: String,
    province: String,
    religion: String,
    marital_status: String,
    occupation: String,
    citizenship: String,
}

/// Three numbers; whether there is such a day is the daemon's to judge.
fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<v1::Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    let parts: Option<Vec<i32>> = text.split('-').map(|part| part.parse().ok()).collect();
    match parts.as_deref() {
        Some([year, month, day]) => Ok(v1::Date {
            year: *year,
            month: *month,
            day: *day,
        }),
        _ => Err(D::Error::invalid_value(
            Unexpected::Other("text"),
            &"a date like 1990-08-17",
        )),
    }
}

impl From<BiodataFile> for v1::Biodata {
    fn from(file: BiodataFile) -> Self {
        Self {
            nik: file.nik,
            name: file.name,
            birth_place: file.birth_place,
            birth_date: Some(file.birth_date),
            sex: file.sex as i32,
            blood_type: file.blood_type,
            address: file.address,
            rt: file.rt,
            rw: file.rw,
            village: file.village,
            district: file.district,
            regency: file.regency,
            province: file.province,
            religion: file.religion,
            marital_status: file.marital_status,
            occupation: file.occupation,
            citizenship: file.citizenship,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A synthetic person.
    pub(crate) fn sample() -> Value {
        json!({
            "nik": "3171015708900001", "name": "SITI CONTOH", "birth_place": "PADANG",
            "birth_date": "1990-08-17", "sex": "female", "blood_type": "AB",
            "address": "JL. MELATI 5", "rt": "001", "rw": "002", "village": "SUNGAI LIAT",
            "district": "SEKAYU", "regency": "MUSI BANYUASIN", "province": "SUMATERA SELATAN",
            "religion": "ISLAM", "marital_status": "KAWIN", "occupation": "PETANI", "citizenship": "WNI",
        })
    }

    fn read(value: Value) -> Result<v1::Biodata, String> {
        serde_json::from_value::<BiodataFile>(value)
            .map(Into::into)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn every_key_arrives_in_its_field() {
        let biodata = read(sample()).unwrap();
        assert_eq!(
            biodata.birth_date,
            Some(v1::Date {
                year: 1990,
                month: 8,
                day: 17
            })
        );
        assert_eq!(biodata.sex(), v1::Sex::Female);
        let texts = [
            ("nik", &biodata.nik),
            ("name", &biodata.name),
            ("birth_place", &biodata.birth_place),
            ("blood_type", &biodata.blood_type),
            ("address", &biodata.address),
            ("rt", &biodata.rt),
            ("rw", &biodata.rw),
            ("village", &biodata.village),
            ("district", &biodata.district),
            ("regency", &biodata.regency),
            ("province", &biodata.province),
            ("religion", &biodata.religion),
            ("marital_status", &biodata.marital_status),
            ("occupation", &biodata.occupation),
            ("citizenship", &biodata.citizenship),
        ];
        for (key, text) in texts {
            assert_eq!(sample()[key], **text, "{key}");
        }
    }

    #[test]
    fn an_impossible_day_is_left_to_the_daemon() {
        let mut value = sample();
        value["birth_date"] = "1990-02-31".into();
        assert_eq!(read(value).unwrap().birth_date.unwrap().day, 31);
    }

    #[test]
    fn unknown_keys_and_what_is_no_date_are_refused() {
        let mut value = sample();
        value["nickname"] = "S".into();
        assert!(
            read(value)
                .unwrap_err()
                .contains("unknown field `nickname`")
        );
        for text in ["17-8", "today", "1990/08/17", ""] {
            let mut value = sample();
            value["birth_date"] = text.into();
            assert!(read(value).unwrap_err().contains("a date like"), "{text}");
        }
    }
}
