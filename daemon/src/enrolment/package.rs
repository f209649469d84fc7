//! The sealed package: signed by the station and chained to the station's previous one.

use super::content::{Content, NO_PREVIOUS};
use super::{Enrolments, items, sha256};
use crate::enrolment::record::{Enrolment, Hash, Seal, State};
use crate::prompt::answer::By;
use crate::refusal::Refusal;
use crate::store::database::StoreError;
use crate::store::records::Item;
use std::mem;

/// Keeps signatures of packages from being taken for others.
const CONTEXT: &[u8] = b"loket-package-1";
/// Where the hash of the station's last package is noted.
const LAST_PACKAGE: &str = "last-package";

/// A signed package.
pub struct Package {
    /// The encoded content.
    pub content: Vec<u8>,
    /// How it is signed.
    pub seal: Seal,
    /// The station's key, SEC 1 uncompressed, 65 bytes.
    pub station_key: Vec<u8>,
}

impl Enrolments {
    /// Seals the package: the content as `encode` writes it, signed and chained. Photos that were not accepted are dropped.
    ///
    /// # Errors
    /// `EnrolmentIncomplete` listing what is missing; `NotFound`, `WrongState`.
    pub fn complete<'a>(
        &self,
        id: &str,
        by: impl Into<By<'a>>,
        encode: &dyn Fn(&Content) -> Vec<u8>,
    ) -> Result<Enrolment, Refusal> {
        let by = by.into();
        self.base.station.may_date()?;
        let _one_at_a_time = self.lock();
        let enrolment = self.change_locked(id, by, "sealed", |enrolment| {
            enrolment.require_complete(self.chip_preference())?;
            let content = encode(&self.content(enrolment, by.person().clone())?);
            enrolment.seal(self.sign(&content)?);
            let mut items = rejected_photos(enrolment);
            items.push((items::CONTENT.to_owned(), content));
            Ok(items)
        })?;
        self.mend_chain(&enrolment)?;
        Ok(enrolment)
    }

    fn sign(&self, content: &[u8]) -> Result<Seal, StoreError> {
        let (content_sha256, previous_sha256) = (sha256(content), self.last_package()?);
        let statement = [CONTEXT, &previous_sha256, &content_sha256].concat();
        let signature = self.base.keys.station.sign(&statement).to_vec();
        Ok(Seal {
            content_sha256,
            previous_sha256,
            signature,
        })
    }

    fn last_package(&self) -> Result<Hash, StoreError> {
        let noted = self
            .base
            .store
            .call(|database| database.note(LAST_PACKAGE))?;
        noted.map_or(Ok(NO_PREVIOUS), |hash| {
            hash.try_into().map_err(|_| StoreError::Sealed)
        })
    }

    /// Makes the enrolment's package the last of the chain if it follows the noted one: after sealing, or after a stop in
    /// between.
    pub(super) fn mend_chain(&self, enrolment: &Enrolment) -> Result<(), StoreError> {
        match &enrolment.seal {
            Some(seal) if seal.previous_sha256 == self.last_package()? => {
                let hash = seal.content_sha256;
                self.base
                    .store
                    .call(move |database| database.set_note(LAST_PACKAGE, &hash))
            }
            _ => Ok(()),
        }
    }

    /// The sealed package.
    ///
    /// # Errors
    /// `NotFound`; `WrongState` unless sealed.
    pub fn package(&self, id: &str) -> Result<Package, Refusal> {
        let enrolment = self.get(id)?;
        enrolment.require(State::Sealed)?;
        Ok(Package {
            content: mem::take(&mut *self.item(id, items::CONTENT.to_owned())?),
            seal: enrolment.seal.ok_or(StoreError::Missing)?,
            station_key: self.base.keys.station.public_key().to_sec1(),
        })
    }
}

fn rejected_photos(enrolment: &Enrolment) -> Vec<Item> {
    let rejected =
        (1..=enrolment.take_count()).filter(|take| Some(*take) != enrolment.accepted_take);
    rejected
        .map(|take| (items::photo(take), Vec::new()))
        .collect()
}
