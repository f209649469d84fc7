//! The card on the desk reader: the chip is read back and verified, its holder seen, then the chip put in force.

use crate::condition::{Condition, Reason};
use crate::counter::Base;
use crate::device::class::{Readers, Scanners};

use crate::device::handle::{Claimed, Handle};
use crate::device::lease::Job;
use crate::issuance::chip_access::{wait_card, with_card};
use crate::issuance::holder::{Outcome, Tries, template_of};
use crate::issuance::order::{Order, OrderState, StepTime};
use crate::issuance::orders::Orders;
use crate::issuance::presence::{Activation, HandOver, Presence};
use crate::prompt::answer::By;
use crate::prompt::progress::{Progress, Report};
use loket_card::finger::FingerPosition;
use loket_card::{
    ChipContent, MoreTries, VerifiedChip, activate, count_mismatch, read_back, verify,
};
use std::sync::Arc;
use std::time::Duration;

/// Patience for reading a whole chip.
const READING: Duration = Duration::from_secs(30);

/// What is to show that the holder is there.
pub(super) enum Showing {
    /// This finger.
    Finger(FingerPosition),
    /// What people say.
    Said(Presence),
}

/// An order's card at the desk, and who sees to it.
pub(super) struct Visit<'a> {
    pub(super) base: &'a Arc<Base>,
    pub(super) orders: &'a Orders,
    pub(super) order: &'a Order,
    pub(super) by: By<'a>,
    pub(super) report: &'a Report,
}

