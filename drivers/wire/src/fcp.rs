//! File control parameters (ISO/IEC 7816-4, 7.4): what SELECT says of a file or an application, in a template `62` (FCP),
//! `64` (file management data) or `6F` (both).

use crate::life_cycle::LifeCycle;
use crate::tlv::{self, Object, Tag, TlvError};
use thiserror::Error;

const FCP: Tag = Tag(0x62);
const FMD: Tag = Tag(0x64);
const FCI: Tag = Tag(0x6F);

/// Why an answer to SELECT holds no control parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FcpError {
    /// Not a sequence of data objects.
    #[error("the control parameters are no data objects")]
    Malformed(#[source] TlvError),
    /// No template `62`, `64` or `6F`.
    #[error("there are no control parameters")]
    NoTemplate,
    /// An object has a length that its tag does not have.
    #[error("a control parameter {tag} has {length} bytes")]
    Length {
        /// Its tag.
        tag: Tag,
        /// Bytes of its value.
        length: usize,
    },
}

/// What kind of file it is: the first byte of object `82`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// An application or a folder (DF).
    Folder,
    /// A file of bytes (transparent EF).
    Transparent,
    /// A file of records.
    Records,
    /// A file of data objects.
    DataObjects,
    /// Any other.
    Other,
}

/// Control parameters of one file. Each is there only if the card says it; of one that comes twice, the first counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fcp<'a> {
    /// `80`: bytes of content.
    pub size: Option<u32>,
    /// `81`: bytes with what the card needs to keep them.
    pub total_size: Option<u32>,
    /// `82`: kind of file.
    pub kind: Option<FileKind>,
    /// `83`: identifier.
    pub identifier: Option<u16>,
    /// `84`: name of an application, 1 to 16 bytes.
    pub name: Option<&'a [u8]>,
    /// `88`: short identifier, 1 to 30, if the file has one.
    pub short_identifier: Option<u8>,
    /// `8A`: life cycle.
    pub life_cycle: Option<LifeCycle>,
}

impl<'a> Fcp<'a> {
    /// Reads the data of an answer to SELECT with P2 00 (FCI), 04 (FCP) or 08 (FMD).
    ///
    /// # Errors
    /// `Malformed`, `NoTemplate`, `Length`.
    pub fn parse(answer: &'a [u8]) -> Result<Self, FcpError> {
        for object in tlv::objects(answer) {
            let object = object.map_err(FcpError::Malformed)?;
            if is_template(object) {
                let mut parameters = Self::default();
                parameters.take_template(object)?;
                return Ok(parameters);
            }
        }
        Err(FcpError::NoTemplate)
    }

    /// A template `6F` holds the parameters, or templates that do.
    fn take_template(&mut self, template: Object<'a>) -> Result<(), FcpError> {
        for object in template.children() {
            let object = object.map_err(FcpError::Malformed)?;
            if template.tag == FCI && object.tag != FCI && is_template(object) {
                self.take_template(object)?;
            } else {
                self.take(object)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, object: Object<'a>) -> Result<(), FcpError> {
        let Object { tag, value } = object;
        let length = value.len();
        let wrong = FcpError::Length { tag, length };
        match tag.0 {
            0x80 => set(&mut self.size, number(value).ok_or(wrong)?),
            0x81 => set(&mut self.total_size, number(value).ok_or(wrong)?),
            0x82 => set(&mut self.kind, kind(*value.first().ok_or(wrong)?)),
            0x83 => {
                let identifier = value.try_into().map_err(|_| wrong)?;
                set(&mut self.identifier, u16::from_be_bytes(identifier));
            }
            0x84 if (1..=16).contains(&length) => set(&mut self.name, value),
            0x84 => return Err(wrong),
            0x88 => self.take_short_identifier(value).ok_or(wrong)?,
            0x8A => match value {
                [byte] => set(&mut self.life_cycle, LifeCycle::from(*byte)),
                _ => return Err(wrong),
            },
            _ => {}
        }
        Ok(())
    }

    /// Bits 8 to 4 of one byte; no byte for a file without one.
    fn take_short_identifier(&mut self, value: &[u8]) -> Option<()> {
        match value {
            [] => {}
            [byte] => match byte >> 3 {
                short @ 1..=30 if byte & 0x07 == 0 => set(&mut self.short_identifier, short),
                // Not of the standard, and so none.
                _ => {}
            },
            _ => return None,
        }
        Some(())
    }
}

fn is_template(object: Object<'_>) -> bool {
    matches!(object.tag, FCP | FMD | FCI)
}

fn set<T>(parameter: &mut Option<T>, value: T) {
    parameter.get_or_insert(value);
}

/// One to four bytes, big endian.
fn number(value: &[u8]) -> Option<u32> {
    if !(1..=4).contains(&value.len()) {
        return None;
    }
    Some(
        value
            .iter()
            .fold(0, |sum, byte| sum << 8 | u32::from(*byte)),
    )
}

/// The file descriptor byte (7816-4, 7.4).
fn kind(descriptor: u8) -> FileKind {
    match descriptor & 0xBF {
        0x38 => FileKind::Folder,
        0x39 | 0x3A => FileKind::DataObjects,
        // Bit 7 says that it may be shared; bits 6 to 4 whose it is; the rest is its structure.
        byte if byte & 0x80 == 0 && byte & 0x38 != 0x38 => match byte & 0x07 {
            1 => FileKind::Transparent,
            2..=7 => FileKind::Records,
            _ => FileKind::Other,
        },
        _ => FileKind::Other,
    }
}

#[cfg(test)]
mod tests;
