//! Fingers: capture, exception, verification capture.

use super::prints::{Print, minutiae};
use super::step::job_name;
pub use super::tries::Try;
use super::tries::{Tries, Verdict};
use super::{Enrolments, items};
use crate::condition::{Condition, Reason};
use crate::device::class::Scanners;
use crate::device::handle::{Claimed, Handle};
use crate::device::lease::Job;
use crate::enrolment::capture::Hints;
use crate::enrolment::job::Named;
use crate::enrolment::record::{Enrolment, ExceptionKind, Finger, KeptImage};
use crate::prompt::answer::By;
use crate::refusal::Refusal;
use crate::store::records::Item;
use loket_biometrics::finger::{MATCH_THRESHOLD, Minutia};
use loket_card::finger::FingerPosition;
use loket_drivers::fingerprint_scanner::CaptureHint;
use loket_drivers::limit::Canceller;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Score from which two prints count as the same finger.
pub const THRESHOLD: u16 = MATCH_THRESHOLD;

/// What happens during a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaptureEvent {
    /// What the person should do now.
    Hint(CaptureHint),
    /// A try ended.
    Try(Try),
}

/// Receives what happens during a capture; must not block.
pub type Events = Arc<dyn Fn(CaptureEvent) + Send + Sync>;

impl Enrolments {
    /// Captures a finger and keeps the best try; undoes its exception. A capture of the same finger with less quality than
    /// the kept one leaves that in place.
    ///
    /// # Errors
    /// `FingerAbsent`, `FingerUnclear`, `DuplicateFinger` and other conditions of the last try when no try is usable;
    /// `DeviceInUse`, `DeviceLeased`, `LeaseLost`, device conditions; `NotFound`, `WrongState`.
    pub fn capture_finger<'a>(
        &self,
        id: &str,
        by: impl Into<By<'a>>,
        position: FingerPosition,
        events: &Events,
    ) -> Result<Finger, Refusal> {
        self.get(id)?.require_record()?;
        let (name, by) = (&job_name("finger", position), by.into());
        let scanner = self.scanner_for(id, by)?;
        let (tries, events) = counted(events);
        let enrolment = self.device_job(
            id,
            Named { name, by },
            |enrolment, canceller| {
                self.best_print(enrolment, position, &scanner, canceller, &events)
            },
            |enrolment, best| {
                let most_bytes = self.base.config.chip.limits.template;
                keep(enrolment, position, tries.load(Relaxed), best, most_bytes)
            },
            |enrolment| enrolment.count_tries(position, tries.load(Relaxed)),
        )?;
        finger(&enrolment, position)
    }

    /// Declares a finger missing or not capturable; what was captured of it is dropped.
    ///
    /// # Errors
    /// `NotFound`; `WrongState` unless capturing a record.
    pub fn declare_exception<'a>(
        &self,
        id: &str,
        by: impl Into<By<'a>>,
        position: FingerPosition,
        kind: ExceptionKind,
        reason: String,
    ) -> Result<Enrolment, Refusal> {
        self.change(id, by.into(), "exception declared", |enrolment| {
            enrolment.except_finger(position, kind)?;
            Ok(vec![
                (items::exception_reason(position), reason.into_bytes()),
                (items::pixels(position), Vec::new()),
                (items::template(position), Vec::new()),
            ])
        })
    }

    /// Captures a chip finger a second time; it must match its first capture.
    ///
    /// # Errors
    /// `VerificationMismatch` when no try matches; else as [`Self::capture_finger`].
    pub fn capture_verification<'a>(
        &self,
        id: &str,
        by: impl Into<By<'a>>,
        position: FingerPosition,
        events: &Events,
    ) -> Result<Finger, Refusal> {
        self.get(id)?
            .require_verifiable(position, self.chip_preference())?;
        let (name, by) = (&job_name("verification", position), by.into());
        let scanner = self.scanner_for(id, by)?;
        let enrolment = self.device_job(
            id,
            Named { name, by },
            |enrolment, canceller| {
                self.matching_print(enrolment, position, &scanner, canceller, events)
            },
            |enrolment, (sha256, score)| {
                enrolment.verify_finger(position, &sha256, score)?;
                Ok(Vec::new())
            },
            |_| (),
        )?;
        finger(&enrolment, position)
    }

    fn best_print(
        &self,
        enrolment: &Enrolment,
        position: FingerPosition,
        scanner: &Handle<Scanners>,
        canceller: &Canceller,
        events: &Events,
    ) -> Result<Option<Print>, Refusal> {
        let others = self.other_fingers(enrolment, position)?;
        let wanted = self.base.config.limits.finger_quality;
        let mut best = None::<Print>;
        let report = |one: Try| events(CaptureEvent::Try(one));
        let outcome = self.with_scanner(scanner, canceller, events, |session| {
            let judge =
                |number, print| judge_capture(number, print, &others, wanted, &mut best, &report);
            session.run(judge, &report)
        });
        match (best, outcome) {
            // A usable try counts, whatever came after it.
            (Some(best), _) => self.better(enrolment, position, best),
            (None, Err(refusal)) => Err(refusal),
            (None, Ok(())) => Err(Reason::FingerUnclear.into()),
        }
    }

    /// The new print, unless the kept one is of the same finger and better.
    fn better(
        &self,
        enrolment: &Enrolment,
        position: FingerPosition,
        new: Print,
    ) -> Result<Option<Print>, Refusal> {
        let Some(kept) = enrolment.finger(position).and_then(Finger::kept) else {
            return Ok(Some(new));
        };
        let same = new
            .compare(&self.stored_minutiae(&enrolment.id, position)?)
            .is_match();
        Ok((!same || new.score() >= kept.quality).then_some(new))
    }

    fn matching_print(
        &self,
        enrolment: &Enrolment,
        position: FingerPosition,
        scanner: &Handle<Scanners>,
        canceller: &Canceller,
        events: &Events,
    ) -> Result<([u8; 32], u16), Refusal> {
        let kept = finger(enrolment, position)?.kept().copied();
        let sha256 = kept
            .map(|KeptImage { sha256, .. }| sha256)
            .ok_or(Reason::WrongState)?;
        let reference = self.stored_minutiae(&enrolment.id, position)?;
        let judge = |number, print: Print| judge_verification(number, &print, &reference, events);
        let score = self.with_scanner(scanner, canceller, events, |session| {
            session.run(judge, &|one| events(CaptureEvent::Try(one)))
        })?;
        Ok((sha256, score))
    }

    /// The scanner, kept for a capture of this enrolment.
    fn scanner_for(&self, id: &str, by: By<'_>) -> Result<Claimed<Scanners>, Condition> {
        let scanner = self.base.hardware.scanner()?;
        scanner.claim(by.lease(), Job::Enrolment(id.to_owned()))
    }

    fn with_scanner<T>(
        &self,
        scanner: &Handle<Scanners>,
        canceller: &Canceller,
        events: &Events,
        work: impl FnOnce(&Tries<'_>) -> Result<T, Condition>,
    ) -> Result<T, Refusal> {
        let events = Arc::clone(events);
        let hints: Hints = Arc::new(move |hint| events(CaptureEvent::Hint(hint)));
        let limits = &self.base.config.limits;
        Ok(work(&Tries {
            scanner,
            limits,
            canceller,
            hints: &hints,
        })?)
    }

    /// The minutiae of all captured fingers but one.
    fn other_fingers(
        &self,
        enrolment: &Enrolment,
        position: FingerPosition,
    ) -> Result<Vec<Vec<Minutia>>, Refusal> {
        let others = enrolment
            .fingers
            .iter()
            .filter(|finger| finger.position != position && finger.kept().is_some());
        others
            .map(|finger| self.stored_minutiae(&enrolment.id, finger.position))
            .collect()
    }

    fn stored_minutiae(&self, id: &str, position: FingerPosition) -> Result<Vec<Minutia>, Refusal> {
        Ok(minutiae(&self.item(id, items::template(position))?)?)
    }
}

