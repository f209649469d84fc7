//! What happens while the work that an answer began is under way.

use crate::enrolment::TakenPhoto;
use crate::enrolment::fingers::Try;
use loket_biometrics::finger::Score;
use loket_card::ChipContent;
use loket_card::finger::FingerPosition;
use loket_drivers::fingerprint_scanner::CaptureHint;
use std::sync::Arc;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Progress {
    /// What the person at the scanner should do now, with that finger.
    Hint(FingerPosition, CaptureHint),
    /// A try of a capture ended.
    Try(Try),
    /// A photo was taken.
    Photo(TakenPhoto),
    /// The chip as it was read back; its signature is valid.
    Chip(Box<ChipContent>),
    /// The holder's finger was compared with the chip's template: which try, and its score.
    Match(u32, Score),
}

/// Receives what happens; must not block.
pub type Report = Arc<dyn Fn(Progress) + Send + Sync>;
