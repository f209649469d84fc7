//! The rules for every biodata field, as one table: the daemon checks input with it, and the chip's biodata file is
//! sized by it.

use crate::biodata::Biodata;
use crate::nik::{self, NikViolation};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// A field of [`Biodata`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named like the documented fields of Biodata")]
pub enum Field {
    Nik,
    Name,
    BirthPlace,
    BirthDate,
    Sex,
    BloodType,
    Address,
    Rt,
    Rw,
    Village,
    District,
    Regency,
    Province,
    Religion,
    MaritalStatus,
    Occupation,
    Citizenship,
}

impl Field {
    /// The name of the field in [`Biodata`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Nik => "nik",
            Self::Name => "name",
            Self::BirthPlace => "birth_place",
            Self::BirthDate => "birth_date",
            Self::Sex => "sex",
            Self::BloodType => "blood_type",
            Self::Address => "address",
            Self::Rt => "rt",
            Self::Rw => "rw",
            Self::Village => "village",
            Self::District => "district",
            Self::Regency => "regency",
            Self::Province => "province",
            Self::Religion => "religion",
            Self::MaritalStatus => "marital_status",
            Self::Occupation => "occupation",
            Self::Citizenship => "citizenship",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Characters that a text field may hold. All are ASCII, so that characters are bytes in the chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Characters {
    /// `0` to `9`.
    Digits,
    /// Letters, spaces and `. , ' - /`.
    Name,
    /// As in a name, and digits, `( ) & #`.
    Address,
}

impl Characters {
    /// Whether a field of this kind may hold `character`.
    pub fn allow(self, character: char) -> bool {
        match self {
            Self::Digits => character.is_ascii_digit(),
            Self::Name => character.is_ascii_alphabetic() || " .,'-/".contains(character),
            Self::Address => {
                Self::Name.allow(character)
                    || character.is_ascii_digit()
                    || "()&#".contains(character)
            }
        }
    }
}

/// The rule for one text field.
#[derive(Clone, Copy, Debug)]
pub struct TextRule {
    /// Which field.
    pub field: Field,
    /// Most characters; every text field needs at least one that is not a space.
    pub max_characters: usize,
    /// What they may be.
    pub characters: Characters,
    value: fn(&Biodata) -> &str,
}

macro_rules! text_rules {
    ($($field:ident $member:ident $max:literal $characters:ident;)*) => {
        &[$(TextRule {
            field: Field::$field,
            max_characters: $max,
            characters: Characters::$characters,
            value: |biodata| &biodata.$member,
        }),*]
    };
}

/// The rules for all text fields but the NIK, which has its own in [`crate::nik`].
pub const TEXT_RULES: &[TextRule] = text_rules! {
    Name name 60 Name;
    BirthPlace birth_place 40 Name;
    Address address 120 Address;
    Rt rt 3 Digits;
    Rw rw 3 Digits;
    Village village 40 Address;
    District district 40 Address;
    Regency regency 40 Name;
    Province province 40 Name;
    Religion religion 40 Name;
    MaritalStatus marital_status 20 Name;
    Occupation occupation 50 Address;
    Citizenship citizenship 30 Name;
};

/// Which rule a field breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Violation {
    /// Nothing but spaces.
    #[error("must not be empty")]
    Missing,
    /// Too many characters.
    #[error("has {found} characters, at most {max} fit")]
    TooLong {
        /// The limit.
        max: usize,
        /// What was given.
        found: usize,
    },
    /// A character outside [`Characters`].
    #[error("has a character that is not allowed at position {position}")]
    ForbiddenCharacter {
        /// Position of the first such character, from 1.
        position: usize,
    },
    /// The calendar has no such day, or the year is outside 1900 to 2199.
    #[error("is no day of the calendar")]
    ImpossibleDate,
    /// A rule of the NIK.
    #[error(transparent)]
    Nik(NikViolation),
}

/// A field and the rule that it breaks. Never carries the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[error("{field} {violation}")]
pub struct FieldViolation {
    /// Which field.
    pub field: Field,
    /// Which rule.
    pub violation: Violation,
}

/// All rules that `biodata` breaks; empty when it can go on a card.
pub fn check(biodata: &Biodata) -> Vec<FieldViolation> {
    let nik = nik::violations(&biodata.nik).into_iter();
    let mut found: Vec<_> = nik
        .map(|violation| FieldViolation {
            field: Field::Nik,
            violation: Violation::Nik(violation),
        })
        .collect();
    if !biodata.birth_date.is_possible() {
        found.push(FieldViolation {
            field: Field::BirthDate,
            violation: Violation::ImpossibleDate,
        });
    }
    found.extend(TEXT_RULES.iter().flat_map(|rule| rule.check(biodata)));
    found
}

impl TextRule {
    fn check(&self, biodata: &Biodata) -> impl Iterator<Item = FieldViolation> + use<> {
        let field = self.field;
        let text = (self.value)(biodata);
        [
            self.missing(text),
            self.too_long(text),
            self.forbidden(text),
        ]
        .into_iter()
        .flatten()
        .map(move |violation| FieldViolation { field, violation })
    }

    fn missing(&self, text: &str) -> Option<Violation> {
        text.trim().is_empty().then_some(Violation::Missing)
    }

    fn too_long(&self, text: &str) -> Option<Violation> {
        let (max, found) = (self.max_characters, text.chars().count());
        (found > max).then_some(Violation::TooLong { max, found })
    }

    fn forbidden(&self, text: &str) -> Option<Violation> {
        let at = text.chars().position(|c| !self.characters.allow(c))?;
        Some(Violation::ForbiddenCharacter { position: at + 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_sound_record_breaks_no_rule() {
        assert_eq!(check(&samples::biodata()), []);
    }

    #[test]
    fn all_violations_come_at_once() {
        let mut biodata = samples::biodata();
        biodata.nik = "123".into();
        biodata.name = "A\u{7}".repeat(31);
        biodata.birth_date.month = 13;
        biodata.rt = "  ".into();
        let found = |field, violation| FieldViolation { field, violation };
        assert_eq!(
            check(&biodata),
            [
                found(Field::Nik, Violation::Nik(NikViolation::NotSixteenDigits)),
                found(Field::BirthDate, Violation::ImpossibleDate),
                found(Field::Name, Violation::TooLong { max: 60, found: 62 }),
                found(Field::Name, Violation::ForbiddenCharacter { position: 2 }),
                found(Field::Rt, Violation::Missing),
                found(Field::Rt, Violation::ForbiddenCharacter { position: 1 }),
            ]
        );
    }

    #[test]
    fn quotes_and_line_breaks_cannot_reach_the_chip_file() {
        for forbidden in ['"', '\n', '\r', '\0', 'é', '\u{202e}'] {
            assert!(!Characters::Address.allow(forbidden), "{forbidden:?}");
        }
    }

    #[test]
    fn the_text_says_the_field_and_never_the_value() {
        let mut biodata = samples::biodata();
        biodata.name = "Secret 7".into();
        let text = check(&biodata)[0].to_string();
        assert_eq!(
            text,
            "name has a character that is not allowed at position 8"
        );
    }
}