fn judge_capture(
    number: u32,
    print: Print,
    others: &[Vec<Minutia>],
    wanted: u8,
    best: &mut Option<Print>,
    report: &dyn Fn(Try),
) -> Verdict<()> {
    let quality = print.score();
    let duplicate = others.iter().any(|other| print.compare(other).is_match());
    let problem = if duplicate {
        Some("DUPLICATE_FINGER")
    } else {
        print.problem(wanted)
    };
    let problem = problem.map(str::to_owned);
    let good = problem.is_none();
    report(Try {
        number,
        quality,
        problem,
        score: None,
    });
    if duplicate {
        return Verdict::Again(Reason::DuplicateFinger);
    }
    if print.is_usable() && best.as_ref().is_none_or(|best| best.score() < quality) {
        *best = Some(print);
    }
    if good {
        Verdict::Done(())
    } else {
        Verdict::Again(Reason::FingerUnclear)
    }
}

fn judge_verification(
    number: u32,
    print: &Print,
    reference: &[Minutia],
    events: &Events,
) -> Verdict<u16> {
    let score = print.compare(reference);
    let problem = (!score.is_match()).then(|| Reason::VerificationMismatch.row().name.to_owned());
    events(CaptureEvent::Try(Try {
        number,
        quality: print.score(),
        problem,
        score: Some(score),
    }));
    if score.is_match() {
        Verdict::Done(score.points)
    } else {
        Verdict::Again(Reason::VerificationMismatch)
    }
}

/// The same events, with the number of tries so far.
fn counted(events: &Events) -> (Arc<AtomicU32>, Events) {
    let (tries, events) = (Arc::new(AtomicU32::new(0)), Arc::clone(events));
    let counter = Arc::clone(&tries);
    let counting: Events = Arc::new(move |event| {
        if let CaptureEvent::Try(one) = &event {
            counter.store(one.number, Relaxed);
        }
        events(event);
    });
    (tries, counting)
}

/// Keeps the best print; without one the former stays.
fn keep(
    enrolment: &mut Enrolment,
    position: FingerPosition,
    tries: u32,
    best: Option<Print>,
    most_bytes: usize,
) -> Result<Vec<Item>, Refusal> {
    enrolment.count_tries(position, tries);
    let Some(print) = best else {
        return Ok(Vec::new());
    };
    enrolment.keep_finger(position, print.kept())?;
    let template = print.template(position, most_bytes)?;
    Ok(vec![
        (items::pixels(position), print.into_pixels()),
        (items::template(position), template),
    ])
}

fn finger(enrolment: &Enrolment, position: FingerPosition) -> Result<Finger, Refusal> {
    enrolment
        .finger(position)
        .copied()
        .ok_or_else(|| Reason::WrongState.into())
}
