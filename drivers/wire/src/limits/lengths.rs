//! Extended length information (ISO/IEC 7816-4, 12.7.1): object `7F66` in EF.ATR/INFO, or by GET DATA.

use crate::tlv::{self, Object, Tag, TlvError};
use thiserror::Error;

const EXTENDED_LENGTHS: Tag = Tag(0x7F66);
const INTEGER: Tag = Tag(0x02);

/// Why there is no extended length information.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LengthsError {
    /// Not a sequence of data objects.
    #[error("the extended length information is no data objects")]
    Malformed(#[source] TlvError),
    /// The object does not hold two objects `02` of one to four bytes.
    #[error("the extended length information does not hold two numbers")]
    Numbers,
}

/// Longest APDUs of a card, in bytes with everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtendedLengths {
    /// Of a command, from its class byte to its expected length.
    pub command: u32,
    /// Of a response, with its status word.
    pub response: u32,
}

impl ExtendedLengths {
    /// Finds `7F66` among data objects: the content of EF.ATR/INFO, or the answer to GET DATA. `None` where it is not.
    ///
    /// # Errors
    /// `Malformed`, `Numbers`.
    pub fn find(objects: &[u8]) -> Result<Option<Self>, LengthsError> {
        let found = tlv::find(objects, EXTENDED_LENGTHS).map_err(LengthsError::Malformed)?;
        found.map(Self::from_value).transpose()
    }

    fn from_value(value: &[u8]) -> Result<Self, LengthsError> {
        let numbers: Result<Vec<_>, _> = tlv::objects(value).collect();
        match numbers.map_err(LengthsError::Malformed)?[..] {
            [command, response] => Ok(Self {
                command: number(command)?,
                response: number(response)?,
            }),
            _ => Err(LengthsError::Numbers),
        }
    }
}

/// Big endian and never negative; cards differ in whether a leading zero says so.
fn number(object: Object<'_>) -> Result<u32, LengthsError> {
    if object.tag != INTEGER || !(1..=4).contains(&object.value.len()) {
        return Err(LengthsError::Numbers);
    }
    let digits = object.value.iter();
    Ok(digits.fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}
