//! Everything that was captured, as it goes into the package.

use super::portrait::Measure;
use super::{Enrolments, items};
use crate::condition::Reason;
use crate::enrolment::record::{
    Enrolment, ExceptionKind, Finger, FingerState, Hash, KeptImage, Kind,
};
use crate::person::Person;
use crate::refusal::Refusal;
use crate::store::database::{Database, StoreError};
use loket_card::biodata::Biodata;
use loket_card::finger::FingerPosition;
use std::mem;

/// The accepted photo.
pub struct PhotoContent {
    /// 3:4 portrait.
    pub jpeg: Vec<u8>,
    /// Which take it is.
    pub take: u32,
    /// How many there were.
    pub takes: u32,
    /// What was measured.
    pub measures: Vec<Measure>,
    /// Why it was accepted in spite of a failed measure; empty when none failed.
    pub override_reason: String,
}

/// What there is of one finger.
pub enum FingerData {
    /// Captured.
    Captured {
        /// Size, resolution, quality and verification score.
        image: KeptImage,
        /// 8-bit gray, row by row.
        pixels: Vec<u8>,
        /// ISO/IEC 19794-2:2005 record.
        template: Vec<u8>,
    },
    /// Declared not capturable.
    Excepted {
        /// Why, in kind.
        kind: ExceptionKind,
        /// Why, in words.
        reason: String,
    },
}

/// One finger of a record.
pub struct FingerContent {
    /// Which finger.
    pub position: FingerPosition,
    /// Captures tried.
    pub tries: u32,
    /// What there is of it.
    pub data: FingerData,
}

/// Everything that was captured.
pub struct Content {
    /// Identifier.
    pub enrolment_id: String,
    /// What was to be captured; in a re-photo, with the hash of the old photo.
    pub kind: Kind,
    /// The front end's reference of the case.
    pub subject: String,
    /// Name of the counter.
    pub station_id: String,
    /// Milliseconds since 1970 by the wall clock.
    pub sealed_ms: i64,
    /// Who sealed it.
    pub operator: Person,
    /// In a record.
    pub biodata: Option<Biodata>,
    /// The accepted photo.
    pub photo: PhotoContent,
    /// All ten in a record.
    pub fingers: Vec<FingerContent>,
    /// Packed 1-bit signature in a record, else empty.
    pub signature: Vec<u8>,
    /// Why the photo was retaken; empty in a record.
    pub rephoto_reason: String,
}

impl Enrolments {
    /// Gathers what was captured; the enrolment must be complete.
    pub(super) fn content(
        &self,
        enrolment: &Enrolment,
        operator: Person,
    ) -> Result<Content, Refusal> {
        let take = enrolment.accepted_take.ok_or(Reason::EnrolmentIncomplete)?;
        let record = enrolment.kind == Kind::Record;
        let sources = (
            enrolment.clone(),
            self.base.config.station.id.clone(),
            self.biodata(enrolment)?,
        );
        let gather = move |database: &mut Database| {
            let (enrolment, station_id, biodata) = sources;
            let vault = Vault {
                database,
                owner: &enrolment.id,
            };
            Ok(Content {
                enrolment_id: enrolment.id.clone(),
                kind: enrolment.kind,
                subject: enrolment.subject.clone(),
                station_id,
                sealed_ms: vault.database.now_ms(),
                operator,
                biodata,
                photo: vault.photo(take, enrolment.take_count())?,
                fingers: vault.fingers(&enrolment.fingers)?,
                signature: if record {
                    vault.bytes(items::SIGNATURE)?
                } else {
                    Vec::new()
                },
                rephoto_reason: if record {
                    String::new()
                } else {
                    vault.text(items::REPHOTO_REASON)?
                },
            })
        };
        Ok(self.base.store.call(gather)?)
    }
}

struct Vault<'a> {
    database: &'a Database,
    owner: &'a str,
}

impl Vault<'_> {
    fn bytes(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let mut opened = self.database.open_item(self.owner, name)?;
        Ok(mem::take(&mut *opened))
    }

    fn text(&self, name: &str) -> Result<String, StoreError> {
        String::from_utf8(self.bytes(name)?).map_err(|_| StoreError::Sealed)
    }

    fn photo(&self, take: u32, takes: u32) -> Result<PhotoContent, StoreError> {
        Ok(PhotoContent {
            jpeg: self.bytes(&items::photo(take))?,
            take,
            takes,
            measures: serde_json::from_slice(&self.bytes(&items::measures(take))?)
                .map_err(StoreError::Damaged)?,
            override_reason: self.text(items::OVERRIDE_REASON)?,
        })
    }

    fn fingers(&self, fingers: &[Finger]) -> Result<Vec<FingerContent>, StoreError> {
        let decided = fingers
            .iter()
            .filter(|finger| finger.state != FingerState::Pending);
        decided.map(|finger| self.finger(*finger)).collect()
    }

    fn finger(
        &self,
        Finger {
            position,
            tries,
            state,
        }: Finger,
    ) -> Result<FingerContent, StoreError> {
        let data = match state {
            FingerState::Captured(image) => FingerData::Captured {
                image,
                pixels: self.bytes(&items::pixels(position))?,
                template: self.bytes(&items::template(position))?,
            },
            FingerState::Excepted(kind) => FingerData::Excepted {
                kind,
                reason: self.text(&items::exception_reason(position))?,
            },
            FingerState::Pending => return Err(StoreError::Missing),
        };
        Ok(FingerContent {
            position,
            tries,
            data,
        })
    }
}

/// SHA-256 that stands for "no package before".
pub(super) const NO_PREVIOUS: Hash = [0; 32];
