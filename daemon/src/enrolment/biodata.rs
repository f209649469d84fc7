//! What the applicant's record says, and the signature: data that comes from the front end.

use super::{Enrolments, items, signature};
use crate::enrolment::record::Enrolment;
use crate::prompt::answer::By;
use crate::refusal::Refusal;
use crate::store::database::StoreError;
use loket_card::biodata::Biodata;

impl Enrolments {
    /// Sets the biodata as confirmed with the applicant.
    ///
    /// # Errors
    /// `NotFound`; `WrongState` unless capturing a record.
    pub fn set_biodata<'a>(
        &self,
        id: &str,
        by: impl Into<By<'a>>,
        biodata: &Biodata,
    ) -> Result<Enrolment, Refusal> {
        let sealed = serde_json::to_vec(biodata).map_err(StoreError::Damaged)?;
        self.change(id, by.into(), "biodata set", |enrolment| {
            enrolment.require_capturing()?;
            enrolment.require_record()?;
            enrolment.has_biodata = true;
            Ok(vec![(items::BIODATA.to_owned(), sealed)])
        })
    }

    /// Takes a signature that was captured elsewhere.
    ///
    /// # Errors
    /// A violation of `png` when it is no usable picture; `NotFound`; `WrongState` unless capturing a record.
    pub fn upload_signature<'a>(
        &self,
        id: &str,
        by: impl Into<By<'a>>,
        png: &[u8],
    ) -> Result<Enrolment, Refusal> {
        let bitmap =
            signature::from_png(png).map_err(|error| Refusal::field("png", error.to_string()))?;
        self.change(id, by.into(), "signature uploaded", |enrolment| {
            enrolment.require_capturing()?;
            enrolment.require_record()?;
            enrolment.has_signature = true;
            let sealed = bitmap.as_bytes().to_vec();
            Ok(vec![(items::SIGNATURE.to_owned(), sealed)])
        })
    }

    /// The stored biodata, if it is set.
    pub(super) fn biodata(&self, enrolment: &Enrolment) -> Result<Option<Biodata>, StoreError> {
        if !enrolment.has_biodata {
            return Ok(None);
        }
        let sealed = self.item(&enrolment.id, items::BIODATA.to_owned())?;
        serde_json::from_slice(&sealed)
            .map(Some)
            .map_err(StoreError::Damaged)
    }
}
