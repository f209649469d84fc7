//! The keys of a chip, which its maker derives from the masters of a counter.

use super::cipher::{self, Key};
use super::dump::KeyDump;
use super::make::Make;
use super::status::Status;

/// Key version of who personalises.
pub(super) const PERSONALISING: u8 = 0x30;
/// Key version of who activates.
pub(super) const ACTIVATING: u8 = 0x31;

/// Failed authentications in a row that block a key version.
const MOST_FAILURES: u8 = 10;
/// The sequence counter has three bytes.
const LAST_SEQUENCE: u32 = 0x00FF_FFFF;

/// The keys of one version with what the chip counts for it; all of it stays without power.
#[derive(Clone)]
pub(super) struct KeyVersion {
    pub(super) number: u8,
    pub(super) enc: Key,
    pub(super) mac: Key,
    /// Verifies decisions.
    pub(super) decision: Key,
    sequence: u32,
    failures: u8,
}

impl KeyVersion {
    fn of(number: u8, master: &Key, diversification: &[u8; 10]) -> Self {
        let key = |purpose| cipher::derive(master, purpose, 0x80, diversification);
        Self {
            number,
            enc: key(1),
            mac: key(2),
            decision: key(4),
            sequence: 1,
            failures: 0,
        }
    }

    /// The counter that the next session is derived from, three bytes; `None` when it has run out.
    pub(super) fn sequence(&self) -> Option<[u8; 3]> {
        let [_, high, middle, low] = self.sequence.to_be_bytes();
        (self.sequence <= LAST_SEQUENCE).then_some([high, middle, low])
    }

    pub(super) fn is_blocked(&self) -> bool {
        self.failures >= MOST_FAILURES
    }

    /// A session was opened.
    pub(super) fn count_session(&mut self) {
        self.sequence += 1;
        self.failures = 0;
    }

    /// Somebody did not know the keys.
    pub(super) fn count_failure(&mut self) {
        self.failures = self.failures.saturating_add(1);
    }

    /// What somebody is told who did not know the keys: 6300, or 6983 where that was once too often.
    pub(super) fn refusal(&self) -> Status {
        if self.is_blocked() {
            Status::BLOCKED
        } else {
            Status::NOT_AUTHENTICATED
        }
    }
}

/// All keys of a chip.
#[derive(Clone)]
pub(super) struct Keys([KeyVersion; 2]);

impl Keys {
    pub(super) fn of(make: &Make, serial: [u8; 8]) -> Self {
        let data = diversification(serial);
        Self([
            KeyVersion::of(PERSONALISING, &make.personalising.0, &data),
            KeyVersion::of(ACTIVATING, &make.activating.0, &data),
        ])
    }

    pub(super) fn version(&mut self, number: u8) -> Option<&mut KeyVersion> {
        self.0.iter_mut().find(|version| version.number == number)
    }

    /// What is counted.
    pub(super) fn dump(&self) -> Vec<KeyDump> {
        let dump = |version: &KeyVersion| KeyDump {
            version: version.number,
            sequence: version.sequence,
            failures: version.failures,
        };
        self.0.iter().map(dump).collect()
    }

    /// The key that verifies decisions.
    pub(super) fn decision(&self) -> &Key {
        &self.0[1].decision
    }

    /// A key that nobody outside needs, for challenges that nobody outside can foretell.
    pub(super) fn secret(&self) -> &Key {
        &self.0[0].decision
    }
}

/// What tells this chip's keys from another's: "LK" and the serial number.
pub(super) fn diversification(serial: [u8; 8]) -> [u8; 10] {
    let mut data = [b'L', b'K', 0, 0, 0, 0, 0, 0, 0, 0];
    data[2..].copy_from_slice(&serial);
    data
}
