//! The end of an enrolment: applicant data is erased, with a receipt.

use super::{Enrolments, items};
use crate::condition::Reason;
use crate::enrolment::record::{Enrolment, Hash, Receipt, State};
use crate::person::Person;
use crate::prompt::answer::By;
use crate::refusal::Refusal;
use crate::store::database::StoreError;

impl Enrolments {
    /// The front end has stored the package with `content_sha256`: erases. Asked again, it returns the same receipt.
    ///
    /// # Errors
    /// A violation of `content_sha256` when it is another package's; `NotFound`, `WrongState`.
    pub fn release(
        &self,
        id: &str,
        actor: &Person,
        content_sha256: &Hash,
    ) -> Result<Receipt, Refusal> {
        let _one_at_a_time = self.lock();
        let mut enrolment = self.get(id)?;
        if enrolment
            .seal
            .as_ref()
            .is_some_and(|seal| seal.content_sha256 != *content_sha256)
        {
            return Err(Refusal::field(
                "content_sha256",
                "is not the hash of this package's content",
            ));
        }
        if enrolment.state != State::Released {
            enrolment.release()?;
            self.store(&enrolment, format!("released by {}", actor.id), Vec::new())?;
        }
        self.receipt(enrolment)
    }

    /// Ends the enrolment without a package: calls off device work and erases. Asked again, it returns the same receipt.
    ///
    /// # Errors
    /// `NotFound`, `WrongState`.
    pub fn abandon<'a>(
        &self,
        id: &str,
        by: impl Into<By<'a>>,
        reason: String,
    ) -> Result<Receipt, Refusal> {
        let _one_at_a_time = self.lock();
        let mut enrolment = self.get(id)?;
        if enrolment.state != State::Abandoned {
            enrolment = self.change_locked(id, by.into(), "abandoned", |enrolment| {
                enrolment.abandon()?;
                let reason = reason.into_bytes();
                Ok(vec![(items::ABANDON_REASON.to_owned(), reason)])
            })?;
            self.running.cancel(id);
        }
        self.receipt(enrolment)
    }

    /// Signs an encoded receipt: ECDSA P-256 of the station, 64 bytes r || s; the same receipt gets the same signature.
    pub fn sign_receipt(&self, encoded: &[u8]) -> [u8; 64] {
        self.base.keys.station.sign(encoded)
    }

    fn receipt(&self, enrolment: Enrolment) -> Result<Receipt, Refusal> {
        match enrolment.receipt.clone() {
            Some(receipt) => Ok(receipt),
            None => Ok(self.erase(enrolment)?.receipt.ok_or(Reason::Internal)?),
        }
    }

    /// Erases what is sealed and notes what that was. That it is to be erased is on record before, so a stop in between is
    /// made up for at the next start.
    pub(super) fn erase(&self, mut enrolment: Enrolment) -> Result<Enrolment, StoreError> {
        self.base.store.call(move |database| {
            let erased = database.erase(&enrolment.id)?;
            enrolment.erased(Receipt {
                enrolment_id: enrolment.id.clone(),
                erased_ms: database.now_ms(),
                items: erased.items,
                bytes: erased.bytes,
            });
            database.update(&enrolment, "erased", &[])?;
            Ok(enrolment)
        })
    }
}
