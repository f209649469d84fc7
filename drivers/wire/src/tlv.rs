//! BER-TLV data objects as ISO/IEC 7816-4 section 5.2.2 uses them: tags of one to three bytes, definite lengths of
//! one to four bytes, `00` bytes allowed as filling before, between and after objects.

use std::fmt;
use thiserror::Error;

/// Why bytes are no sequence of data objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TlvError {
    /// The bytes end inside a tag, a length or a value.
    #[error("a data object is cut short")]
    CutShort,
    /// A tag of more than three bytes.
    #[error("a tag is longer than three bytes")]
    LongTag,
    /// An indefinite length, or one of more than four bytes.
    #[error("a length byte {0:02X} is not allowed")]
    Length(u8),
    /// The value is too long for a three-byte length (16,777,215).
    #[error("a value of {0} bytes is too long")]
    TooLong(usize),
}

/// A tag of one to three bytes, as the number that its bytes make (`5F2D`, not the class and number inside it).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub u32);

impl Tag {
    /// Whether the value is itself a sequence of data objects.
    pub fn is_constructed(self) -> bool {
        self.first_byte() & 0x20 != 0
    }

    fn first_byte(self) -> u8 {
        self.bytes().next().unwrap_or(0)
    }

    fn bytes(self) -> impl Iterator<Item = u8> {
        let bytes = self.0.to_be_bytes();
        let leading = bytes.iter().take(3).take_while(|byte| **byte == 0).count();
        bytes.into_iter().skip(leading)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02X}", self.0)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}

/// One data object inside a longer byte string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Object<'a> {
    /// Its tag.
    pub tag: Tag,
    /// Its value.
    pub value: &'a [u8],
}

impl<'a> Object<'a> {
    /// The data objects inside the value of a constructed one.
    pub fn children(self) -> Objects<'a> {
        objects(self.value)
    }
}

impl fmt::Debug for Object<'_> {
    /// Leaves the value out: it may be an applicant's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({}, {} bytes)", self.tag, self.value.len())
    }
}

/// The data objects in `bytes`, in order. After an error nothing more comes.
pub fn objects(bytes: &[u8]) -> Objects<'_> {
    Objects { rest: bytes }
}

/// The first object with this tag, if the bytes up to it are well formed.
///
/// # Errors
/// The first malformed object before it.
pub fn find(bytes: &[u8], tag: Tag) -> Result<Option<&[u8]>, TlvError> {
    for object in objects(bytes) {
        let object = object?;
        if object.tag == tag {
            return Ok(Some(object.value));
        }
    }
    Ok(None)
}

/// Iterator of [`objects`].
#[derive(Clone, Debug)]
pub struct Objects<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Objects<'a> {
    type Item = Result<Object<'a>, TlvError>;

    fn next(&mut self) -> Option<Self::Item> {
        while let [0, rest @ ..] = self.rest {
            self.rest = rest;
        }
        if self.rest.is_empty() {
            return None;
        }
        let object = self.take_object();
        if object.is_err() {
            self.rest = &[];
        }
        Some(object)
    }
}

impl<'a> Objects<'a> {
    fn take_object(&mut self) -> Result<Object<'a>, TlvError> {
        let tag = self.take_tag()?;
        let length = self.take_length()?;
        let (value, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(TlvError::CutShort)?;
        self.rest = rest;
        Ok(Object { tag, value })
    }

    fn take_tag(&mut self) -> Result<Tag, TlvError> {
        let first = self.take_byte()?;
        let mut tag = u32::from(first);
        if first & 0x1F != 0x1F {
            return Ok(Tag(tag));
        }
        for _ in 0..2 {
            let byte = self.take_byte()?;
            tag = tag << 8 | u32::from(byte);
            if byte & 0x80 == 0 {
                return Ok(Tag(tag));
            }
        }
        Err(TlvError::LongTag)
    }

    fn take_length(&mut self) -> Result<usize, TlvError> {
        let first = self.take_byte()?;
        let count = match first {
            0..=0x7F => return Ok(usize::from(first)),
            0x81..=0x83 => first & 0x0F,
            _ => return Err(TlvError::Length(first)),
        };
        let mut length = 0;
        for _ in 0..count {
            length = length << 8 | usize::from(self.take_byte()?);
        }
        Ok(length)
    }

    fn take_byte(&mut self) -> Result<u8, TlvError> {
        let (first, rest) = self.rest.split_first().ok_or(TlvError::CutShort)?;
        self.rest = rest;
        Ok(*first)
    }
}

/// Appends one data object, its length in the shortest form.
///
/// # Errors
/// `TooLong`.
pub fn put(bytes: &mut Vec<u8>, tag: Tag, value: &[u8]) -> Result<(), TlvError> {
    let length = u32::try_from(value.len()).map_err(|_| TlvError::TooLong(value.len()))?;
    let [high, upper, middle, low] = length.to_be_bytes();
    if high != 0 {
        return Err(TlvError::TooLong(value.len()));
    }
    bytes.extend(tag.bytes());
    match length {
        0..=0x7F => bytes.push(low),
        0x80..=0xFF => bytes.extend([0x81, low]),
        0x100..=0xFFFF => bytes.extend([0x82, middle, low]),
        _ => bytes.extend([0x83, upper, middle, low]),
    }
    bytes.extend(value);
    Ok(())
}

#[cfg(test)]
mod tests;
