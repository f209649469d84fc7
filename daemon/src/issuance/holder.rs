//! The holder's finger, compared with the chip's template of it.

use crate::condition::{Condition, Reason};
use crate::device::class::Scanners;
use crate::device::handle::Handle;
use crate::enrolment::capture::{self, Hints};
use crate::issuance::event::Event;
use crate::issuance::orders::Orders;
use crate::prompt::progress::{Progress, Report};
use loket_biometrics::finger::{
    FingerImageRef, MATCH_THRESHOLD, Minutia, Score, extract, match_score, template,
};
use loket_card::ChipContent;
use loket_card::finger::{FingerPosition, FingerTemplate};
use loket_drivers::fingerprint_scanner::FingerImage;
use loket_drivers::limit::Canceller;
use std::sync::Arc;
use std::time::Duration;

/// Score from which a finger counts as the holder's.
pub const THRESHOLD: u16 = MATCH_THRESHOLD;

/// The chip's template of that finger.
///
/// # Errors
/// `InvalidArgument` when it is not one of the chip's.
pub(super) fn template_of(
    content: &ChipContent,
    position: FingerPosition,
) -> Result<&[u8], Condition> {
    let found = content
        .record
        .templates
        .iter()
        .find(|template| template.position == position);
    found
        .map(|FingerTemplate { record, .. }| record.as_slice())
        .ok_or_else(|| {
            Condition::new(
                Reason::InvalidArgument,
                "position: not one of the chip's fingers",
            )
        })
}

/// What came of all tries, with the best score.
pub(super) enum Outcome {
    Matched(u16),
    NotMatched(u16),
}

/// The tries that the holder has left.
pub(super) struct Tries<'a> {
    pub(super) scanner: &'a Handle<Scanners>,
    pub(super) patience: Duration,
    pub(super) orders: &'a Orders,
    /// The order's id.
    pub(super) id: &'a str,
}

impl Tries<'_> {
    /// One capture and comparison per try left; every try is counted durably before the next.
    ///
    /// # Errors
    /// `ChipUnreadable` when the template is none; the scanner's conditions.
    pub(super) fn match_holder(
        &self,
        position: FingerPosition,
        template: &[u8],
        report: &Report,
    ) -> Result<Outcome, Condition> {
        let mut best = 0;
        let (reference, hints) = (minutiae(template)?, hints(position, report));
        loop {
            let canceller = Canceller::default();
            let image = capture::finger(self.scanner, self.patience, &canceller, &hints)?;
            let score = compare(&reference, &image)?;
            let (order, _) = self.orders.apply(self.id, Event::MatchTried)?;
            report(Progress::Match(order.activation_tries, score));
            best = best.max(score.points);
            if score.is_match() {
                return Ok(Outcome::Matched(score.points));
            }
            if !order.has_tries_left() {
                return Ok(Outcome::NotMatched(best));
            }
            capture::wait_lifted(self.scanner, self.patience, &hints)?;
        }
    }
}

fn hints(position: FingerPosition, report: &Report) -> Hints {
    let report = Arc::clone(report);
    Arc::new(move |hint| report(Progress::Hint(position, hint)))
}

fn minutiae(bytes: &[u8]) -> Result<Vec<Minutia>, Condition> {
    let record = template::decode(bytes)
        .map_err(|error| Condition::new(Reason::ChipUnreadable, error.to_string()))?;
    Ok(record
        .views
        .into_iter()
        .next()
        .map(|view| view.minutiae)
        .unwrap_or_default())
}

fn compare(reference: &[Minutia], image: &FingerImage) -> Result<Score, Condition> {
    let view = FingerImageRef::new(image.width, image.height, image.ppi, &image.pixels)
        .map_err(|error| Condition::new(Reason::DeviceProtocol, error.to_string()))?;
    Ok(match_score(reference, &extract(&view)))
}
