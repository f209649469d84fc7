//! Command and response APDUs of ISO/IEC 7816-4, short and extended.
//!
//! A command has a four-byte header, up to 65,535 bytes of data and, if it wants an answer, the number of bytes it
//! expects. Which of the four cases and which length form that gives is decided by [`Command::encode`]. What does not fit
//! one exchange is cut by [`Command::parts`] and put together by [`Assembly`].

mod assembly;
mod chain;
mod odd;
mod status;

pub use assembly::{Assembly, AssemblyError, Next};
pub use chain::{CHAINING, Parts};
pub use odd::{ODD_FRAMING, OddAnswerError, odd_content, odd_read, odd_update};
pub use status::StatusWord;

use thiserror::Error;

/// Most data bytes of a short command.
pub const MAX_SHORT_DATA: usize = 255;
/// Most data bytes of an extended command.
pub const MAX_DATA: usize = 65_535;
/// Most bytes a short command can expect in its answer.
pub const MAX_SHORT_EXPECTED: u32 = 256;
/// Most bytes a command can expect in its answer.
pub const MAX_EXPECTED: u32 = 65_536;

/// Why bytes are no APDU, or values cannot become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ApduError {
    /// A command has at least four bytes, a response at least two.
    #[error("an APDU of {0} bytes is too short")]
    TooShort(usize),
    /// The length fields do not account for all bytes.
    #[error("the length fields of an APDU of {0} bytes do not fit it")]
    Length(usize),
    /// More than [`MAX_DATA`] bytes of data.
    #[error("{0} bytes of data do not fit a command")]
    TooMuchData(usize),
    /// Expected length outside 1 to [`MAX_EXPECTED`].
    #[error("a command cannot expect {0} bytes")]
    Expected(u32),
}

/// A command APDU.
#[derive(Clone, PartialEq, Eq)]
pub struct Command {
    /// Class byte (CLA).
    pub class: u8,
    /// Instruction byte (INS).
    pub instruction: u8,
    /// First parameter (P1).
    pub p1: u8,
    /// Second parameter (P2).
    pub p2: u8,
    /// Data field, at most [`MAX_DATA`] bytes; empty in cases 1 and 2.
    pub data: Vec<u8>,
    /// Most bytes wanted in the answer (Ne), 1 to [`MAX_EXPECTED`]; `None` in cases 1 and 3.
    pub expected: Option<u32>,
}

impl std::fmt::Debug for Command {
    /// Leaves the data out: it is an applicant's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Command({:02X} {:02X} {:02X} {:02X}, {} bytes, expected {:?})",
            self.class,
            self.instruction,
            self.p1,
            self.p2,
            self.data.len(),
            self.expected
        )
    }
}

impl Command {
    /// A case 1 command: header alone.
    pub fn new(class: u8, instruction: u8, p1: u8, p2: u8) -> Self {
        Self {
            class,
            instruction,
            p1,
            p2,
            data: Vec::new(),
            expected: None,
        }
    }

    /// The same command with a data field.
    #[must_use]
    pub fn with_data(mut self, data: impl Into<Vec<u8>>) -> Self {
        self.data = data.into();
        self
    }

    /// The same command, wanting at most `expected` bytes.
    #[must_use]
    pub fn expecting(mut self, expected: u32) -> Self {
        self.expected = Some(expected);
        self
    }

    /// Whether the command needs the extended length form.
    pub fn is_extended(&self) -> bool {
        self.data.len() > MAX_SHORT_DATA
            || self
                .expected
                .is_some_and(|expected| expected > MAX_SHORT_EXPECTED)
    }

    /// The command's bytes, in the short form wherever it fits.
    ///
    /// # Errors
    /// `TooMuchData`, `Expected`.
    pub fn encode(&self) -> Result<Vec<u8>, ApduError> {
        let mut bytes = Vec::with_capacity(self.data.len() + 9);
        bytes.extend([self.class, self.instruction, self.p1, self.p2]);
        if self.is_extended() {
            self.put_extended(&mut bytes)?;
        } else {
            self.put_short(&mut bytes)?;
        }
        Ok(bytes)
    }

