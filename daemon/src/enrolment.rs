//! Record and re-photo: captures an applicant's data, seals it as a signed package, erases it.
//!
//! ```text
//! Capturing → Sealed → Released
//!     └─────→ Abandoned
//! ```
//!
//! [`step`] decides, the other modules act and remember. Every change is made under one lock and is durable before its
//! caller hears of it; device work runs outside the lock and counts only if the enrolment is still being captured.

mod answer;
mod biodata;
pub mod capture;
mod card;
pub mod content;
mod erasure;
pub mod fingers;
mod items;
mod job;
mod package;
mod photo;
mod portrait;
mod preview;
mod prints;
pub mod prompt;
pub mod record;
mod signature;
pub mod step;
mod tries;

pub use package::Package;
pub use photo::TakenPhoto;
pub use portrait::Measure;
pub use preview::{Live, Viewer};

use crate::condition::Reason;
use crate::counter::Base;
use crate::person::Person;
use crate::prompt::Prompt;
use crate::prompt::answer::{By, Outcome, interrupted};
use crate::refusal::Refusal;
use crate::store::database::StoreError;
use crate::store::error::or_later;
use crate::store::records::{Inserted, Item, Page, RequestKey};
use crate::store::vault::Opened;
use job::Running;
use loket_card::finger::FingerPosition;
use preview::Preview;
use record::{Enrolment, Hash, Kind};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a front end opens an enrolment with, checked.
#[derive(Clone, Debug, Serialize)]
pub struct Opening {
    /// Makes the call idempotent.
    #[serde(skip)]
    pub request_id: String,
    /// Who asks.
    pub operator: Person,
    /// What is to be captured.
    pub kind: Kind,
    /// The front end's reference of the case.
    pub subject: String,
    /// For a re-photo: why; else empty.
    pub rephoto_reason: String,
}

impl Opening {
    fn request_key(&self) -> Result<RequestKey, StoreError> {
        let content = serde_json::to_vec(self).map_err(StoreError::Damaged)?;
        Ok(RequestKey {
            id: self.request_id.clone(),
            sha256: sha256(&content),
        })
    }
}

/// The enrolment workflow of one counter.
pub struct Enrolments {
    base: Arc<Base>,
    changing: Mutex<()>,
    running: Running,
    preview: Arc<Preview>,
}

impl Enrolments {
    /// Takes up the enrolments where an earlier run of the daemon left them.
    ///
    /// # Errors
    /// When the records cannot be read or written.
    pub fn open(base: Arc<Base>) -> Result<Self, StoreError> {
        let enrolments = Self {
            preview: Arc::new(Preview::new(&base.hardware)),
            base,
            changing: Mutex::default(),
            running: Running::default(),
        };
        enrolments.make_up()?;
        Ok(enrolments)
    }

