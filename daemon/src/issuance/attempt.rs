//! Attempts: one attempt is one blank under an order. No applicant data in here.

use crate::condition::{Condition, Reason};
use crate::issuance::counting::Counting;
use crate::issuance::evidence::Sighting;
use crate::ledger::card::{Blank, Why};
use loket_card::ChipSerial;
use loket_drivers::card_printer::PrinterCounters;
use serde::{Deserialize, Serialize};

/// Life of one blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "described in issuance.proto")]
pub enum AttemptState {
    Feeding,
    AtEncoder,
    Encoding,
    Encoded,
    Printing,
    Ejected,
    Good,
    Spoiled,
    Unknown,
    NotFed,
}

impl AttemptState {
    /// Whether no print was asked for yet.
    pub fn is_before_print(self) -> bool {
        matches!(
            self,
            Self::Feeding | Self::AtEncoder | Self::Encoding | Self::Encoded
        )
    }
}

/// How far a blank's print has come, by what was sent and answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Print {
    /// What makes the printer print was not sent.
    NotBegun,
    /// It was sent, or is about to be.
    #[default]
    Begun,
    /// It was answered with a refusal, before or while the card was printed.
    Refused,
}

/// One blank under an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// 1 for the first.
    pub number: u32,
    /// Where it stands.
    pub state: AttemptState,
    /// The chip, once it was read; bound before anything is written.
    pub serial: Option<ChipSerial>,
    /// Why it is spoiled or unknown, or was not printed.
    pub cause: Option<Condition>,
    /// The printer's counters before the blank was fed.
    pub before: PrinterCounters,
    /// Serial number of the printer that feeds it; empty if it states none.
    #[serde(default)]
    pub printer: String,
    /// Ribbon panels that both faces need.
    pub panels: u32,
    /// How often writing the chip was begun.
    pub encodings: u32,
    /// How far its print has come.
    #[serde(default)]
    pub print: Print,
    /// When the printer was known to count cards as the blank was fed.
    #[serde(default)]
    pub counting: Counting,
    /// Whether a card certainly left the hopper for it.
    #[serde(default)]
    pub was_fed: bool,
    /// Whether the printer's own reader, and no other, reported the card when it was fed.
    #[serde(default)]
    pub paired: bool,
    /// Whether people move the card: the printer has no encoder, and the chip is written on the desk reader.
    #[serde(default)]
    pub by_hand: bool,
    /// The name by which the printer can be asked what became of its print, once that may have begun.
    #[serde(default)]
    pub job: Option<String>,
    /// What the printer said when nobody knew what had become of it, the last time.
    #[serde(default)]
    pub sighting: Option<Sighting>,
}

impl Attempt {
    /// The blank after `earlier` ones, about to be fed by a printer that stands so.
    pub fn begun(
        earlier: usize,
        before: PrinterCounters,
        printer: &str,
        counting: Counting,
        panels: u32,
    ) -> Self {
        Self {
            number: u32::try_from(earlier).unwrap_or(u32::MAX).saturating_add(1),
            state: AttemptState::Feeding,
            serial: None,
            cause: None,
            before,
            printer: printer.to_owned(),
            panels,
            encodings: 0,
            print: Print::NotBegun,
            counting,
            was_fed: false,
            paired: false,
            by_hand: false,
            job: None,
            sighting: None,
        }
    }

    /// Whether this is why it is spoiled or unknown.
    pub fn is_caused_by(&self, reason: Reason) -> bool {
        self.cause
            .as_ref()
            .is_some_and(|cause| cause.reason == reason)
    }

    /// The blank as the ledger is to know it. One that a person is asked for is where it was until its chip is known.
    pub(super) fn blank(&self) -> Blank {
        let is_asked_for = self.by_hand && self.state == AttemptState::Feeding;
        Blank {
            number: self.number,
            state: match is_asked_for {
                true => AttemptState::NotFed,
                false => self.state,
            },
            serial: self.serial.map(|serial| serial.to_string()),
            why: Why::Condition(self.cause.as_ref().map(|cause| cause.reason)),
            from_hopper: true,
        }
    }
}
