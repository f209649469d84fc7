//! What a person's answer does to an enrolment: the same as the enrolment's own calls.

use super::Enrolments;
use super::content::Content as Package;
use super::fingers::{CaptureEvent, Events};
use crate::condition::{Condition, Reason};
use crate::enrolment::prompt::prompt;
use crate::enrolment::record::{Enrolment, ExceptionKind};
use crate::prompt::Key;
use crate::prompt::answer::{Answer, By, Content, told_again};
use crate::prompt::progress::{Progress, Report};
use crate::refusal::Refusal;
use loket_card::finger::FingerPosition;
use std::sync::Arc;

/// Writes the content of a package.
pub(super) type Encode<'a> = &'a dyn Fn(&Package) -> Vec<u8>;

impl Enrolments {
    /// Carries out a person's answer to what the enrolment waits for; returns the enrolment as it is then. Given again,
    /// the answer has no second effect and comes to the same. `encode` writes the package when the applicant attests.
    ///
    /// # Errors
    /// `NotFound`; `Stale` with what waits now; violations of the answer, `RoleNotAllowed`; what the call that the
    /// answer stands for says.
    pub fn answer(
        &self,
        id: &str,
        answer: &Answer,
        encode: Encode<'_>,
        report: &Report,
    ) -> Result<Enrolment, Refusal> {
        let enrolment = self.get(id)?;
        if let Some(outcome) = enrolment.asked.outcome_of(answer).cloned() {
            return told_again(enrolment, outcome);
        }
        let present = prompt(&enrolment, self.chip_preference());
        let key = enrolment.asked.admit(present, answer)?;
        let done = self.carry_out(id, answer, key, encode, report);
        let enrolment = self.get(id)?;
        match (done, enrolment.asked.outcome_of(answer).cloned()) {
            // The same answer, given twice at once: one had the effect, both hear of it.
            (Err(Refusal::Stale { .. }), Some(outcome)) => told_again(enrolment, outcome),
            (done, _) => done.map(|()| enrolment),
        }
    }

    /// Each call admits the answer once more, in the transaction that has the effect.
    fn carry_out(
        &self,
        id: &str,
        answer: &Answer,
        key: Key,
        encode: Encode<'_>,
        report: &Report,
    ) -> Result<(), Refusal> {
        let (by, note) = (By::Answer(answer), answer.content.note().to_owned());
        let except = |position, kind| self.declare_exception(id, by, position, kind, note.clone());
        match (key, &answer.content) {
            (Key::Enter, Content::Biodata(biodata)) => self.set_biodata(id, by, biodata).map(drop),
            (Key::Submit, Content::Png(png)) => self.upload_signature(id, by, png).map(drop),
            (Key::Photo(_), _) => self
                .capture_photo(id, by)
                .map(|photo| report(Progress::Photo(photo))),
            (Key::Take(take) | Key::Override(take), _) => {
                self.accept_photo(id, by, take, note).map(drop)
            }
            (Key::Capture(position) | Key::Recapture(position), _) => self
                .capture_finger(id, by, position, &events(position, report))
                .map(drop),
            (Key::Verify(position), _) => self
                .capture_verification(id, by, position, &events(position, report))
                .map(drop),
            (Key::Missing(position), _) => except(position, ExceptionKind::Missing).map(drop),
            (Key::Bandaged(position), _) => except(position, ExceptionKind::Bandaged).map(drop),
            (Key::Worn(position), _) => except(position, ExceptionKind::Worn).map(drop),
            (Key::Attest, _) => self.complete(id, by, encode).map(drop),
            (Key::Abandon, _) => self.abandon(id, by, note).map(drop),
            _ => Err(Condition::new(Reason::Internal, "no answer of an enrolment's").into()),
        }
    }
}

fn events(position: FingerPosition, report: &Report) -> Events {
    let report = Arc::clone(report);
    Arc::new(move |event| {
        report(match event {
            CaptureEvent::Hint(hint) => Progress::Hint(position, hint),
            CaptureEvent::Try(one) => Progress::Try(one),
        });
    })
}
