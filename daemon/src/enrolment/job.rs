//! Device work for an enrolment: begun on record, done outside the lock, its result kept only while capturing.

use super::Enrolments;
use crate::condition::{Condition, contained};
use crate::enrolment::record::Enrolment;
use crate::prompt::answer::{By, Outcome};
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

    /// Whether any work is under way for the enrolment.
    pub(super) fn is_under_way(&self, id: &str) -> bool {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.contains_key(id)
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

/// Device work with its name, and in whose name it is done.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    pub(super) by: By<'a>,
}

impl<'a> Named<'a> {
    /// The answer was admitted when the work began; its end is nobody's answer.
    fn caller(self) -> By<'a> {
        By::Call(self.by.person())
    }

    fn end(self, enrolment: &mut Enrolment, condition: Option<Condition>) {
        if let By::Answer(_) = self.by {
            let failed = condition.clone().map(Outcome::Failed);
            enrolment.asked.settle(failed.unwrap_or(Outcome::Done));
        }
        enrolment.end_job(self.name, condition);
    }
}

impl Enrolments {
    /// Runs device work and applies its result under the lock; what became of it stays on record either way, and so
    /// does what `failed` notes.
    pub(super) fn device_job<T>(
        &self,
        id: &str,
        job: Named<'_>,
        work: impl FnOnce(&Enrolment, &Canceller) -> Result<T, Refusal>,
        apply: impl FnOnce(&mut Enrolment, T) -> Result<Vec<Item>, Refusal>,
        failed: impl FnOnce(&mut Enrolment),
    ) -> Result<Enrolment, Refusal> {
        let (begun, canceller) = self.begin_job(id, job)?;
        let result = contained(job.name, || work(&begun, &canceller));
        let ended = result
            .and_then(|value| self.apply_job(id, job, value, apply))
            .inspect_err(|refusal| self.note_failure(id, job, refusal, failed));
        self.running.remove(id, &canceller);
        ended
    }

    /// From the moment that its record says so, the work is under way.
    fn begin_job(&self, id: &str, job: Named<'_>) -> Result<(Enrolment, Canceller), Refusal> {
        let canceller = self.running.add(id);
        let begun = self.change(id, job.by, &format!("{} begun", job.name), |enrolment| {
            enrolment.begin_job(job.name)?;
            if let By::Answer(answer) = job.by {
                enrolment.asked.answered(answer, Outcome::Running);
            }
            Ok(Vec::new())
        });
        match begun {
            Ok(begun) => Ok((begun, canceller)),
            Err(refusal) => {
                self.running.remove(id, &canceller);
                Err(refusal)
            }
        }
    }

    fn apply_job<T>(
        &self,
        id: &str,
        job: Named<'_>,
        value: T,
        apply: impl FnOnce(&mut Enrolment, T) -> Result<Vec<Item>, Refusal>,
    ) -> Result<Enrolment, Refusal> {
        self.change(
            id,
            job.caller(),
            &format!("{} done", job.name),
            |enrolment| {
                enrolment.require_capturing()?;
                let items = apply(enrolment, value)?;
                job.end(enrolment, None);
                Ok(items)
            },
        )
    }

    fn note_failure(
        &self,
        id: &str,
        job: Named<'_>,
        refusal: &Refusal,
        failed: impl FnOnce(&mut Enrolment),
    ) {
        let condition = refusal.clone().into_condition();
        let what = format!("{} failed", job.name);
        let noted = self.change(id, job.caller(), &what, |enrolment| {
            enrolment.require_capturing()?;
            failed(enrolment);
            job.end(enrolment, Some(condition));
            Ok(Vec::new())
        });
        if let Err(cause) = noted {
            tracing::warn!(%cause, job = job.name, "the outcome of device work was not noted");
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