impl Visit<'_> {
    /// Activates the order's card, which must lie on the desk reader; how, and how long it took.
    ///
    /// # Errors
    /// `ChipUnreadable`, `ChipMismatch`, `ChipSignatureBad`, `FingerNotMatched`, `DeviceInUse`, `DeviceLeased`, `LeaseLost`, and device
    /// conditions; the chip is as before then.
    pub(super) fn activate(&self, showing: Showing) -> Result<(Activation, StepTime), Condition> {
        let begun = self.base.clock.now();
        let desk = self.desk()?;
        let (presence, chip) = self.see_holder(&desk, showing)?;
        self.put_in_force(&desk, chip, &presence)?;
        let took = self.base.clock.now().since(begun);
        let step = StepTime {
            name: "activate".into(),
            attempt: 0,
            milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        };
        let activation = Activation {
            chip: chip.serial(),
            content_sha256: chip.statement_sha256(),
            presence,
            by: self.by.person().id.clone(),
            at_ms: self.base.wall.now_ms(),
        };
        Ok((activation, step))
    }

    /// Matches the holder's finger with the chip in force, which must lie on the desk reader.
    ///
    /// # Errors
    /// As [`Self::activate`].
    pub(super) fn hand_over(&self, position: FingerPosition) -> Result<HandOver, Condition> {
        let desk = self.desk()?;
        let (presence, _) = self.match_finger(&desk, position)?;
        Ok(HandOver {
            presence: Some(presence),
            by: self.by.person().id.clone(),
            at_ms: self.base.wall.now_ms(),
        })
    }

    /// Whether the order's card lies on the desk reader, written whole.
    ///
    /// # Errors
    /// `CardAbsent`, `ChipUnreadable`, `ChipMismatch`, `ChipSignatureBad`, `DeviceInUse`, `DeviceLeased`, `LeaseLost`, and device conditions.
    pub(super) fn find_card(&self) -> Result<(), Condition> {
        let desk = self.desk()?;
        self.read_chip(&desk).map(drop)
    }

    fn job(&self) -> Job {
        Job::Order(self.order.id.clone())
    }

    fn desk(&self) -> Result<Claimed<Readers>, Condition> {
        let desk = self.base.hardware.desk()?;
        desk.claim(self.by.lease(), self.job())
    }

    fn scanner(&self) -> Result<Claimed<Scanners>, Condition> {
        let scanner = self.base.hardware.scanner()?;
        scanner.claim(self.by.lease(), self.job())
    }

    fn see_holder(
        &self,
        desk: &Handle<Readers>,
        showing: Showing,
    ) -> Result<(Presence, VerifiedChip), Condition> {
        match showing {
            Showing::Finger(position) => self.match_finger(desk, position),
            Showing::Said(presence) => {
                let (content, chip) = self.read_chip(desk)?;
                (self.report)(Progress::Chip(Box::new(content)));
                Ok((presence, chip))
            }
        }
    }

    fn match_finger(
        &self,
        desk: &Handle<Readers>,
        position: FingerPosition,
    ) -> Result<(Presence, VerifiedChip), Condition> {
        let scanner = self.scanner()?;
        let (content, chip) = self.read_chip(desk)?;
        let template = template_of(&content, position)?.to_vec();
        (self.report)(Progress::Chip(Box::new(content)));
        let tries = Tries {
            scanner: &scanner,
            patience: self.base.config.limits.person(),
            orders: self.orders,
            id: &self.order.id,
        };
        match tries.match_holder(position, &template, self.report)? {
            Outcome::Matched(score) => Ok((Presence::Finger(position, score), chip)),
            Outcome::NotMatched(best) => {
                self.count_on_chip(desk, chip, position, best);
                Err(Reason::FingerNotMatched.into())
            }
        }
    }

    /// Reads the chip and accepts it only if it is this order's and signed by this issuer.
    fn read_chip(&self, desk: &Handle<Readers>) -> Result<(ChipContent, VerifiedChip), Condition> {
        wait_card(desk, self.base.config.limits.person())?;
        let keys = Arc::clone(&self.base.chip_keys);
        let content = with_card(desk, READING, Reason::ChipMismatch, move |mut transmit| {
            read_back(&mut transmit, &*keys)
        })?;
        if self.order.attempt().and_then(|attempt| attempt.serial) != Some(content.identity.serial)
        {
            return Err(Condition::new(Reason::ChipMismatch, "desk"));
        }
        let chip = verify(&content, &self.base.keys.issuer.public_key())
            .map_err(|error| Condition::new(Reason::ChipSignatureBad, error.to_string()))?;
        Ok((content, chip))
    }

    /// Has the chip act on what showed its holder's presence.
    fn put_in_force(
        &self,
        desk: &Handle<Readers>,
        chip: VerifiedChip,
        presence: &Presence,
    ) -> Result<(), Condition> {
        let keys = Arc::clone(&self.base.chip_keys);
        let more_tries = match self.order.tries_allowed > self.base.config.limits.match_tries {
            true => MoreTries::Allowed,
            false => MoreTries::NotAllowed,
        };
        let presence = for_chip(presence);
        with_card(desk, READING, Reason::ChipMismatch, move |mut transmit| {
            activate(&mut transmit, &*keys, &chip, presence, more_tries)
        })?;
        Ok(())
    }

    /// The order's own count is what parks it; the chip's is for whoever tries elsewhere, and a chip that cannot be told now is
    /// told the next time. A chip in force counts no more.
    fn count_on_chip(
        &self,
        desk: &Handle<Readers>,
        chip: VerifiedChip,
        position: FingerPosition,
        best: u16,
    ) {
        if self.order.state != OrderState::Issued {
            return;
        }
        let keys = Arc::clone(&self.base.chip_keys);
        let counted = with_card(desk, READING, Reason::ChipMismatch, move |mut transmit| {
            count_mismatch(&mut transmit, &*keys, &chip, position, best)
        });
        if let Err(condition) = counted {
            tracing::warn!(%condition, "the chip did not count the fingers that were not its holder's");
        }
    }
}

fn for_chip(presence: &Presence) -> loket_card::Presence {
    match presence {
        Presence::Finger(position, score) => loket_card::Presence::Finger(*position, *score),
        Presence::Vouched { .. } | Presence::Operator => loket_card::Presence::Vouched,
    }
}
