//! Device work for an enrolment: begun on record, done outside the lock, its result kept only while capturing.

use super::Enrolments;
use crate::condition::{Condition, Reason};
use crate::enrolment::record::Enrolment;
use crate::person::Person;
use crate::refusal::Refusal;
use crate::store::records::Item;
use loket_drivers::limit::Canceller;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Cancellers of the work under way, by enrolment.
#[derive(Default)]
pub(super) struct Running(Mutex<HashMap<String, Vec<Canceller>>>);

impl Running {
    fn add(&self, id: &str) -> Canceller {
        let canceller = Canceller::default();
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running
            .entry(id.to_owned())
            .or_default()
            .push(canceller.clone());
        canceller
    }

    /// Calls off everything under way for the enrolment.
    pub(super) fn cancel(&self, id: &str) {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running
            .get(id)
            .into_iter()
            .flatten()
            .for_each(Canceller::cancel);
    }

    /// Forgets the enrolment once nothing runs for it.
    fn remove(&self, id: &str, ended: &Canceller) {
        ended.cancel();
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cancellers) = running.get_mut(id) {
            cancellers.retain(|canceller| !canceller.is_cancelled());
            if cancellers.is_empty() {
                running.remove(id);
            }
        }
    }
}

/// Why work that the daemon's end cut off has no result.
pub(super) fn interrupted() -> Condition {
    Condition::new(Reason::CallCancelled, "the daemon was restarted")
}

impl Enrolments {
    /// Runs device work and applies its result under the lock; what became of it stays on record either way.
    pub(super) fn device_job<T>(
        &self,
        id: &str,
        name: &str,
        actor: &Person,
        work: impl FnOnce(&Enrolment, &Canceller) -> Result<T, Refusal>,
        apply: impl FnOnce(&mut Enrolment, T) -> Result<Vec<Item>, Refusal>,
    ) -> Result<Enrolment, Refusal> {
        let begun = self.change(id, format!("{name} begun by {}", actor.id), |enrolment| {
            enrolment.begin_job(name)?;
            Ok(Vec::new())
        })?;
        let canceller = self.running.add(id);
        let result = work(&begun, &canceller);
        self.running.remove(id, &canceller);
        result
            .and_then(|value| self.apply_job(id, name, value, apply))
            .inspect_err(|refusal| self.note_failure(id, name, refusal))
    }

    fn apply_job<T>(
        &self,
        id: &str,
        name: &str,
        value: T,
        apply: impl FnOnce(&mut Enrolment, T) -> Result<Vec<Item>, Refusal>,
    ) -> Result<Enrolment, Refusal> {
        self.change(id, format!("{name} done"), |enrolment| {
            enrolment.require_capturing()?;
            let items = apply(enrolment, value)?;
            enrolment.end_job(name, None);
            Ok(items)
        })
    }

    fn note_failure(&self, id: &str, name: &str, refusal: &Refusal) {
        let condition = refusal.clone().into_condition();
        let noted = self.change(id, format!("{name} failed"), |enrolment| {
            enrolment.require_capturing()?;
            enrolment.end_job(name, Some(condition));
            Ok(Vec::new())
        });
        if let Err(cause) = noted {
            tracing::warn!(%cause, job = name, "the outcome of device work was not noted");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cancelling_reaches_what_runs_for_that_enrolment_alone() {
        let running = Running::default();
        let (first, second, other) = (running.add("a"), running.add("a"), running.add("b"));
        running.remove("a", &first);
        running.cancel("a");
        assert!(second.is_cancelled() && !other.is_cancelled());
        running.remove("a", &second);
        running.remove("b", &other);
        assert!(running.0.lock().unwrap().is_empty());
    }
}
