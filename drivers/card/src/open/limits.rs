//! How much of a chip a counter uses, from a profile file.
//!
//! Identifiers and sizes of files are not in it: they are the chip's own, and a card that was written by another tree would be
//! read nowhere. An office may only stay below them.

use super::layout::{CHIP_CAPACITY, File, MAX_PHOTO, MAX_TEMPLATE, PREFIX};
use crate::profile::ProfileFileError;
use serde::Deserialize;
use std::ops::RangeInclusive;

/// The profile file as shipped: everything that the chip has room for.
pub const SHIPPED: &str = include_str!("profile.toml");

const BIODATA: RangeInclusive<usize> = 256..=File::Biodata.max_content();
/// The least holds the counter's own portraits, some 100 pixels high.
const PHOTO: RangeInclusive<usize> = 1536..=MAX_PHOTO;
/// The least holds 37 minutiae.
const TEMPLATE: RangeInclusive<usize> = 256..=MAX_TEMPLATE;
/// The least has room for the least of each content.
const BUDGET: RangeInclusive<usize> =
    taken(*BIODATA.start(), *PHOTO.start(), *TEMPLATE.start())..=CHIP_CAPACITY;

/// Most bytes of each content that an order may bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What the chip has room for, in bytes; what the files take is no more.
    pub budget: usize,
    /// Biodata as quoted CSV, in bytes.
    pub biodata: usize,
    /// Photo, in bytes.
    pub photo: usize,
    /// One ISO/IEC 19794-2 record, in bytes.
    pub template: usize,
}

impl Limits {
    /// All that a chip has room for, as [`SHIPPED`] says.
    pub const CHIP: Self = Self {
        budget: CHIP_CAPACITY,
        biodata: *BIODATA.end(),
        photo: *PHOTO.end(),
        template: *TEMPLATE.end(),
    };

    /// From the text of a profile file.
    ///
    /// # Errors
    /// `Form` for an unknown or missing key, or no whole number; `OutOfRange` for what the chip cannot hold or nobody could use;
    /// `OverBudget`.
    pub(super) fn parse(text: &str) -> Result<Self, ProfileFileError> {
        let ProfileFile {
            _kind: _,
            budget,
            content,
        } = toml::from_str(text)?;
        let limits = Self {
            budget,
            biodata: content.biodata,
            photo: content.photo,
            template: content.template,
        };
        limits.check()?;
        Ok(limits)
    }

    fn check(&self) -> Result<(), ProfileFileError> {
        in_range("budget", self.budget, &BUDGET)?;
        in_range("content.biodata", self.biodata, &BIODATA)?;
        in_range("content.photo", self.photo, &PHOTO)?;
        in_range("content.template", self.template, &TEMPLATE)?;
        let needed = taken(self.biodata, self.photo, self.template);
        if needed > self.budget {
            let budget = self.budget;
            return Err(ProfileFileError::OverBudget { needed, budget });
        }
        Ok(())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::CHIP
    }
}

/// A profile file. `kind` is what it was found by.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    #[serde(rename = "kind")]
    _kind: String,
    budget: usize,
    content: Content,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    biodata: usize,
    photo: usize,
    template: usize,
}

/// Bytes that all files take with contents of these lengths.
const fn taken(biodata: usize, photo: usize, template: usize) -> usize {
    let fixed = File::Control.max_content()
        + File::Signature.max_content()
        + File::IssuerSignature.max_content();
    fixed + biodata + photo + 2 * (1 + template) + File::ALL.len() * PREFIX
}

fn in_range(
    field: &'static str,
    value: usize,
    range: &RangeInclusive<usize>,
) -> Result<(), ProfileFileError> {
    let (least, most) = (*range.start(), *range.end());
    match range.contains(&value) {
        true => Ok(()),
        false => Err(ProfileFileError::OutOfRange {
            field,
            value,
            least,
            most,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::limits;

    /// The shipped file with `from` replaced, and what is said of it.
    fn refused(from: &str, to: &str) -> String {
        assert_eq!(SHIPPED.matches(from).count(), 1, "{from}");
        limits(&SHIPPED.replace(from, to)).unwrap_err().to_string()
    }

    #[test]
    fn the_shipped_file_uses_all_that_the_chip_has() {
        assert_eq!(limits(SHIPPED).unwrap(), Limits::CHIP);
    }

    #[test]
    fn lower_limits_are_taken() {
        let text = SHIPPED.replace("photo = 4094", "photo = 1536");
        let text = text.replace("budget = 8192", "budget = 5378");
        let lower = Limits {
            photo: 1536,
            budget: 5378,
            ..Limits::CHIP
        };
        assert_eq!(limits(&text).unwrap(), lower);
    }

    #[test]
    fn every_mistake_is_named_with_field_value_and_limit() {
        for (from, to, said) in [
            (
                "photo = 4094",
                "photo = 4095",
                "content.photo: 4095 is not in 1536 to 4094",
            ),
            (
                "photo = 4094",
                "photo = 1535",
                "content.photo: 1535 is not in 1536 to 4094",
            ),
            (
                "biodata = 766",
                "biodata = 767",
                "content.biodata: 767 is not in 256 to 766",
            ),
            (
                "template = 1021",
                "template = 0",
                "content.template: 0 is not in 256 to 1021",
            ),
            (
                "budget = 8192",
                "budget = 8193",
                "budget: 8193 is not in 3338 to 8192",
            ),
            (
                "budget = 8192",
                "budget = 7935",
                "budget: 7935 bytes; the files take 7936",
            ),
            (
                "kind = \"open\"",
                "kind = \"ktp-el\"",
                "kind: `ktp-el` can be read in part, and not written",
            ),
            (
                "kind = \"open\"",
                "kind = \"opne\"",
                "kind: there is no `opne`, only: open, ktp-el",
            ),
        ] {
            assert_eq!(refused(from, to), said);
        }
    }

    #[test]
    fn what_is_not_of_the_form_is_named_with_its_line() {
        for (from, to, said) in [
            ("photo = 4094", "foto = 4094", "unknown field `foto`"),
            ("photo = 4094", "", "missing field `photo`"),
            ("photo = 4094", "photo = -1", "photo = -1"),
            ("photo = 4094", "photo = \"all\"", "photo = \"all\""),
            ("kind = \"open\"", "", "missing field `kind`"),
            (
                "budget = 8192",
                "budget = 8192\nbudget = 8192",
                "duplicate key",
            ),
            (
                "kind = \"open\"",
                "kind = \"open\"\nid = 0x6FF1",
                "unknown field `id`",
            ),
        ] {
            let refused = refused(from, to);
            assert!(refused.contains(said), "{refused}");
            assert!(refused.contains("line"), "{refused}");
        }
    }
}
