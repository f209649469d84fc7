//! Names of an enrolment's sealed items.

use crate::store::records::Item;
use loket_card::finger::FingerPosition;

/// Biodata as JSON.
pub(super) const BIODATA: &str = "biodata";
/// The 1-bit signature.
pub(super) const SIGNATURE: &str = "signature";
/// Why a photo is retaken, UTF-8.
pub(super) const REPHOTO_REASON: &str = "rephoto-reason";
/// Why a photo was accepted in spite of a failed measure, UTF-8.
pub(super) const OVERRIDE_REASON: &str = "photo/override-reason";
/// Why the enrolment was abandoned, UTF-8.
pub(super) const ABANDON_REASON: &str = "abandon-reason";
/// The encoded content of the package.
pub(super) const CONTENT: &str = "package/content";

/// The cropped portrait of a take, JPEG.
pub(super) fn photo(take: u32) -> String {
    format!("photo/{take}")
}

/// The measures of a take as JSON.
pub(super) fn measures(take: u32) -> String {
    format!("photo/{take}/measures")
}

/// The kept image of a finger, 8-bit gray.
pub(super) fn pixels(position: FingerPosition) -> String {
    format!("finger/{}/pixels", position.code())
}

/// The ISO/IEC 19794-2 record of a finger.
pub(super) fn template(position: FingerPosition) -> String {
    format!("finger/{}/template", position.code())
}

/// Why a finger is not captured, UTF-8.
pub(super) fn exception_reason(position: FingerPosition) -> String {
    format!("finger/{}/exception-reason", position.code())
}

/// The reason of a re-photo as an item, if there is one.
pub(super) fn rephoto_reason(reason: String) -> Vec<Item> {
    if reason.is_empty() {
        return Vec::new();
    }
    vec![(REPHOTO_REASON.to_owned(), reason.into_bytes())]
}
