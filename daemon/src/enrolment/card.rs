//! A sealed record as the source of a card.

use super::{Enrolments, items};
use crate::condition::{Condition, Reason};
use crate::enrolment::record::State;
use crate::issuance::card_data::CardData;
use crate::refusal::Refusal;
use crate::store::database::{Database, StoreError};
use loket_card::biodata::Biodata;
use loket_card::finger::{FingerPosition, FingerTemplate};
use loket_card::signature_bitmap::SignatureBitmap;
use std::mem;

impl Enrolments {
    /// Everything that goes on the applicant's card.
    ///
    /// # Errors
    /// `NotFound`; `WrongState` unless it is a sealed record; `EnrolmentIncomplete` with fewer than two chip fingers.
    pub fn card_data(&self, id: &str) -> Result<CardData, Refusal> {
        let enrolment = self.get(id)?;
        enrolment.require_record()?;
        enrolment.require(State::Sealed)?;
        let chip: [FingerPosition; 2] = enrolment
            .chip_fingers(self.chip_preference())
            .try_into()
            .map_err(|_| {
            Condition::new(Reason::EnrolmentIncomplete, "the card needs two fingers")
        })?;
        let biodata = self.biodata(&enrolment)?.ok_or(StoreError::Missing)?;
        let take = enrolment.accepted_take.ok_or(StoreError::Missing)?;
        Ok(self
            .base
            .store
            .call(move |database| gather(database, &enrolment.id, biodata, take, chip))?)
    }
}

fn gather(
    database: &Database,
    id: &str,
    biodata: Biodata,
    take: u32,
    chip: [FingerPosition; 2],
) -> Result<CardData, StoreError> {
    let item = |name: &str| -> Result<_, StoreError> {
        Ok(mem::take(&mut *database.open_item(id, name)?))
    };
    let finger = |position| -> Result<_, StoreError> {
        Ok(FingerTemplate {
            position,
            record: item(&items::template(position))?,
        })
    };
    let signature =
        SignatureBitmap::try_from(item(items::SIGNATURE)?).map_err(|_| StoreError::Sealed)?;
    Ok(CardData {
        biodata,
        photo_jpeg: item(&items::photo(take))?,
        signature,
        fingers: [finger(chip[0])?, finger(chip[1])?],
    })
}
