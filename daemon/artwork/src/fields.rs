//! What goes on one card.

use crate::signature::SignatureImage;
use std::collections::BTreeMap;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The data of one card; erased from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct FaceFields {
    /// Texts by the field names of the layout; values are printed as they are, names that the layout lacks are ignored.
    pub text: BTreeMap<String, String>,
    /// Portrait as a JPEG of at most 8,000 pixels a side and 25 million in all; cropped about its centre to the layout's photo, normally 3:4.
    pub photo_jpeg: Vec<u8>,
    /// The holder's signature.
    pub signature: SignatureImage,
    /// Whether SPECIMEN is printed across both faces.
    pub specimen: bool,
}

impl Drop for FaceFields {
    fn drop(&mut self) {
        self.text.values_mut().for_each(String::zeroize);
        self.photo_jpeg.zeroize();
    }
}

impl ZeroizeOnDrop for FaceFields {}

/// Says how much there is, never what.
impl std::fmt::Debug for FaceFields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "FaceFields({} texts, photo of {} bytes, specimen: {})",
            self.text.len(),
            self.photo_jpeg.len(),
            self.specimen
        )
    }
}
