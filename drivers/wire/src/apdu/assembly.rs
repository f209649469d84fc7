//! One command and its whole response, put together from what cards and readers spread over several exchanges
//! (ISO/IEC 7816-3, 12.2; 7816-4, 5.3): `6Cxx` asks for the command again with another expected length, `61xx` says
//! that GET RESPONSE fetches more.

use super::{Command, MAX_EXPECTED};
use thiserror::Error;

/// `61xx`: xx more bytes wait for GET RESPONSE.
const MORE_DATA: u8 = 0x61;
/// `6Cxx`: nothing was executed, the right expected length is xx.
const WRONG_EXPECTED_LENGTH: u8 = 0x6C;
const GET_RESPONSE: u8 = 0xC0;
/// Class bit of the further interindustry classes.
const FURTHER: u8 = 0x40;
/// Lengths of command APDUs: from a header alone to one with two extended length fields and all the data they allow.
const COMMAND_BYTES: std::ops::RangeInclusive<usize> = 4..=65_544;

/// Why a response does not come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AssemblyError {
    /// The command is shorter or longer than a command APDU can be.
    #[error("a command APDU of {0} bytes is not possible")]
    CommandLength(usize),
    /// A part without a status word.
    #[error("a response of {0} bytes has no status word")]
    NoStatus(usize),
    /// More than [`MAX_EXPECTED`] bytes, or a part that brings nothing and promises more.
    #[error("the card's response does not end")]
    Endless,
}

/// What to do next.
#[derive(Clone, PartialEq, Eq)]
pub enum Next {
    /// Send this command APDU and tell [`Assembly::take`] what comes back.
    Send(Vec<u8>),
    /// This is the whole response APDU.
    Done(Vec<u8>),
}

impl std::fmt::Debug for Next {
    /// Leaves the bytes out: they are an applicant's.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Send(bytes) => write!(f, "Send({} bytes)", bytes.len()),
            Self::Done(bytes) => write!(f, "Done({} bytes)", bytes.len()),
        }
    }
}

/// A command on its way. Send the command itself, give each response to [`Assembly::take`], and send what it says until
/// it is done.
///
/// A response is at most [`MAX_EXPECTED`] bytes of data, and every part but the last must bring some of them, so that
/// no card keeps a host for ever. Each command is repeated with another length at most once; a second `6Cxx` is the answer.
pub struct Assembly {
    /// What was sent last.
    sent: Vec<u8>,
    /// Whether that was the repetition with the length that the card wants.
    is_repeated: bool,
    /// Whether GET RESPONSE was sent, and not the caller's command any more.
    is_fetching: bool,
    get_response_class: u8,
    data: Vec<u8>,
}

impl Assembly {
    /// Begins with a command APDU that the caller sends now.
    ///
    /// # Errors
    /// `CommandLength`; nothing should be sent then.
    pub fn new(command: &[u8]) -> Result<Self, AssemblyError> {
        if !COMMAND_BYTES.contains(&command.len()) {
            return Err(AssemblyError::CommandLength(command.len()));
        }
        Ok(Self {
            sent: command.to_vec(),
            is_repeated: false,
            is_fetching: false,
            get_response_class: get_response_class(command[0]),
            data: Vec::new(),
        })
    }

    /// Takes the response to what was sent last.
    ///
    /// # Errors
    /// `NoStatus` and `Endless`; the card is in an unknown state then, and the assembly of no more use.
    pub fn take(&mut self, response: &[u8]) -> Result<Next, AssemblyError> {
        let Some((data, status)) = response.split_last_chunk() else {
            return Err(AssemblyError::NoStatus(response.len()));
        };
        match *status {
            [WRONG_EXPECTED_LENGTH, right] if !self.is_repeated => {
                if let Some(again) = with_expected(&self.sent, right) {
                    self.is_repeated = true;
                    return Ok(self.send(again));
                }
            }
            [MORE_DATA, _] if data.is_empty() && self.is_fetching => {
                return Err(AssemblyError::Endless);
            }
            [MORE_DATA, more] => {
                self.keep(data)?;
                self.is_repeated = false;
                self.is_fetching = true;
                return Ok(self.send(vec![self.get_response_class, GET_RESPONSE, 0, 0, more]));
            }
            _ => {}
        }
        self.keep(data)?;
        let whole = std::mem::take(&mut self.data);
        Ok(Next::Done([whole.as_slice(), status].concat()))
    }

    fn send(&mut self, command: Vec<u8>) -> Next {
        self.sent.clone_from(&command);
        Next::Send(command)
    }

    fn keep(&mut self, data: &[u8]) -> Result<(), AssemblyError> {
        if self.data.len() + data.len() > MAX_EXPECTED as usize {
            return Err(AssemblyError::Endless);
        }
        self.data.extend(data);
        Ok(())
    }
}

/// The class byte of GET RESPONSE for a command of this class: on the same logical channel (two bits in first, four in
/// further interindustry classes, and likewise in GlobalPlatform's), without the bits of secure messaging and chaining.
///
/// It is the transmission that spreads a response, and secure messaging protects the response as a whole, so that a
/// protected GET RESPONSE would be one command too many for the card's counter.
fn get_response_class(class: u8) -> u8 {
    if class & FURTHER == 0 {
        class & 0x03
    } else {
        class & (FURTHER | 0x0F)
    }
}

/// The command with another expected length; `None` for one that expects nothing or is extended.
fn with_expected(command: &[u8], expected: u8) -> Option<Vec<u8>> {
    let parsed = Command::parse(command).ok()?;
    let is_short = command.len() < 7 || command[4] != 0;
    if parsed.expected.is_none() || !is_short {
        return None;
    }
    let (_, before) = command.split_last()?;
    Some([before, &[expected]].concat())
}

#[cfg(test)]
mod tests;
