//! The control file: profile version, chip serial number and write journal.

use crate::identity::ChipSerial;
use crate::open::image;
use crate::open::layout::PROFILE_VERSION;
use serde::{Deserialize, Serialize};

/// Counts beginnings and ends of personalisation: odd while the files are being written, even once all of them have
/// been written and read back. A run that breaks off leaves an odd number; the next run goes on to the next odd one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WriteJournal(pub u32);

impl WriteJournal {
    /// Whether a run began and did not end.
    pub fn is_open(self) -> bool {
        !self.0.is_multiple_of(2)
    }

    pub(crate) fn begun(self) -> Self {
        Self((self.0 | 1).wrapping_add(if self.is_open() { 2 } else { 0 }))
    }

    pub(crate) fn ended(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

/// What the control file says beside the serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Control {
    pub(crate) version: u8,
    pub(crate) serial: ChipSerial,
    pub(crate) journal: WriteJournal,
}

/// Why a control file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// It has another shape, or another chip's serial number.
    Malformed,
    /// It was written under another version of the profile.
    OtherVersion(u8),
}

/// One byte version, eight bytes serial number, four bytes journal.
const LENGTH: usize = 1 + ChipSerial::LENGTH + 4;

impl Control {
    pub(crate) fn new(serial: ChipSerial, journal: WriteJournal) -> Self {
        Self {
            version: PROFILE_VERSION,
            serial,
            journal,
        }
    }

    pub(crate) fn to_content(self) -> Vec<u8> {
        let mut content = Vec::with_capacity(LENGTH);
        content.push(self.version);
        content.extend(self.serial.0);
        content.extend(self.journal.0.to_be_bytes());
        content
    }

    /// What the file of the chip `serial` says; `None` when nothing was written.
    pub(crate) fn in_image(image: &[u8], serial: ChipSerial) -> Result<Option<Self>, Unusable> {
        let content = image::content(image).ok_or(Unusable::Malformed)?;
        if content.is_empty() {
            return Ok(None);
        }
        let control = Self::from_content(content).ok_or(Unusable::Malformed)?;
        if control.version != PROFILE_VERSION {
            return Err(Unusable::OtherVersion(control.version));
        }
        if control.serial != serial {
            return Err(Unusable::Malformed);
        }
        Ok(Some(control))
    }

    fn from_content(content: &[u8]) -> Option<Self> {
        let (version, rest) = content.split_first()?;
        let (serial, journal) = rest.split_first_chunk()?;
        Some(Self {
            version: *version,
            serial: ChipSerial(*serial),
            journal: WriteJournal(u32::from_be_bytes(journal.try_into().ok()?)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_journal_is_odd_while_a_run_is_open() {
        let first = WriteJournal::default().begun();
        assert_eq!(first, WriteJournal(1));
        let second = first.begun();
        assert_eq!(second, WriteJournal(3));
        assert!(second.is_open());
        assert_eq!(second.ended(), WriteJournal(4));
        assert_eq!(second.ended().begun(), WriteJournal(5));
    }

    #[test]
    fn content_is_version_serial_journal() {
        let control = Control::new(ChipSerial(*b"SIM\0\0\0\0\x09"), WriteJournal(0x0102_0304));
        let bytes = *b"\x01SIM\0\0\0\0\x09\x01\x02\x03\x04";
        assert_eq!(control.to_content(), bytes);
        assert_eq!(Control::from_content(&bytes), Some(control));
        assert_eq!(Control::from_content(&bytes[..12]), None);
    }
}
