//! Whether the reader that the config names as the printer's own is: which readers report that a card was put in after a feed.
//!
//! A chip is written only in a reader that reported the fed card, and only if no other did. What lies in a reader from before
//! proves nothing and is in nobody's way. Where the daemon was stopped between the feed and that report, no report is to be had
//! any more; then the printer must say that it has the card, its reader must show one, and no other reader a blank.

pub mod proof;

use crate::condition::{Condition, Reason};
use crate::device::class::Readers;
use crate::device::handle::Handle;
use crate::device::hardware::Hardware;
use crate::issuance::chip_access::with_chip;
use crate::issuance::production::LOOK;
use loket_card::LifeCycle;
use loket_drivers::card_reader::CardPresence;
use std::time::Duration;

/// A fed card must appear in its reader within this.
pub(super) const PAIRING: Duration = Duration::from_secs(5);

/// What a reader shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    /// See `CardReader::arrivals`.
    arrivals: u64,
    has_card: bool,
}

/// The readers as they were right before a feed.
pub(super) struct Sentry<'a> {
    hardware: &'a Hardware,
    encoder: Look,
    desk: Look,
}

impl<'a> Sentry<'a> {
    /// Looks at both readers; the printer feeds next.
    ///
    /// # Errors
    /// What a reader says that cannot tell.
    pub(super) fn begin(hardware: &'a Hardware) -> Result<Self, Condition> {
        Ok(Self {
            hardware,
            encoder: look(hardware.encoder()?)?,
            desk: look(hardware.desk()?)?,
        })
    }

    /// Whether a card was in the printer's reader before anything was fed.
    pub(super) fn was_occupied(&self) -> bool {
        self.encoder.has_card
    }

    /// The readers in which a card was put since, once the printer's own has had its time. One that has had a card all along
    /// reports none.
    ///
    /// # Errors
    /// What a reader says that cannot tell.
    pub(super) fn reporters(&self) -> Result<Vec<&'static str>, Condition> {
        let encoder = self.hardware.encoder()?;
        let came = match encoder.call(PAIRING, |reader, limit| reader.wait_card(limit)) {
            Ok(_) => look(encoder)?.arrivals != self.encoder.arrivals && !self.encoder.has_card,
            Err(condition) if condition.reason == Reason::CardAbsent => false,
            Err(condition) => return Err(condition),
        };
        let desk = self.hardware.desk()?;
        let came_to_desk = look(desk)?.arrivals != self.desk.arrivals;
        let reports = [(encoder.name(), came), (desk.name(), came_to_desk)];
        let reports = reports.into_iter().filter(|(_, came)| *came);
        Ok(reports.map(|(name, _)| name).collect())
    }

    /// Whether the fed card came into the printer's reader and into no other.
    ///
    /// # Errors
    /// `EncoderNotPaired`, also when that cannot be told: the card is fed, and a person looks where it went.
    pub(super) fn is_kept(&self) -> Result<(), Condition> {
        let reporters = self
            .reporters()
            .map_err(|condition| not_paired(condition.to_string()))?;
        // A card that was written before is somebody's who waits at the desk, and not the blank that was fed.
        if reporters == ["encoder", "desk"] && has_written_card(self.hardware) {
            return Ok(());
        }
        judge(&reporters)
    }
}

/// The words for it, if the readers that report a card are not the printer's alone.
fn judge(reporters: &[&str]) -> Result<(), Condition> {
    let detail = match reporters {
        ["encoder"] => return Ok(()),
        [] => "no reader reports the card that was fed",
        ["desk"] => {
            "the card that was fed is in the desk reader, and not in the printer's: are their names exchanged?"
        }
        _ => "cards came into the printer's reader and into the desk reader",
    };
    Err(not_paired(detail))
}

/// Of a card that was fed before anybody watched: no other reader may show what could be it.
///
/// # Errors
/// `EncoderNotPaired`.
pub(super) fn is_alone(hardware: &Hardware) -> Result<(), Condition> {
    let desk = hardware.desk().and_then(look);
    let desk = desk.map_err(|condition| not_paired(condition.to_string()))?;
    if desk.has_card && !has_written_card(hardware) {
        return Err(not_paired(
            "a card that may be the one that was fed is in the desk reader",
        ));
    }
    Ok(())
}

/// Whether the reader can tell what it sees.
///
/// # Errors
/// Why it cannot.
pub(super) fn can_tell(reader: &Handle<Readers>) -> Result<(), Condition> {
    look(reader).map(drop)
}

fn not_paired(detail: impl Into<String>) -> Condition {
    Condition::new(Reason::EncoderNotPaired, detail)
}

fn look(reader: &Handle<Readers>) -> Result<Look, Condition> {
    reader.call(LOOK, |reader, limit| {
        Ok(Look {
            arrivals: reader.arrivals(limit)?,
            has_card: reader.presence(limit)? != CardPresence::Absent,
        })
    })
}

fn has_written_card(hardware: &Hardware) -> bool {
    let desk = hardware.desk();
    let chip =
        desk.and_then(|desk| with_chip(desk, LOOK, |mut chip| loket_card::identify(&mut chip)));
    chip.is_ok_and(|chip| chip.life_cycle != LifeCycle::Blank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_report_of_the_printers_own_reader_alone_is_a_pair() {
        assert_eq!(judge(&["encoder"]), Ok(()));
        for reporters in [&[][..], &["desk"], &["encoder", "desk"]] {
            let refused = judge(reporters).unwrap_err();
            assert_eq!(refused.reason, Reason::EncoderNotPaired, "{reporters:?}");
            assert!(!refused.detail.is_empty());
        }
    }
}
