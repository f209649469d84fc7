//! One finger from the scanner, for enrolment and activation alike.

use crate::condition::Condition;
use crate::device::class::Scanners;
use crate::device::handle::Handle;
use loket_drivers::fingerprint_scanner::{CaptureHint, FingerImage};
use loket_drivers::limit::Canceller;
use std::sync::Arc;
use std::time::Duration;

/// Receives what the person at the scanner should do now; must not block.
pub type Hints = Arc<dyn Fn(CaptureHint) + Send + Sync>;

/// What reading an image out of a slow serial sensor takes, on top of the patience for the person.
const READ_OUT: Duration = Duration::from_secs(10);

/// Waits up to `patience` for a finger and takes its image; `canceller` ends it early.
///
/// # Errors
/// `FingerAbsent`, `FingerLifted`, `FingerUnclear`: ask again. `CallCancelled`; device conditions.
pub fn finger(
    scanner: &Handle<Scanners>,
    patience: Duration,
    canceller: &Canceller,
    hints: &Hints,
) -> Result<FingerImage, Condition> {
    let hints = Arc::clone(hints);
    scanner.call_cancellable(patience + READ_OUT, canceller, move |device, limit| {
        let placing = limit.leaving(READ_OUT);
        device.capture(&mut |hint| hints(hint), &placing, limit)
    })
}

/// Asks for the finger to be taken off and waits up to `patience` until it is.
///
/// # Errors
/// `FingerStays`; device conditions.
pub fn wait_lifted(
    scanner: &Handle<Scanners>,
    patience: Duration,
    hints: &Hints,
) -> Result<(), Condition> {
    hints(CaptureHint::Lift);
    scanner.call(patience, |device, limit| device.wait_lifted(limit))
}
