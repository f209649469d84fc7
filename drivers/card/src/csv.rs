//! The biodata file: one line of quoted CSV whose columns stand where the KTP-el chip has them.
//!
//! Every value is in double quotes; values never contain one ([`crate::fields::Characters`]). Columns 16 to 18 have no
//! publicly known meaning and stay empty.

use crate::biodata::{Biodata, BloodType, Sex};
use crate::date::Date;
use zeroize::Zeroizing;

/// Columns of the line.
pub(crate) const COLUMNS: usize = 20;

/// The line for `biodata`, without a line break.
pub(crate) fn encode(biodata: &Biodata) -> String {
    let birth_date = biodata.birth_date.to_string();
    let columns: [&str; COLUMNS] = [
        &biodata.nik,
        &biodata.address,
        &biodata.rt,
        &biodata.rw,
        &biodata.birth_place,
        &biodata.district,
        &biodata.village,
        &biodata.regency,
        biodata.sex.text(),
        biodata.blood_type.text(),
        &biodata.religion,
        &biodata.marital_status,
        &biodata.occupation,
        &biodata.name,
        &birth_date,
        &biodata.province,
        "",
        "",
        "",
        &biodata.citizenship,
    ];
    let columns = Zeroizing::new(columns.join("\",\""));
    format!("\"{}\"", *columns)
}

/// Reads [`encode`]; `None` when the line has another shape or a value with a fixed form has another one.
pub(crate) fn decode(line: &str) -> Option<Biodata> {
    let inner = line.strip_prefix('"')?.strip_suffix('"')?;
    let columns: Vec<_> = inner.split("\",\"").collect();
    let columns: [&str; COLUMNS] = columns.try_into().ok()?;
    if columns.iter().any(|value| value.contains('"')) {
        return None;
    }
    let text = |column: usize| columns[column].to_owned();
    Some(Biodata {
        nik: text(0),
        address: text(1),
        rt: text(2),
        rw: text(3),
        birth_place: text(4),
        district: text(5),
        village: text(6),
        regency: text(7),
        sex: Sex::ALL.into_iter().find(|sex| sex.text() == columns[8])?,
        blood_type: BloodType::ALL
            .into_iter()
            .find(|blood| blood.text() == columns[9])?,
        religion: text(10),
        marital_status: text(11),
        occupation: text(12),
        name: text(13),
        birth_date: Date::parse(columns[14])?,
        province: text(15),
        citizenship: text(19),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    /// Written by hand from the table of columns.
    const LINE: &str = concat!(
        r#""3174010703910001","JL. MELATI NO. 7","003","011","BANDUNG","TEBET","MANGGARAI","JAKARTA SELATAN","#,
        r#""LAKI-LAKI","O","ISLAM","BELUM KAWIN","GURU","BUDI SANTOSO","07-03-1991","DKI JAKARTA","","","","WNI""#
    );

    #[test]
    fn columns_stand_where_the_chip_has_them() {
        assert_eq!(encode(&samples::biodata()), LINE);
        assert_eq!(decode(LINE), Some(samples::biodata()));
    }

    #[test]
    fn refuses_other_lines() {
        let tampered = [
            LINE.replace("\"WNI\"", "\"WNI\",\"\""),
            LINE.replace(",\"\",\"\",\"\"", ",\"\",\"\""),
            LINE.replace("LAKI-LAKI", "LAKI"),
            LINE.replace("07-03-1991", "30-02-1991"),
            LINE.replace("GURU", "GU\"RU"),
            LINE.trim_end_matches('"').to_owned(),
            String::new(),
            "\"".to_owned(),
        ];
        for line in tampered {
            assert_eq!(decode(&line), None, "{line}");
        }
    }
}
