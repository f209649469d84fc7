//! The enrolment's state machine: what is legal when, what is missing, which fingers go on the chip. No I/O.

use crate::condition::{Condition, Reason};
use crate::enrolment::record::{
    Enrolment, ExceptionKind, Finger, FingerState, Job, KeptImage, Kind, Receipt, Seal, State, Take,
};
use crate::prompt::answer::Outcome;
use loket_card::finger::FingerPosition;

/// Fingers on one chip.
const CHIP_FINGERS: usize = 2;
/// Most photos of one enrolment; each is kept until it is sealed.
const MAX_TAKES: usize = 50;

type Legal = Result<(), Condition>;

fn wrong_state(detail: impl Into<String>) -> Condition {
    Condition::new(Reason::WrongState, detail)
}

impl Enrolment {
    /// Refuses whatever is legal only before the package is sealed.
    ///
    /// # Errors
    /// `WrongState` naming the present state.
    pub fn require_capturing(&self) -> Legal {
        self.require(State::Capturing)
    }

    /// Refuses whatever is legal only in `state`.
    ///
    /// # Errors
    /// `WrongState` naming the present state.
    pub fn require(&self, state: State) -> Legal {
        let refused = || wrong_state(format!("the enrolment is {:?}", self.state));
        (self.state == state).then_some(()).ok_or_else(refused)
    }

    /// Refuses what only a record has.
    ///
    /// # Errors
    /// `WrongState` for a re-photo.
    pub fn require_record(&self) -> Legal {
        (self.kind == Kind::Record)
            .then_some(())
            .ok_or_else(|| wrong_state("a re-photo has a photo alone"))
    }

    /// The fingers that go on the chip: the first two of `preference` that are not excepted; none in a re-photo.
    pub fn chip_fingers(&self, preference: &[FingerPosition]) -> Vec<FingerPosition> {
        let excepted = |finger: &Finger| matches!(finger.state, FingerState::Excepted(_));
        let usable = preference.iter().copied().filter(|position| {
            self.finger(*position)
                .is_some_and(|finger| !excepted(finger))
        });
        usable.take(CHIP_FINGERS).collect()
    }

    /// What is missing before it can be completed, as the stable words of the API.
    pub fn missing(&self, preference: &[FingerPosition]) -> Vec<String> {
        let record = self.kind == Kind::Record;
        let verified = |position| self.finger(position).and_then(Finger::kept)?.verification;
        let mut missing = Vec::new();
        missing.extend((record && !self.has_biodata).then(|| "biodata".to_owned()));
        missing.extend(self.accepted_take.is_none().then(|| "photo".to_owned()));
        let pending = self
            .fingers
            .iter()
            .filter(|finger| finger.state == FingerState::Pending);
        missing.extend(pending.map(|finger| job_name("finger", finger.position)));
        missing.extend((record && !self.has_signature).then(|| "signature".to_owned()));
        let unverified = self
            .chip_fingers(preference)
            .into_iter()
            .filter(|one| verified(*one).is_none());
        missing.extend(unverified.map(|position| job_name("verification", position)));
        missing
    }

    /// Begins device work.
    ///
    /// # Errors
    /// `WrongState` unless capturing.
    pub fn begin_job(&mut self, name: &str) -> Legal {
        self.require_capturing()?;
        self.job = Some(Job {
            name: name.to_owned(),
            running: true,
            condition: None,
        });
        Ok(())
    }

    /// Ends device work, with the condition if it failed.
    pub fn end_job(&mut self, name: &str, condition: Option<Condition>) {
        self.job = Some(Job {
            name: name.to_owned(),
            running: false,
            condition,
        });
    }

    /// Adds a photo and returns its number.
    ///
    /// # Errors
    /// `WrongState` when there are too many.
    pub fn add_take(&mut self, take: Take) -> Result<u32, Condition> {
        if self.takes.len() >= MAX_TAKES {
            return Err(wrong_state(format!(
                "there are {MAX_TAKES} photos already; accept one"
            )));
        }
        self.takes.push(take);
        Ok(self.take_count())
    }

