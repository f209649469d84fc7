//! How a printer is set, as a supervisor approved it: a setting that changes by itself, or by somebody who did not say so, is
//! found before it costs cards. A printer whose settings nobody has approved is not compared with anything.

use crate::condition::{Condition, Reason};
use crate::counter::Base;
use crate::device::lease::Job;
use crate::device::token::Token;
use crate::issuance::Issuance;
use crate::issuance::orders::refused;
use crate::issuance::preflight::panel_name;
use crate::issuance::production::{LOOK, PAIR};
use crate::person::{Person, Role};
use crate::store::records::Record;
use loket_drivers::card_printer::PrinterStatus;
use loket_drivers::device::Identity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a printer is set, by name: model, firmware and ribbon, and what else its driver can read.
pub type Settings = BTreeMap<String, String>;

/// The settings of one printer that are meant. Its journal says who approved which, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// The printer's serial number; its model where it states none.
    pub id: String,
    /// How it is to be set.
    pub settings: Settings,
    /// Who approved that.
    pub by: Person,
}

impl Record for Approved {
    const KIND: &'static str = "printer_settings";

    fn id(&self) -> &str {
        &self.id
    }

    fn is_open(&self) -> bool {
        false
    }
}

/// What is not as it was approved, in words; `None` when all is.
pub fn difference(approved: &Settings, now: &Settings) -> Option<String> {
    let mut names: Vec<_> = approved.keys().chain(now.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let told = |settings: &Settings, name| match settings.get(name) {
        Some(value) => format!("\u{201c}{value}\u{201d}"),
        None => "nothing".to_owned(),
    };
    let changed = names
        .into_iter()
        .filter(|name| approved.get(*name) != now.get(*name))
        .map(|name| {
            let (then, now) = (told(approved, name), told(now, name));
            format!("{name}: {then} was approved, {now} is set")
        });
    let changed: Vec<_> = changed.collect();
    (!changed.is_empty()).then(|| changed.join("; "))
}

/// Whether the printer is set as it was approved.
///
/// # Errors
/// `PrinterSettingsChanged` with all that differs; the printer's condition.
pub(super) fn are_approved(base: &Base, status: &PrinterStatus) -> Result<(), Condition> {
    let identity = base.hardware.printer()?.watch().borrow().identity.clone();
    let key = key(&identity).to_owned();
    let approved = base
        .store
        .call(move |database| database.get::<Approved>(&key));
    let Some(approved) = approved.map_err(|error| refused(&error))? else {
        return Ok(());
    };
    match difference(&approved.settings, &read(base, &identity, status)?) {
        None => Ok(()),
        Some(detail) => Err(Condition::new(Reason::PrinterSettingsChanged, detail)),
    }
}

fn key(identity: &Identity) -> &str {
    match identity.serial.as_str() {
        "" => &identity.model,
        serial => serial,
    }
}

fn read(base: &Base, identity: &Identity, status: &PrinterStatus) -> Result<Settings, Condition> {
    let printer = base.hardware.printer()?;
    let mut settings: Settings = printer
        .call(LOOK, |printer, limit| printer.settings(limit))?
        .into_iter()
        .collect();
    settings.insert("model".to_owned(), identity.model.clone());
    settings.insert("firmware".to_owned(), identity.firmware.clone());
    if let Some(ribbon) = &status.supplies.ribbon {
        let panels: Vec<_> = ribbon.iter().copied().map(panel_name).collect();
        settings.insert("ribbon".to_owned(), panels.join(" "));
    }
    Ok(settings)
}

impl Issuance {
    /// Approves the printer's settings as they are, in a supervisor's name; an order that waited for that goes on.
    ///
    /// # Errors
    /// `RoleNotAllowed`; `DeviceInUse` while an order has the printer, `LeaseLost`, `DeviceLeased`; the printer's condition.
    pub fn approve_settings(
        &self,
        by: &Person,
        token: Option<&Token>,
    ) -> Result<Approved, Condition> {
        if by.role != Role::Supervisor {
            return Err(Reason::RoleNotAllowed.into());
        }
        let base = &self.base;
        let job = Job::Maintenance("printer");
        let _claim = base.hardware.custody().claim(token, &PAIR, job)?;
        let printer = base.hardware.printer()?;
        let status = printer.status(LOOK)?;
        let identity = printer.watch().borrow().identity.clone();
        let approved = Approved {
            id: key(&identity).to_owned(),
            settings: read(base, &identity, &status)?,
            by: by.clone(),
        };
        let (stored, event) = (approved.clone(), format!("approved by {}", by.id));
        let put = base
            .store
            .call(move |database| database.write(|writing| writing.put(&stored, &event)));
        put.map_err(|error| refused(&error))?;
        Ok(approved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn whatever_differs_is_told_and_nothing_else() {
        let approved = settings(&[("contrast", "10"), ("firmware", "1.0"), ("ribbon", "black")]);
        assert_eq!(difference(&approved, &approved), None);
        let now = settings(&[("contrast", "12"), ("firmware", "1.0"), ("speed", "2")]);
        let told = difference(&approved, &now).unwrap();
        assert_eq!(
            told,
            "contrast: \u{201c}10\u{201d} was approved, \u{201c}12\u{201d} is set; \
             ribbon: \u{201c}black\u{201d} was approved, nothing is set; \
             speed: nothing was approved, \u{201c}2\u{201d} is set"
        );
    }
}