    fn put_short(&self, bytes: &mut Vec<u8>) -> Result<(), ApduError> {
        if !self.data.is_empty() {
            bytes.push(
                u8::try_from(self.data.len())
                    .map_err(|_| ApduError::TooMuchData(self.data.len()))?,
            );
            bytes.extend(&self.data);
        }
        match self.expected {
            None => {}
            Some(MAX_SHORT_EXPECTED) => bytes.push(0),
            Some(expected @ 1..MAX_SHORT_EXPECTED) => bytes.push(expected.to_be_bytes()[3]),
            Some(expected) => return Err(ApduError::Expected(expected)),
        }
        Ok(())
    }

    fn put_extended(&self, bytes: &mut Vec<u8>) -> Result<(), ApduError> {
        bytes.push(0);
        if !self.data.is_empty() {
            let length = u16::try_from(self.data.len())
                .map_err(|_| ApduError::TooMuchData(self.data.len()))?;
            bytes.extend(length.to_be_bytes());
            bytes.extend(&self.data);
        }
        match self.expected {
            None => {}
            // 65,536 is written as zero, which its low half is.
            Some(expected @ 1..=MAX_EXPECTED) => bytes.extend(&expected.to_be_bytes()[2..]),
            Some(expected) => return Err(ApduError::Expected(expected)),
        }
        Ok(())
    }

    /// Reads a command of any case and form.
    ///
    /// # Errors
    /// `TooShort`, `Length`.
    pub fn parse(bytes: &[u8]) -> Result<Self, ApduError> {
        let [class, instruction, p1, p2, body @ ..] = bytes else {
            return Err(ApduError::TooShort(bytes.len()));
        };
        let (data, expected) = match body {
            [] => (&[][..], None),
            [le] => (&[][..], Some(short_expected(*le))),
            [0, rest @ ..] => split_extended(rest).ok_or(ApduError::Length(bytes.len()))?,
            [lc, rest @ ..] => {
                split_short(usize::from(*lc), rest).ok_or(ApduError::Length(bytes.len()))?
            }
        };
        Ok(Self {
            class: *class,
            instruction: *instruction,
            p1: *p1,
            p2: *p2,
            data: data.to_vec(),
            expected,
        })
    }
}

type Body<'a> = (&'a [u8], Option<u32>);

fn short_expected(le: u8) -> u32 {
    if le == 0 {
        MAX_SHORT_EXPECTED
    } else {
        u32::from(le)
    }
}

fn extended_expected(high: u8, low: u8) -> u32 {
    match u16::from_be_bytes([high, low]) {
        0 => MAX_EXPECTED,
        expected => u32::from(expected),
    }
}

fn split_short(length: usize, rest: &[u8]) -> Option<Body<'_>> {
    let (data, tail) = rest.split_at_checked(length)?;
    match tail {
        [] => Some((data, None)),
        [le] => Some((data, Some(short_expected(*le)))),
        _ => None,
    }
}

fn split_extended(rest: &[u8]) -> Option<Body<'_>> {
    let [high, low, rest @ ..] = rest else {
        return None;
    };
    if rest.is_empty() {
        return Some((&[], Some(extended_expected(*high, *low))));
    }
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    if length == 0 {
        return None;
    }
    let (data, tail) = rest.split_at_checked(length)?;
    match tail {
        [] => Some((data, None)),
        [high, low] => Some((data, Some(extended_expected(*high, *low)))),
        _ => None,
    }
}

/// A response APDU.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// Data field, possibly empty.
    pub data: Vec<u8>,
    /// The two closing bytes, SW1 and SW2.
    pub status: StatusWord,
}

impl std::fmt::Debug for Response {
    /// Leaves the data out: it is an applicant's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Response({} bytes, {})", self.data.len(), self.status)
    }
}

impl Response {
    /// Splits a response into data and status word.
    ///
    /// # Errors
    /// `TooShort`.
    pub fn parse(bytes: &[u8]) -> Result<Self, ApduError> {
        let Some((data, status)) = bytes.split_last_chunk::<2>() else {
            return Err(ApduError::TooShort(bytes.len()));
        };
        Ok(Self {
            data: data.to_vec(),
            status: StatusWord(u16::from_be_bytes(*status)),
        })
    }
}

#[cfg(test)]
mod tests;
