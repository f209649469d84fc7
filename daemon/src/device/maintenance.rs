//! Self-tests: what each class of device shows when it is tried without an applicant and without touching a card's content.

mod camera;
mod platen;
mod printer;
mod reader;
mod scanner;

use crate::condition::{Condition, Reason};
use crate::device::hardware::Hardware;
use crate::device::token::Token;
use std::time::Duration;

/// How long one try of a device may take; none of them waits for a person.
const PATIENCE: Duration = Duration::from_secs(15);

/// What to do about a reading that did not pass, in English and Indonesian.
pub type Advice = (&'static str, &'static str);

/// One thing that a self-test measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Stable word.
    pub name: &'static str,
    /// As text to show, with its unit.
    pub value: String,
    /// What to do; a reading without advice passed.
    pub advice: Option<Advice>,
}

impl Reading {
    /// A reading that needs no advice.
    pub fn good(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
            advice: None,
        }
    }

    /// A reading that passes if `passed`.
    fn judged(name: &'static str, value: impl Into<String>, passed: bool, advice: Advice) -> Self {
        Self {
            advice: (!passed).then_some(advice),
            ..Self::good(name, value)
        }
    }
}

/// A picture that a device took, as the front end shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// `image/png` or `image/jpeg`.
    pub media_type: &'static str,
    /// The encoded picture.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Picture({}, {} bytes)",
            self.media_type,
            self.bytes.len()
        )
    }
}

/// How a device did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelfTest {
    /// What was measured.
    pub readings: Vec<Reading>,
    /// What the scanner or the camera saw.
    pub picture: Option<Picture>,
}

impl SelfTest {
    /// Whether every reading passed.
    pub fn passed(&self) -> bool {
        self.readings.iter().all(|reading| reading.advice.is_none())
    }
}

/// Tries the device of this name (scanner, camera, printer, encoder, desk) in the name of whoever shows the lease `token`.
///
/// # Errors
/// `NotFound` for another name, `DeviceNotConfigured`; `DeviceInUse` while a job has the device, `LeaseLost`, `DeviceLeased`;
/// and whatever the device says when it cannot be tried at all.
pub fn test(hardware: &Hardware, name: &str, token: Option<&Token>) -> Result<SelfTest, Condition> {
    match name {
        "scanner" => scanner::test(hardware.scanner()?, token),
        "camera" => camera::test(hardware.camera()?, token),
        "printer" => printer::test(hardware.printer()?, token),
        "encoder" => reader::test(hardware.encoder()?, token),
        "desk" => reader::test(hardware.desk()?, token),
        other => {
            hardware.named(other)?;
            Err(Condition::new(
                Reason::DeviceUnsupported,
                format!("no test of the {other}"),
            ))
        }
    }
}