    /// Makes up for what a stop in the middle left undone, or records that could not be written. What runs is let alone.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub fn make_up(&self) -> Result<(), StoreError> {
        let _one_at_a_time = self.lock();
        let open = self
            .base
            .store
            .call(|database| database.list_open::<Enrolment>())?;
        for enrolment in open {
            if !self.running.is_under_way(&enrolment.id) {
                or_later(self.take_up(enrolment))?;
            }
        }
        Ok(())
    }

    fn take_up(&self, found: Enrolment) -> Result<(), StoreError> {
        self.mend_chain(&found)?;
        let mut enrolment = found.clone();
        if let Some(job) = enrolment.job.clone().filter(|job| job.running) {
            enrolment.end_job(&job.name, Some(interrupted()));
        }
        enrolment.asked.settle(Outcome::Failed(interrupted()));
        self.renew_question(&found, &mut enrolment);
        if enrolment != found {
            self.store(&enrolment, "taken up".into(), Vec::new())?;
        }
        if enrolment.state.is_final() && enrolment.receipt.is_none() {
            self.erase(enrolment)?;
        }
        Ok(())
    }

    /// Opens an enrolment, or finds the one that the same request opened.
    ///
    /// # Errors
    /// `RequestIdReused`.
    pub fn begin(&self, opening: Opening) -> Result<Enrolment, Refusal> {
        let key = opening.request_key()?;
        let id = uuid::Uuid::now_v7().to_string();
        let event = format!("opened by {}", opening.operator.id);
        let items = items::rephoto_reason(opening.rephoto_reason);
        let mut new = Enrolment::new(
            id,
            opening.kind,
            opening.subject,
            opening.operator,
            self.base.wall.now_ms(),
        );
        let first = prompt::question(&new, self.chip_preference());
        new.asked.turn(None, first.as_ref(), new.opened_ms);
        let record = new.clone();
        match self
            .base
            .store
            .call(move |database| database.insert(&record, &key, &event, &items))?
        {
            Inserted::New => Ok(new),
            Inserted::Before(found) => Ok(found),
        }
    }

    /// Where it stands.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn get(&self, id: &str) -> Result<Enrolment, Refusal> {
        let id = id.to_owned();
        let found = self
            .base
            .store
            .call(move |database| database.get::<Enrolment>(&id))?;
        found.ok_or_else(|| Reason::NotFound.into())
    }

    /// Enrolments, newest first.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub fn list(&self, page: Page) -> Result<Vec<Enrolment>, Refusal> {
        Ok(self.base.store.call(move |database| database.list(&page))?)
    }

    /// What the enrolments wait for.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub fn prompts(&self) -> Result<Vec<Prompt>, Refusal> {
        let open = self
            .base
            .store
            .call(|database| database.list_open::<Enrolment>())?;
        let prompts = open.iter();
        Ok(prompts
            .filter_map(|one| prompt::prompt(one, self.chip_preference()))
            .collect())
    }

    /// Takes over an enrolment that another front end began.
    ///
    /// # Errors
    /// `NotFound`, `WrongState`.
    pub fn resume(&self, id: &str, operator: Person) -> Result<Enrolment, Refusal> {
        self.change(id, By::Call(&operator), "resumed", |enrolment| {
            enrolment.require_capturing()?;
            enrolment.operator = operator.clone();
            Ok(Vec::new())
        })
    }

    /// The fingers that go on the chip, in order of preference.
    pub fn chip_preference(&self) -> &[FingerPosition] {
        &self.base.config.station.chip_fingers
    }

    /// Applies a change in somebody's name and stores the record with the items that `apply` returns. An answer is
    /// admitted in the same transaction. Nothing is stored when either refuses.
    fn change(
        &self,
        id: &str,
        by: By<'_>,
        what: &str,
        apply: impl FnOnce(&mut Enrolment) -> Result<Vec<Item>, Refusal>,
    ) -> Result<Enrolment, Refusal> {
        let _one_at_a_time = self.lock();
        self.change_locked(id, by, what, apply)
    }

    /// As [`Self::change`], for a caller who has the lock.
    fn change_locked(
        &self,
        id: &str,
        by: By<'_>,
        what: &str,
        apply: impl FnOnce(&mut Enrolment) -> Result<Vec<Item>, Refusal>,
    ) -> Result<Enrolment, Refusal> {
        let before = self.get(id)?;
        let mut enrolment = before.clone();
        if let By::Answer(answer) = by {
            let present = prompt::prompt(&before, self.chip_preference());
            before.asked.admit(present, answer)?;
            enrolment.asked.answered(answer, Outcome::Done);
        }
        let items = apply(&mut enrolment)?;
        self.renew_question(&before, &mut enrolment);
        let event = format!("{what} by {}", by.person().id);
        self.store(&enrolment, event, items)?;
        Ok(enrolment)
    }

    fn renew_question(&self, before: &Enrolment, now: &mut Enrolment) {
        let question = |one| prompt::question(one, self.chip_preference());
        let (before, present) = (question(before), question(now));
        let now_ms = self.base.wall.now_ms();
        now.asked.turn(before.as_ref(), present.as_ref(), now_ms);
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn store(
        &self,
        enrolment: &Enrolment,
        event: String,
        items: Vec<Item>,
    ) -> Result<(), StoreError> {
        let record = enrolment.clone();
        self.base
            .store
            .call(move |database| database.update(&record, &event, &items))
    }

    fn item(&self, id: &str, name: String) -> Result<Opened, StoreError> {
        let id = id.to_owned();
        self.base
            .store
            .call(move |database| database.open_item(&id, &name))
    }
}

fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
pub(crate) mod tests;
