//! The record that goes on a chip, and the file images it becomes.

use crate::biodata::Biodata;
use crate::csv;
use crate::fields::{self, FieldViolation};
use crate::finger::FingerTemplate;
use crate::identity::ChipSerial;
use crate::issuer::{self, IssuerKey};
use crate::open::Limits;
use crate::open::image;
use crate::open::layout::File;
use crate::signature_bitmap::SignatureBitmap;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Everything that the chip says of its holder; erased from memory when dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct CardRecord {
    /// Who the holder is.
    pub biodata: Biodata,
    /// Portrait, a JPEG stream of at most [`Limits::photo`] bytes.
    pub photo: Vec<u8>,
    /// The holder's signature.
    pub signature: SignatureBitmap,
    /// Two different fingers, by default right and left index.
    pub templates: [FingerTemplate; 2],
}

/// Bytes of a file, erased from memory when dropped.
pub(crate) type Content = Zeroizing<Vec<u8>>;

/// Why a record cannot go on a chip.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecordError {
    /// Biodata outside their limits, all violations.
    #[error("{} biodata rules are broken", .0.len())]
    Biodata(Vec<FieldViolation>),
    /// The photo does not begin and end as a JPEG stream does.
    #[error("the photo is no JPEG stream")]
    NotJpeg,
    /// A part is too long for its file.
    #[error("the {file} has {found} bytes, at most {limit} fit")]
    OverBudget {
        /// Which part.
        file: File,
        /// Most bytes that fit.
        limit: usize,
        /// Bytes that it has.
        found: usize,
    },
    /// A finger without a template record.
    #[error("the {0} has no template")]
    EmptyTemplate(File),
    /// Both templates are of one finger.
    #[error("both templates are of the same finger")]
    SameFinger,
}

impl CardRecord {
    /// Whether the record can go on a chip and keeps these limits.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn check(&self, limits: &Limits) -> Result<(), RecordError> {
        let violations = fields::check(&self.biodata);
        if !violations.is_empty() {
            return Err(RecordError::Biodata(violations));
        }
        let biodata = csv::encode(&self.biodata).len();
        check_length(File::Biodata, biodata, limits.biodata)?;
        self.check_photo(limits.photo)?;
        self.check_templates(limits.template)
    }

    fn check_photo(&self, limit: usize) -> Result<(), RecordError> {
        let is_jpeg = self.photo.starts_with(&[0xFF, 0xD8]) && self.photo.ends_with(&[0xFF, 0xD9]);
        if !is_jpeg {
            return Err(RecordError::NotJpeg);
        }
        check_length(File::Photo, self.photo.len(), limit)
    }

    fn check_templates(&self, limit: usize) -> Result<(), RecordError> {
        let [first, second] = &self.templates;
        for (file, template) in [(File::FirstFinger, first), (File::SecondFinger, second)] {
            if template.record.is_empty() {
                return Err(RecordError::EmptyTemplate(file));
            }
            check_length(file, template.record.len(), limit)?;
        }
        if first.position == second.position {
            return Err(RecordError::SameFinger);
        }
        Ok(())
    }

    /// The contents of the files in [`File::RECORD`], in that order.
    fn contents(&self) -> [(File, Content); 5] {
        [
            (File::Biodata, csv::encode(&self.biodata).into_bytes()),
            (File::Photo, self.photo.clone()),
            (File::Signature, self.signature.as_bytes().to_vec()),
            (File::FirstFinger, self.templates[0].to_content()),
            (File::SecondFinger, self.templates[1].to_content()),
        ]
        .map(|(file, content)| (file, Content::new(content)))
    }

    /// The record from the contents of the files in [`File::RECORD`]; names the first file that cannot be decoded.
    pub(crate) fn from_contents(contents: &[Content; 5]) -> Result<Self, File> {
        let [biodata, photo, signature, first, second] = contents;
        let biodata = std::str::from_utf8(biodata).ok().and_then(csv::decode);
        let template = |file, content| FingerTemplate::from_content(content).ok_or(file);
        Ok(Self {
            biodata: biodata.ok_or(File::Biodata)?,
            photo: photo.to_vec(),
            signature: signature.to_vec().try_into().map_err(|_| File::Signature)?,
            templates: [
                template(File::FirstFinger, first)?,
                template(File::SecondFinger, second)?,
            ],
        })
    }

    /// The images of the record's files and of the issuer's signature, for the chip `serial`, in the order of writing.
    pub(crate) fn images(
        &self,
        serial: ChipSerial,
        key: &IssuerKey,
    ) -> Result<Vec<(File, Content)>, RecordError> {
        self.check(&Limits::CHIP)?;
        let contents = self.contents();
        let statement = issuer::statement(
            serial,
            contents.iter().map(|(file, content)| (*file, &content[..])),
        );
        let signature = Content::new(key.sign(&statement).to_vec());
        contents
            .into_iter()
            .chain([(File::IssuerSignature, signature)])
            .map(|(file, content)| Ok((file, image::encode(file, &content)?)))
            .collect()
    }
}

impl fmt::Debug for CardRecord {
    /// Leaves all values out: they are an applicant's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardRecord(..)")
    }
}

fn check_length(file: File, found: usize, limit: usize) -> Result<(), RecordError> {
    if found > limit {
        return Err(RecordError::OverBudget { file, limit, found });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
