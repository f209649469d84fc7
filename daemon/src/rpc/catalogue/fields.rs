//! The biodata's fields as a screen needs them: labels, lengths, and the rules of `loket-card` as patterns.

use loket_card::biodata::{BloodType, Sex};
use loket_card::fields::{Characters, Field, TEXT_RULES, TextRule};
use loket_card::nik;
use loket_proto::v1;

/// All fields, in the order of the card.
pub(super) fn all() -> Vec<v1::Field> {
    let own_rules = [nik_field(), date_field(), sex_field(), blood_type_field()];
    let mut fields: Vec<_> = own_rules
        .into_iter()
        .chain(TEXT_RULES.iter().map(text_field))
        .collect();
    fields.sort_by_key(|field| LABELS.iter().position(|label| path(label.0) == field.name));
    fields
}

/// Field, English and Indonesian label, in the order of the card.
const LABELS: [(Field, &str, &str); 17] = [
    (Field::Nik, "Population number", "NIK"),
    (Field::Name, "Name", "Nama"),
    (Field::BirthPlace, "Place of birth", "Tempat Lahir"),
    (Field::BirthDate, "Date of birth", "Tanggal Lahir"),
    (Field::Sex, "Sex", "Jenis Kelamin"),
    (Field::BloodType, "Blood type", "Gol. Darah"),
    (Field::Address, "Address", "Alamat"),
    (Field::Rt, "Neighbourhood unit", "RT"),
    (Field::Rw, "Community unit", "RW"),
    (Field::Village, "Village", "Kel/Desa"),
    (Field::District, "District", "Kecamatan"),
    (Field::Regency, "Regency or city", "Kabupaten/Kota"),
    (Field::Province, "Province", "Provinsi"),
    (Field::Religion, "Religion", "Agama"),
    (Field::MaritalStatus, "Marital status", "Status Perkawinan"),
    (Field::Occupation, "Occupation", "Pekerjaan"),
    (Field::Citizenship, "Citizenship", "Kewarganegaraan"),
];

fn path(field: Field) -> String {
    format!("biodata.{field}")
}

fn field(field: Field, lengths: (usize, usize), pattern: String) -> v1::Field {
    let label = LABELS.iter().find(|label| label.0 == field);
    let (_, label_en, label_id) = label.copied().unwrap_or((field, "", ""));
    v1::Field {
        name: path(field),
        label_en: label_en.to_owned(),
        label_id: label_id.to_owned(),
        required: true,
        min_length: super::number(lengths.0),
        max_length: super::number(lengths.1),
        pattern,
        values: Vec::new(),
    }
}

fn nik_field() -> v1::Field {
    let pattern = format!("^[0-9]{{{}}}$", nik::DIGITS);
    field(Field::Nik, (nik::DIGITS, nik::DIGITS), pattern)
}

/// Sent as three numbers; lengths and pattern are those of its usual text, 1990-12-31.
fn date_field() -> v1::Field {
    let pattern = "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$";
    field(Field::BirthDate, (10, 10), pattern.to_owned())
}

fn sex_field() -> v1::Field {
    let values = Sex::ALL.map(|sex| match sex {
        Sex::Male => v1::Sex::Male.as_str_name(),
        Sex::Female => v1::Sex::Female.as_str_name(),
    });
    choice(Field::Sex, &values)
}

fn blood_type_field() -> v1::Field {
    choice(Field::BloodType, &BloodType::ALL.map(BloodType::text))
}

fn choice(of: Field, values: &[&str]) -> v1::Field {
    let lengths = values.iter().map(|value| value.len());
    let range = (
        lengths.clone().min().unwrap_or(0),
        lengths.max().unwrap_or(0),
    );
    v1::Field {
        values: values.iter().map(|&value| value.to_owned()).collect(),
        ..field(of, range, String::new())
    }
}

fn text_field(rule: &TextRule) -> v1::Field {
    field(
        rule.field,
        (1, rule.max_characters),
        pattern(rule.characters),
    )
}

/// Allowed characters, of which one is no space; without look-around, so that every dialect of regular expressions
/// reads it.
fn pattern(characters: Characters) -> String {
    let allowed: Vec<char> = (' '..='~').filter(|&c| characters.allow(c)).collect();
    let class = |wanted: &mut dyn Iterator<Item = &char>| {
        let escaped = wanted.map(|c| match c {
            '-' | ']' | '\\' | '^' | '/' => format!("\\{c}"),
            plain => plain.to_string(),
        });
        escaped.collect::<String>()
    };
    let any = class(&mut allowed.iter());
    let solid = class(&mut allowed.iter().filter(|&&c| c != ' '));
    format!("^[{any}]*[{solid}][{any}]*$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_there_once_with_labels() {
        let fields = all();
        assert_eq!(fields.len(), LABELS.len());
        for (field, label) in fields.iter().zip(LABELS) {
            assert_eq!(field.name, path(label.0));
            assert!(!field.label_en.is_empty() && !field.label_id.is_empty());
            assert!(field.min_length <= field.max_length && field.max_length > 0);
        }
    }

    #[test]
    fn a_screen_can_check_as_the_daemon_does() {
        let digits = pattern(Characters::Digits);
        assert_eq!(digits, "^[0123456789]*[0123456789][0123456789]*$");
        let name = pattern(Characters::Name);
        assert!(name.starts_with("^[ ',\\-.\\/ABC"), "{name}");
        assert!(!name.contains('5'));
    }
}
