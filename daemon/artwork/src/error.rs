//! What can be wrong with a layout or with the data of a card.

use thiserror::Error;

/// Why a card could not be drawn. Texts name fields and limits, never what the applicant's data says.
#[derive(Debug, Error)]
pub enum ArtworkError {
    /// The layout manifest is not the TOML that this version reads.
    #[error("the layout manifest cannot be read")]
    Manifest(#[source] Box<toml::de::Error>),
    /// The manifest contradicts itself: something lies outside the card or on something else.
    #[error("the layout is wrong: {0}")]
    Layout(String),
    /// An artwork file is not the SVG that a layout may have.
    #[error("the {face} artwork is not usable: {reason}")]
    Template {
        /// `front`, `back` or `specimen`.
        face: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The canvas has no pixels or more than the limit.
    #[error("a canvas of {width} by {height} pixels is not between 1 and 4096 a side")]
    Canvas {
        /// Width asked for.
        width: u32,
        /// Height asked for.
        height: u32,
    },
    /// The layout needs a text that was not given or is empty.
    #[error("the field {field} is missing")]
    MissingField {
        /// Name of the field in the layout.
        field: String,
    },
    /// The text is too wide at the smallest size that the layout allows.
    #[error("the field {field} needs {needed_px} pixels and has {limit_px}")]
    TextTooLong {
        /// Name of the field in the layout.
        field: String,
        /// Width that the field has, in pixels of the layout's grid.
        limit_px: u32,
        /// Width that the text needs at its smallest size, in the same pixels.
        needed_px: u32,
    },
    /// The text has a control character or one that the card's font does not have.
    #[error("the field {field} has a character that cannot be printed")]
    UnprintableCharacter {
        /// Name of the field in the layout.
        field: String,
    },
    /// The photo is no JPEG or beyond the limits of size.
    #[error("the photo cannot be decoded")]
    Photo(#[source] image::ImageError),
    /// The photo has more pixels than a portrait needs.
    #[error("the photo has {width} by {height} pixels; {limit} in all are allowed")]
    PhotoTooLarge {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
        /// Most pixels.
        limit: u64,
    },
    /// The signature does not have the length of a 168 by 44 bitmap.
    #[error("a signature bitmap has 924 bytes, not {0}")]
    SignatureLength(usize),
    /// The text of a QR code is longer than a QR code can be.
    #[error("the field {field} does not fit a QR code")]
    QrTooLong {
        /// Name of the field in the layout.
        field: String,
    },
    /// The text of a barcode does not fit its place in bars that can be read.
    #[error("the field {field} does not fit its barcode")]
    BarcodeTooLong {
        /// Name of the field in the layout.
        field: String,
    },
    /// The proof picture could not be encoded.
    #[error("the proof picture cannot be encoded")]
    Proof(#[source] image::ImageError),
}
