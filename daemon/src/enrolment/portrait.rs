//! From a camera's picture to a measured portrait.

use crate::condition::{Condition, Reason};
use loket_biometrics::photo::{self, Backdrop, Limits, PhotoError, PhotoReport, Rules};
use loket_card::biodata::Biodata;
use serde::{Deserialize, Serialize};

/// Portrait size in pixels, 3:4.
const SIZE: (u32, u32) = (480, 640);
/// JPEG quality of the portrait, 1 to 100.
const QUALITY: u8 = 92;

/// One measured property of a photo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// For example `sharpness`.
    pub name: String,
    /// In the unit of that measure.
    pub value: f64,
    /// Lowest allowed value, if there is one.
    pub low: Option<f64>,
    /// Highest allowed value, if there is one.
    pub high: Option<f64>,
    /// Whether the value is allowed.
    pub passed: bool,
    /// Stable word for what to do when it is not.
    pub remedy: String,
}

impl Measure {
    /// What to do when it failed, in English and Indonesian.
    pub fn remedy_texts(&self) -> (&'static str, &'static str) {
        let found = REMEDIES.iter().find(|(word, ..)| *word == self.remedy);
        let other = Reason::PhotoUnusable.row();
        found.map_or((other.remedy_en, other.remedy_id), |(_, en, id)| (en, id))
    }
}

/// The words of [`photo::MeasureName::remedy`] with their texts.
const REMEDIES: &[(&str, &str, &str)] = &[
    (
        "hold-still-and-focus",
        "Hold still and focus the camera.",
        "Jangan bergerak dan atur fokus kamera.",
    ),
    ("more-light", "Give more light.", "Tambah cahaya."),
    ("less-light", "Give less light.", "Kurangi cahaya."),
    (
        "smooth-the-backdrop",
        "Smooth the backdrop and light it evenly.",
        "Rapikan latar dan ratakan cahayanya.",
    ),
    (
        "change-the-backdrop",
        "Change the backdrop: red for an odd birth year, blue for an even one.",
        "Ganti latar: merah untuk tahun lahir ganjil, biru untuk genap.",
    ),
    (
        "sit-before-the-camera",
        "Sit before the camera.",
        "Duduk di depan kamera.",
    ),
    (
        "move-to-the-middle",
        "Move to the middle.",
        "Geser ke tengah.",
    ),
];

/// A cropped portrait with its measures.
pub(super) struct Portrait {
    pub(super) jpeg: Vec<u8>,
    pub(super) measures: Vec<Measure>,
    pub(super) acceptable: bool,
}

impl Portrait {
    /// Reads a camera's JPEG, crops it to 3:4 and measures it.
    ///
    /// # Errors
    /// `PhotoUnusable` when it is no picture of an allowed size; `DeviceUnsupported` when it is of a kind that cannot be read.
    pub(super) fn read(jpeg: &[u8], backdrop: Backdrop) -> Result<Self, Condition> {
        let picture = photo::decode(jpeg, &Limits::default()).map_err(|error| unusable(&error))?;
        let portrait = photo::crop_portrait(&picture, SIZE.0, SIZE.1);
        let report = photo::assess(
            &portrait,
            &Rules {
                backdrop,
                ..Rules::default()
            },
        );
        let jpeg = photo::encode_jpeg(&portrait, QUALITY).map_err(|error| unusable(&error))?;
        Ok(Self {
            jpeg,
            acceptable: report.acceptable,
            measures: measures(report),
        })
    }
}

fn unusable(error: &PhotoError) -> Condition {
    let reason = match error {
        // The next picture would be like it.
        PhotoError::SeparateScans => Reason::DeviceUnsupported,
        _ => Reason::PhotoUnusable,
    };
    Condition::new(reason, error.to_string())
}

fn measures(report: PhotoReport) -> Vec<Measure> {
    let own = |measure: photo::Measure| Measure {
        name: measure.name.to_string(),
        value: measure.value,
        low: measure.low,
        high: measure.high,
        passed: measure.passed,
        remedy: measure.remedy.to_string(),
    };
    report.measures.into_iter().map(own).collect()
}

/// The backdrop that the card of this person needs: red for an odd birth year, blue for an even one.
pub(super) fn backdrop(biodata: Option<&Biodata>) -> Backdrop {
    match biodata {
        None => Backdrop::Any,
        Some(biodata) if biodata.birth_date.year.is_multiple_of(2) => Backdrop::Blue,
        Some(_) => Backdrop::Red,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loket_biometrics::photo::MeasureName as M;

    #[test]
    fn every_remedy_has_its_own_texts() {
        let all = [
            M::Sharpness,
            M::Underexposed,
            M::Overexposed,
            M::BackdropSpread,
            M::BackdropColour,
            M::Subject,
            M::OffCentre,
        ];
        for name in all {
            assert!(
                REMEDIES.iter().any(|(word, ..)| *word == name.remedy()),
                "{name}"
            );
        }
    }

    #[test]
    fn what_is_no_picture_is_unusable() {
        let refused = Portrait::read(b"no jpeg", Backdrop::Any)
            .map(drop)
            .unwrap_err();
        assert_eq!(refused.reason, Reason::PhotoUnusable);
    }
}
