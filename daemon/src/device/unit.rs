//! Which unit belongs at a place of the counter, and what becomes of another one that answers at its address.
//!
//! A unit is told by the serial number that it states, and where a protocol has none by its model. The first unit at an
//! address is trusted and remembered over restarts. Another one is not used (`DEVICE_REPLACED`) until the old one is back or
//! a person accepts the new one; one that the config names by `serial` is never replaced so.

use crate::condition::{Condition, Reason};
use crate::config::DeviceConfig;
use crate::store::Store;
use crate::store::database::StoreError;
use loket_drivers::device::Identity;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One unit of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Unit {
    model: String,
    /// Empty where the protocol has none, or the device does not say at the moment.
    serial: String,
}

impl Unit {
    fn of(identity: &Identity) -> Self {
        Self {
            model: identity.model.clone(),
            serial: identity.serial.clone(),
        }
    }

    /// Whether these can be two looks at one unit. One that does not state its serial number cannot be told from one that
    /// does.
    fn may_be(&self, other: &Self) -> bool {
        match (self.serial.is_empty(), other.serial.is_empty()) {
            (true, true) => self.model == other.model,
            (false, false) => self == other,
            _ => true,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.serial.as_str() {
            "" => write!(f, "{}", self.model),
            serial => write!(f, "{} with serial {serial}", self.model),
        }
    }
}

/// The rule for one place.
pub(super) struct UnitRule {
    name: &'static str,
    pinned: Option<String>,
    key: String,
    store: Store,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The unit that belongs here.
    known: Option<Unit>,
    /// Another one, which waits to be accepted.
    refused: Option<Unit>,
}

impl UnitRule {
    /// The rule for this place, with the unit that is remembered for it.
    ///
    /// # Errors
    /// What the store says.
    pub(super) fn load(
        name: &'static str,
        config: &DeviceConfig,
        store: &Store,
    ) -> Result<Self, StoreError> {
        let key = format!("unit {name} {} {}", config.driver, config.address);
        let note = key.clone();
        let known = store.call(move |database| database.note(&note))?;
        let known = known
            .map(|json| serde_json::from_slice(&json).map_err(StoreError::Damaged))
            .transpose()?;
        Ok(Self {
            name,
            pinned: config.serial.clone(),
            key,
            store: store.clone(),
            state: Mutex::new(State {
                known,
                refused: None,
            }),
        })
    }

    /// Whether the unit that answers may be used.
    ///
    /// # Errors
    /// `DeviceReplaced` with both units.
    pub(super) fn admit(&self, identity: &Identity) -> Result<(), Condition> {
        let found = Unit::of(identity);
        if let Some(pinned) = &self.pinned {
            return if *pinned == found.serial {
                Ok(())
            } else {
                Err(self.replaced(&format!("serial {pinned}, which the config names"), &found))
            };
        }
        let mut state = self.lock();
        let Some(known) = state.known.clone() else {
            drop(state);
            return self.remember(found);
        };
        if known.may_be(&found) {
            state.refused = None;
            return Ok(());
        }
        state.refused = Some(found.clone());
        Err(self.replaced(&known.to_string(), &found))
    }

    /// Takes the unit that was refused for the one that belongs here.
    ///
    /// # Errors
    /// `WrongState` when none was refused.
    pub(super) fn accept(&self) -> Result<(), Condition> {
        let refused = self.lock().refused.take();
        match refused {
            Some(unit) => self.remember(unit),
            None => Err(Condition::new(
                Reason::WrongState,
                format!("{} has no other unit to accept", self.name),
            )),
        }
    }

    fn remember(&self, unit: Unit) -> Result<(), Condition> {
        let key = self.key.clone();
        let stored = serde_json::to_vec(&unit)
            .map_err(StoreError::Damaged)
            .and_then(|json| {
                self.store
                    .call(move |database| database.set_note(&key, &json))
            });
        stored.map_err(|error| Condition::from(&error))?;
        self.lock().known = Some(unit);
        Ok(())
    }

    fn replaced(&self, expected: &str, found: &Unit) -> Condition {
        let detail = format!("{}: expected {expected}, found {found}", self.name);
        Condition::new(Reason::DeviceReplaced, detail)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::database::Database;
    use std::path::Path;

    fn rule(folder: &Path, serial: Option<&str>) -> UnitRule {
        let store = Store::in_place(Database::open(folder).unwrap());
        let config = DeviceConfig {
            driver: "evolis".to_owned(),
            address: "tcp:127.0.0.1:9100".parse().unwrap(),
            serial: serial.map(str::to_owned),
        };
        UnitRule::load("printer", &config, &store).unwrap()
    }

    fn unit(model: &str, serial: &str) -> Identity {
        Identity::new(model, serial, "1.0")
    }

    fn is_replaced(outcome: Result<(), Condition>) -> bool {
        outcome.is_err_and(|condition| condition.reason == Reason::DeviceReplaced)
    }

    #[test]
    fn another_unit_waits_to_be_accepted_and_the_old_one_may_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let rule = rule(folder.path(), None);
        rule.admit(&unit("Primacy", "A1")).unwrap();
        assert!(rule.accept().is_err(), "there is nothing to accept");
        let condition = rule.admit(&unit("Primacy", "B2")).unwrap_err();
        assert!(condition.detail.contains("A1") && condition.detail.contains("B2"));
        rule.admit(&unit("Primacy", "A1")).unwrap();
        assert!(rule.accept().is_err(), "the other one is gone again");
        assert!(is_replaced(rule.admit(&unit("Primacy", "B2"))));
        rule.accept().unwrap();
        rule.admit(&unit("Primacy", "B2")).unwrap();
        assert!(is_replaced(rule.admit(&unit("Primacy", "A1"))));
    }

    #[test]
    fn the_unit_is_remembered_over_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        rule(folder.path(), None)
            .admit(&unit("Primacy", "A1"))
            .unwrap();
        assert!(is_replaced(
            rule(folder.path(), None).admit(&unit("Primacy", "B2"))
        ));
    }

    #[test]
    fn a_pinned_unit_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let rule = rule(folder.path(), Some("A1"));
        assert!(is_replaced(rule.admit(&unit("Primacy", "B2"))));
        assert!(rule.accept().is_err());
        rule.admit(&unit("Primacy", "A1")).unwrap();
    }

    #[test]
    fn without_serial_numbers_the_model_tells() {
        let folder = tempfile::tempdir().unwrap();
        let rule = rule(folder.path(), None);
        rule.admit(&unit("ustreamer", "")).unwrap();
        rule.admit(&unit("ustreamer", "")).unwrap();
        assert!(is_replaced(rule.admit(&unit("mjpg-streamer", ""))));
    }

    #[test]
    fn a_reader_that_another_program_holds_does_not_say_who_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let rule = rule(folder.path(), None);
        rule.admit(&unit("ACS ACR39U", "R7")).unwrap();
        rule.admit(&unit("ACR39U 00 00", "")).unwrap();
        assert!(is_replaced(rule.admit(&unit("ACS ACR39U", "R8"))));
    }
}
