//! What an image of a finger is worth: quality, minutiae, template.

use crate::condition::{Condition, Reason};
use crate::enrolment::record::KeptImage;
use crate::enrolment::sha256;
use loket_biometrics::finger::template::{decode, encode};
use loket_biometrics::finger::{
    self, FingerImageRef, FingerProblem, FingerQuality, Minutia, Score, match_score,
};
use loket_card::finger::FingerPosition;
use loket_drivers::fingerprint_scanner::FingerImage;

/// Fewer minutiae than this are not worth keeping.
const MIN_MINUTIAE: usize = 12;

/// An image with what was read from it.
pub(super) struct Print {
    image: FingerImage,
    quality: FingerQuality,
    pub(super) minutiae: Vec<Minutia>,
}

impl Print {
    /// Reads an image.
    ///
    /// # Errors
    /// `DeviceProtocol` when it is not of a size or resolution that can be read.
    pub(super) fn read(image: FingerImage) -> Result<Self, Condition> {
        let view = FingerImageRef::new(image.width, image.height, image.ppi, &image.pixels)
            .map_err(|error| Condition::new(Reason::DeviceProtocol, format!("scanner: {error}")))?;
        let (quality, minutiae) = finger::read(&view);
        Ok(Self {
            image,
            quality,
            minutiae,
        })
    }

    /// 0 to 100.
    pub(super) fn score(&self) -> u8 {
        self.quality.score
    }

    /// Whether it can be told from other fingers at all.
    pub(super) fn is_usable(&self) -> bool {
        self.quality.problem != Some(FingerProblem::Blank) && self.minutiae.len() >= MIN_MINUTIAE
    }

    /// Why its quality is below `wanted`, as a stable word; `None` when it is not.
    pub(super) fn problem(&self, wanted: u8) -> Option<&'static str> {
        if self.is_usable() && self.score() >= wanted {
            return None;
        }
        Some(match self.quality.problem {
            Some(FingerProblem::Blank) => "BLANK",
            Some(FingerProblem::TooSmall) => "TOO_SMALL",
            Some(FingerProblem::TooLight) => "TOO_LIGHT",
            Some(FingerProblem::TooDry) => "TOO_DRY",
            Some(FingerProblem::Smudged) => "SMUDGED",
            None => "LOW_QUALITY",
        })
    }

    /// Score against another finger's minutiae.
    pub(super) fn compare(&self, other: &[Minutia]) -> Score {
        match_score(other, &self.minutiae)
    }

    /// Its ISO/IEC 19794-2 record in at most this many bytes.
    ///
    /// # Errors
    /// `Internal` when it cannot be written.
    pub(super) fn template(
        &self,
        position: FingerPosition,
        most_bytes: usize,
    ) -> Result<Vec<u8>, Condition> {
        let internal = |error: String| Condition::new(Reason::Internal, error);
        let code = finger::FingerPosition::try_from(position.code())
            .map_err(|error| internal(error.to_string()))?;
        let FingerImage {
            width, height, ppi, ..
        } = self.image;
        encode(code, &self.minutiae, width, height, ppi, most_bytes)
            .map_err(|error| internal(error.to_string()))
    }

    /// What the record keeps of it.
    pub(super) fn kept(&self) -> KeptImage {
        KeptImage {
            width: self.image.width,
            height: self.image.height,
            ppi: self.image.ppi,
            quality: self.score(),
            sha256: sha256(&self.image.pixels),
            verification: None,
        }
    }

    /// Gray values, row by row.
    pub(super) fn into_pixels(self) -> Vec<u8> {
        self.image.pixels
    }
}

/// The minutiae of a template that this counter wrote.
///
/// # Errors
/// `Internal` when it is damaged.
pub(super) fn minutiae(template: &[u8]) -> Result<Vec<Minutia>, Condition> {
    let record =
        decode(template).map_err(|error| Condition::new(Reason::Internal, error.to_string()))?;
    Ok(record
        .views
        .into_iter()
        .next()
        .map(|view| view.minutiae)
        .unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank(ppi: u16) -> FingerImage {
        FingerImage {
            width: 256,
            height: 288,
            ppi,
            pixels: vec![240; 256 * 288],
        }
    }

    #[test]
    fn an_empty_glass_is_not_usable() {
        let print = Print::read(blank(500)).unwrap();
        assert!(!print.is_usable());
        assert_eq!(print.problem(0), Some("BLANK"));
    }

    #[test]
    fn an_image_that_cannot_be_read_is_the_devices_fault() {
        let refused = Print::read(blank(72)).map(drop).unwrap_err();
        assert_eq!(refused.reason, Reason::DeviceProtocol);
    }
}