    /// The applicant agrees with a take; one that failed a measure must be `overridden`.
    ///
    /// # Errors
    /// `NoSuchTake`, `PhotoNotAcceptable`, `WrongState`.
    pub fn accept_take(&mut self, number: u32, overridden: bool) -> Legal {
        self.require_capturing()?;
        let take = self.take(number).ok_or(Reason::NoSuchTake)?;
        if !take.acceptable && !overridden {
            return Err(Reason::PhotoNotAcceptable.into());
        }
        self.accepted_take = Some(number);
        Ok(())
    }

    fn finger_mut(&mut self, position: FingerPosition) -> Result<&mut Finger, Condition> {
        let found = self
            .fingers
            .iter_mut()
            .find(|finger| finger.position == position);
        found.ok_or_else(|| wrong_state("a re-photo has a photo alone"))
    }

    /// Counts the tries of a capture, whatever came of it; a re-photo has none.
    pub fn count_tries(&mut self, position: FingerPosition, tries: u32) {
        if let Ok(finger) = self.finger_mut(position) {
            finger.tries = finger.tries.saturating_add(tries);
        }
    }

    /// Keeps the image of a finger.
    ///
    /// # Errors
    /// `WrongState` in a re-photo.
    pub fn keep_finger(&mut self, position: FingerPosition, image: KeptImage) -> Legal {
        self.finger_mut(position)?.state = FingerState::Captured(image);
        Ok(())
    }

    /// Declares a finger not capturable.
    ///
    /// # Errors
    /// `WrongState` unless capturing a record.
    pub fn except_finger(&mut self, position: FingerPosition, kind: ExceptionKind) -> Legal {
        self.require_capturing()?;
        self.finger_mut(position)?.state = FingerState::Excepted(kind);
        Ok(())
    }

    /// Whether a verification capture of the finger is legal.
    ///
    /// # Errors
    /// `WrongState` unless it goes on the chip and is captured.
    pub fn require_verifiable(
        &self,
        position: FingerPosition,
        preference: &[FingerPosition],
    ) -> Legal {
        self.require_capturing()?;
        if !self.chip_fingers(preference).contains(&position) {
            return Err(wrong_state("this finger does not go on the chip"));
        }
        let captured = self.finger(position).and_then(Finger::kept);
        captured
            .map(drop)
            .ok_or_else(|| wrong_state("the finger is not captured yet"))
    }

    /// The verification capture matched the image with `sha256`.
    ///
    /// # Errors
    /// `WrongState` when another image was kept in the meantime.
    pub fn verify_finger(
        &mut self,
        position: FingerPosition,
        sha256: &[u8; 32],
        score: u16,
    ) -> Legal {
        match &mut self.finger_mut(position)?.state {
            FingerState::Captured(kept) if kept.sha256 == *sha256 => {
                kept.verification = Some(score);
                Ok(())
            }
            _ => Err(wrong_state("the finger was captured anew")),
        }
    }

    /// Refuses to seal while anything is missing.
    ///
    /// # Errors
    /// `WrongState`; `EnrolmentIncomplete` listing what is missing.
    pub fn require_complete(&self, preference: &[FingerPosition]) -> Legal {
        self.require_capturing()?;
        let missing = self.missing(preference);
        if missing.is_empty() {
            return Ok(());
        }
        Err(Condition::new(
            Reason::EnrolmentIncomplete,
            missing.join(", "),
        ))
    }

    /// The package is signed.
    pub fn seal(&mut self, seal: Seal) {
        self.state = State::Sealed;
        self.seal = Some(seal);
    }

    /// The front end has the package; erasing is next.
    ///
    /// # Errors
    /// `WrongState` unless sealed.
    pub fn release(&mut self) -> Legal {
        self.require(State::Sealed)?;
        self.state = State::Released;
        Ok(())
    }

    /// Ends it without a package; erasing is next.
    ///
    /// # Errors
    /// `WrongState` unless capturing.
    pub fn abandon(&mut self) -> Legal {
        self.require_capturing()?;
        let why = Condition::new(Reason::CallCancelled, "the enrolment was abandoned");
        self.asked.settle(Outcome::Failed(why));
        self.state = State::Abandoned;
        Ok(())
    }

    /// Applicant data is erased.
    pub fn erased(&mut self, receipt: Receipt) {
        self.receipt = Some(receipt);
    }
}

/// Name of device work on a finger: `finger:2`, `verification:2`.
pub fn job_name(what: &str, position: FingerPosition) -> String {
    format!("{what}:{}", position.code())
}

#[cfg(test)]
mod tests;
