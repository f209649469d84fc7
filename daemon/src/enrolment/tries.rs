//! Several tries of one finger: the finger is lifted in between, and the applicant hears what to do.

use crate::condition::{Condition, Family, Reason};
use crate::config::LimitsConfig;
use crate::device::class::Scanners;
use crate::device::handle::Handle;
use crate::enrolment::capture::{self, Hints};
use crate::enrolment::prints::Print;
use loket_biometrics::finger::Score;
use loket_drivers::fingerprint_scanner::CaptureHint;
use loket_drivers::limit::Canceller;

/// One try as the front end sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// 1 for the first.
    pub number: u32,
    /// 0 to 100.
    pub quality: u8,
    /// Why it is not good enough, as a stable word; none when it is.
    pub problem: Option<String>,
    /// For a verification capture: score against the first capture.
    pub score: Option<Score>,
}

impl Try {
    fn without_image(number: u32, condition: &Condition) -> Self {
        let problem = Some(condition.reason.row().name.to_owned());
        Self {
            number,
            quality: 0,
            problem,
            score: None,
        }
    }
}

/// What one image leads to.
pub(super) enum Verdict<T> {
    /// Good: no more tries.
    Done(T),
    /// Not good enough, for this reason.
    Again(Reason),
}

/// A scanner that was claimed for several tries.
pub(super) struct Tries<'a> {
    pub(super) scanner: &'a Handle<Scanners>,
    pub(super) limits: &'a LimitsConfig,
    pub(super) canceller: &'a Canceller,
    pub(super) hints: &'a Hints,
}

impl Tries<'_> {
    /// Captures until `judge` is content or the tries are spent; `failed` hears of tries that gave no image.
    ///
    /// # Errors
    /// The last try's condition; at once a device's, a cancellation, and a finger that does not come or stays.
    pub(super) fn run<T>(
        &self,
        mut judge: impl FnMut(u32, Print) -> Verdict<T>,
        failed: &dyn Fn(Try),
    ) -> Result<T, Condition> {
        let mut last = Condition::from(Reason::FingerUnclear);
        for number in 1..=self.limits.finger_tries {
            match self.one(number) {
                Ok(print) => match judge(number, print) {
                    Verdict::Done(value) => return Ok(value),
                    Verdict::Again(reason) => last = reason.into(),
                },
                Err(condition) => {
                    failed(Try::without_image(number, &condition));
                    if !is_worth_another(&condition) {
                        return Err(condition);
                    }
                    last = condition;
                }
            }
        }
        Err(last)
    }

    fn one(&self, number: u32) -> Result<Print, Condition> {
        let patience = self.limits.person();
        if number > 1 {
            capture::wait_lifted(self.scanner, patience, self.hints)?;
            (self.hints)(CaptureHint::PlaceAgain);
        }
        Print::read(capture::finger(
            self.scanner,
            patience,
            self.canceller,
            self.hints,
        )?)
    }
}

/// A person who does not do what is asked, or a device that fails, is not tried again.
fn is_worth_another(condition: &Condition) -> bool {
    let idle = matches!(condition.reason, Reason::FingerAbsent | Reason::FingerStays);
    condition.reason.row().family == Family::AskAgain && !idle
}
