//! Who has printer and encoder.

use super::{PAIR, Production};
use crate::condition::Condition;
use crate::device::custody::Claim;
use crate::device::lease::Job;
use std::sync::{MutexGuard, PoisonError};

/// Printer and encoder, kept for one order while it works or has a card inside.
pub(super) struct Held {
    order: String,
    _claim: Claim,
}

impl Production {
    /// Keeps printer and encoder for the order, if it does not have them yet.
    pub(in crate::issuance) fn hold_devices(&self, id: &str) -> Result<(), Condition> {
        let mut held = self.lock_held();
        if held.as_ref().is_some_and(|held| held.order == id) {
            return Ok(());
        }
        let job = Job::Order(id.to_owned());
        let claim = self.base.hardware.custody().claim(None, &PAIR, job)?;
        *held = Some(Held {
            order: id.to_owned(),
            _claim: claim,
        });
        Ok(())
    }

    /// The order has no card inside and does not work.
    pub(in crate::issuance) fn let_go(&self, id: &str) {
        let ended = self.lock_held().take_if(|held| held.order == id);
        // Others hear of it when the lock is free again.
        drop(ended);
    }

    fn lock_held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
