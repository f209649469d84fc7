//! What waits for a person at this counter, in either workflow.

use super::Counter;
use crate::enrolment;
use crate::issuance;
use crate::prompt::{Picture, Prompt, Subject};
use crate::refusal::Refusal;

impl Counter {
    /// Everything that waits for a person, oldest first.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub fn prompts(&self) -> Result<Vec<Prompt>, Refusal> {
        let mut all = self.issuance.orders().prompts();
        all.append(&mut self.enrolments.prompts()?);
        all.sort_by_key(|prompt| prompt.since_ms);
        Ok(all)
    }

    /// What the subject waits for now; `None` while it waits for nobody.
    ///
    /// # Errors
    /// `NotFound` when there is no such subject.
    pub fn prompt(&self, subject: &Subject) -> Result<Option<Prompt>, Refusal> {
        Ok(match subject {
            Subject::Order(id) => issuance::prompt::prompt(&self.issuance.orders().get(id)?),
            Subject::Enrolment(id) => {
                let enrolment = self.enrolments.get(id)?;
                enrolment::prompt::prompt(&enrolment, self.enrolments.chip_preference())
            }
        })
    }

    /// A picture of the prompt's evidence by its name.
    ///
    /// # Errors
    /// `NotFound`; `Stale` with what waits now when the question is over.
    pub fn evidence(
        &self,
        subject: &Subject,
        generation: u64,
        name: &str,
    ) -> Result<Picture, Refusal> {
        match subject {
            Subject::Order(id) => self.issuance.evidence(id, generation, name),
            Subject::Enrolment(id) => self.enrolments.evidence(id, generation, name),
        }
    }
}
