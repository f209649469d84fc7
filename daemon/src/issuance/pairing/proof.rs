//! A person has the pair proved: one blank is fed for that alone, and what the readers reported is kept.

use super::{Sentry, judge};
use crate::condition::{Condition, Reason};
use crate::counter::Base;
use crate::device::hardware::Hardware;
use crate::device::state::DeviceView;
use crate::issuance::orders::refused;
use crate::issuance::production::LOOK;
use crate::person::Person;
use crate::store::database::StoreError;
use loket_drivers::card_printer::Station;
use serde::{Deserialize, Serialize};

/// Where the last proof is noted.
const NOTE: &str = "pairing";

/// What came of feeding a blank to see where it appears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Who had it done.
    pub by: Person,
    /// When, in milliseconds since 1970 by the wall clock.
    pub at_ms: i64,
    /// The readers that reported a card.
    pub reporters: Vec<String>,
    /// The units that were tried: printer and encoder, by model and serial number.
    units: [String; 2],
}

impl Proof {
    /// Whether the printer's own reader reported the card, and no other.
    pub fn passed(&self) -> bool {
        self.reporters == ["encoder"]
    }
}

/// Printer and readers, and what was last proved of them.
#[derive(Clone, Debug)]
pub struct Pairing {
    /// The printer.
    pub printer: DeviceView,
    /// The reader that the config names as its own.
    pub encoder: DeviceView,
    /// The reader on the desk.
    pub desk: DeviceView,
    /// The last proof.
    pub proof: Option<Proof>,
    /// Whether it passed and is of the units that are there now.
    pub is_proved: bool,
}

/// Which reader is the printer's by the config, and what was proved of that.
///
/// # Errors
/// `DeviceNotConfigured`; what the records say.
pub fn pairing(base: &Base) -> Result<Pairing, Condition> {
    let noted = base.store.call(|database| database.note(NOTE));
    let noted = noted.map_err(|error| refused(&error))?;
    let proof: Option<Proof> = noted
        .map(|json| serde_json::from_slice(&json))
        .transpose()
        .map_err(|source| refused(&StoreError::Damaged(source)))?;
    let hardware = &base.hardware;
    let units = units(hardware)?;
    Ok(Pairing {
        printer: hardware.printer()?.watch().borrow().clone(),
        encoder: hardware.encoder()?.watch().borrow().clone(),
        desk: hardware.desk()?.watch().borrow().clone(),
        is_proved: proof
            .as_ref()
            .is_some_and(|proof| proof.passed() && proof.units == units),
        proof,
    })
}

/// Feeds a blank, notes which readers report it, and has it rejected, whatever they reported.
///
/// # Errors
/// `EncoderOccupied` before anything is fed; `EncoderNotPaired`; what printer, readers and records say.
pub(in crate::issuance) fn prove(base: &Base, by: &Person) -> Result<(), Condition> {
    let (printer, limits) = (base.hardware.printer()?, &base.config.limits);
    let sentry = Sentry::begin(&base.hardware)?;
    if sentry.was_occupied() {
        return Err(Reason::EncoderOccupied.into());
    }
    printer.call(limits.movement(), |printer, limit| {
        let station = printer.capabilities().encoder.unwrap_or(Station::Contact);
        printer.feed(station, limit)
    })?;
    let reporters = sentry.reporters();
    printer.call(LOOK, |printer, limit| printer.clear_errors(limit))?;
    printer.call(limits.movement(), |printer, limit| printer.reject(limit))?;
    let reporters = reporters?;
    keep(base, by, &reporters)?;
    judge(&reporters)
}

fn keep(base: &Base, by: &Person, reporters: &[&'static str]) -> Result<(), Condition> {
    let proof = Proof {
        by: by.clone(),
        at_ms: base.wall.now_ms(),
        reporters: reporters.iter().map(|name| (*name).to_owned()).collect(),
        units: units(&base.hardware)?,
    };
    let json =
        serde_json::to_vec(&proof).map_err(|source| refused(&StoreError::Damaged(source)))?;
    let kept = base
        .store
        .call(move |database| database.set_note(NOTE, &json));
    kept.map_err(|error| refused(&error))
}

fn units(hardware: &Hardware) -> Result<[String; 2], Condition> {
    let unit = |view: DeviceView| format!("{} {}", view.identity.model, view.identity.serial);
    Ok([
        unit(hardware.printer()?.watch().borrow().clone()),
        unit(hardware.encoder()?.watch().borrow().clone()),
    ])
}
