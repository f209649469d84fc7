//! Activation at the desk: the chip is read back and verified, the holder's finger matched 1:1, then the chip put in force.

use crate::condition::{Condition, Reason};
use crate::counter::Base;
use crate::device::class::{Readers, Scanners};
use crate::device::handle::Handle;
use crate::device::lease::Job;
use crate::device::token::Token;
use crate::enrolment::capture::{self, Hints};
use crate::issuance::chip_access::{wait_card, with_card};
use crate::issuance::event::Event;
use crate::issuance::order::{Order, StepTime};
use crate::issuance::orders::Orders;
use crate::prompt::progress::{Progress, Report};
use loket_biometrics::finger::{
    FingerImageRef, MATCH_THRESHOLD, Minutia, Score, extract, match_score, template,
};
use loket_card::finger::{FingerPosition, FingerTemplate};
use loket_card::{
    ChipContent, MoreTries, Presence, VerifiedChip, activate, count_mismatch, read_back, verify,
};
use loket_drivers::fingerprint_scanner::FingerImage;
use loket_drivers::limit::Canceller;
use std::sync::Arc;
use std::time::Duration;

/// Patience for reading a whole chip.
const READING: Duration = Duration::from_secs(30);

/// Score from which a finger counts as the holder's.
pub const THRESHOLD: u16 = MATCH_THRESHOLD;

/// Activates the order's card, which must lie on the desk reader; the score that proved presence, and the step.
///
/// # Errors
/// `ChipUnreadable`, `ChipMismatch`, `ChipSignatureBad`, `FingerNotMatched`, `DeviceInUse`, `DeviceLeased`, `LeaseLost`, and device
/// conditions; the chip is as before then.
pub(super) fn activate_card(
    base: &Arc<Base>,
    orders: &Orders,
    order: &Order,
    lease: Option<&Token>,
    position: FingerPosition,
    report: &Report,
) -> Result<(u32, StepTime), Condition> {
    let begun = base.clock.now();
    let job = Job::Order(order.id.clone());
    let desk = base.hardware.desk()?.claim(lease, job.clone())?;
    let scanner = base.hardware.scanner()?.claim(lease, job)?;
    let (content, chip) = read_chip(base, &desk, order)?;
    let template = template_of(&content, position)?.to_vec();
    report(Progress::Chip(Box::new(content)));
    let tries = Tries {
        scanner: &scanner,
        patience: base.config.limits.person(),
        orders,
        id: &order.id,
    };
    let score = match tries.match_holder(position, &template, report)? {
        Outcome::Matched(score) => score,
        Outcome::NotMatched(best) => {
            count_on_chip(base, &desk, chip, position, best);
            return Err(Reason::FingerNotMatched.into());
        }
    };
    put_in_force(base, &desk, order, chip, Presence::Finger(position, score))?;
    let milliseconds = u64::try_from(base.clock.now().since(begun).as_millis()).unwrap_or(u64::MAX);
    let step = StepTime {
        name: "activate".into(),
        attempt: 0,
        milliseconds,
    };
    Ok((score.into(), step))
}

/// Whether the order's card lies on the desk reader, written whole.
///
/// # Errors
/// `CardAbsent`, `ChipUnreadable`, `ChipMismatch`, `ChipSignatureBad`, `DeviceInUse`, `DeviceLeased`, `LeaseLost`, and device conditions.
pub(super) fn find_card(
    base: &Base,
    order: &Order,
    lease: Option<&Token>,
) -> Result<(), Condition> {
    let desk = base
        .hardware
        .desk()?
        .claim(lease, Job::Order(order.id.clone()))?;
    read_chip(base, &desk, order).map(drop)
}

/// Reads the chip and accepts it only if it is this order's and signed by this issuer.
fn read_chip(
    base: &Base,
    desk: &Handle<Readers>,
    order: &Order,
) -> Result<(ChipContent, VerifiedChip), Condition> {
    wait_card(desk, base.config.limits.person())?;
    let keys = Arc::clone(&base.chip_keys);
    let content = with_card(desk, READING, Reason::ChipMismatch, move |mut transmit| {
        read_back(&mut transmit, &*keys)
    })?;
    if order.attempt().and_then(|attempt| attempt.serial) != Some(content.identity.serial) {
        return Err(Condition::new(Reason::ChipMismatch, "desk"));
    }
    let chip = verify(&content, &base.keys.issuer.public_key())
        .map_err(|error| Condition::new(Reason::ChipSignatureBad, error.to_string()))?;
    Ok((content, chip))
}

/// Has the chip act on the proof of its holder's presence.
fn put_in_force(
    base: &Base,
    desk: &Handle<Readers>,
    order: &Order,
    chip: VerifiedChip,
    presence: Presence,
) -> Result<(), Condition> {
    let keys = Arc::clone(&base.chip_keys);
    let more_tries = match order.tries_allowed > base.config.limits.match_tries {
        true => MoreTries::Allowed,
        false => MoreTries::NotAllowed,
    };
    with_card(desk, READING, Reason::ChipMismatch, move |mut transmit| {
        activate(&mut transmit, &*keys, &chip, presence, more_tries)
    })?;
    Ok(())
}

/// The order's own count is what parks it; the chip's is for whoever tries elsewhere, and a chip that cannot be told now is
/// told the next time.
fn count_on_chip(
    base: &Base,
    desk: &Handle<Readers>,
    chip: VerifiedChip,
    position: FingerPosition,
    best: u16,
) {
    let keys = Arc::clone(&base.chip_keys);
    let counted = with_card(desk, READING, Reason::ChipMismatch, move |mut transmit| {
        count_mismatch(&mut transmit, &*keys, &chip, position, best)
    });
    if let Err(condition) = counted {
        tracing::warn!(%condition, "the chip did not count the fingers that were not its holder's");
    }
}

fn template_of(content: &ChipContent, position: FingerPosition) -> Result<&[u8], Condition> {
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
enum Outcome {
    Matched(u16),
    NotMatched(u16),
}

/// The tries that the holder has left.
struct Tries<'a> {
    scanner: &'a Handle<Scanners>,
    patience: Duration,
    orders: &'a Orders,
    id: &'a str,
}

impl Tries<'_> {
    /// One capture and comparison per try left; every try is counted durably before the next.
    fn match_holder(
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
