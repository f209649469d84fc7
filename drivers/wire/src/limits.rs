//! How much one command may write or read, from what the card says of itself.

mod lengths;

pub use lengths::{ExtendedLengths, LengthsError};

use crate::apdu::{MAX_SHORT_DATA, MAX_SHORT_EXPECTED};
use crate::atr::Capabilities;
use std::num::NonZeroUsize;

/// Content of one command to a card that says nothing.
///
/// A short command could carry 255 bytes. But readers and cards have been built around buffers of 256 bytes, or of a
/// frame, for the whole of a command with its head, protocol bytes and secure messaging; 240 is a multiple of the cipher's
/// block, and passes wherever short commands do.
pub const CAUTIOUS: usize = 240;

/// Longest APDU that is made, command or response: Debian's virtual reader and others of its kind state the length of a
/// message in 16 bits. What is longer comes out as a shorter one, and the bytes left over are taken for the next.
const LONGEST_APDU: usize = 65_535;

/// Head, length and expected length of a short command.
const SHORT_FRAMING: usize = 4 + 1 + 1;
/// Head, length and expected length of an extended one.
const EXTENDED_FRAMING: usize = 4 + 3 + 2;
/// Most data of a response to a short command.
const MAX_SHORT_ANSWER: usize = MAX_SHORT_EXPECTED as usize;
/// Status word of a response.
const STATUS: usize = 2;

/// What stands around the content in a data field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overhead {
    /// Bytes around the content before anything is protected, such as [`crate::apdu::ODD_FRAMING`].
    pub framing: usize,
    /// Block of the cipher, in bytes, that content is filled to with at least one byte; `None` where nothing is encrypted.
    pub block: Option<NonZeroUsize>,
    /// Bytes behind it: a message authentication code.
    pub code: usize,
}

impl Overhead {
    /// A command without secure messaging.
    pub const NONE: Self = Self {
        framing: 0,
        block: None,
        code: 0,
    };
    /// GlobalPlatform's SCP03 in S8 mode with encryption: blocks of 16 bytes, a code of 8.
    pub const SCP03: Self = Self {
        framing: 0,
        block: NonZeroUsize::new(16),
        code: 8,
    };

    /// The same with `framing` bytes around the content.
    #[must_use]
    pub const fn framed(self, framing: usize) -> Self {
        Self { framing, ..self }
    }

    /// Bytes of the data field that `content` bytes become; a field with secure messaging is never empty.
    pub fn field(self, content: usize) -> usize {
        let plain = content + self.framing;
        let filled = match self.block {
            None => plain,
            Some(block) => (plain / block + 1) * block.get(),
        };
        filled + self.code
    }

    /// Most content in a data field of `field` bytes. At least 1: a card with less room says so itself, and whoever
    /// writes gets on.
    fn content(self, field: usize) -> usize {
        let protected = field.saturating_sub(self.code);
        let plain = match self.block {
            None => protected,
            Some(block) => (protected / block * block.get()).saturating_sub(1),
        };
        plain.saturating_sub(self.framing).max(1)
    }
}

/// How much fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Most bytes of the data field of one command, or of one part of a chain ([`crate::apdu::Command::parts`]).
    pub part: NonZeroUsize,
    /// Most content of one command that is not chained, at least 1.
    pub command: usize,
    /// Most content of one response, at least 1. The expected length that asks for it is [`Overhead::field`].
    pub response: usize,
}

/// The largest commands and responses that a card is known to take.
///
/// * Says it nothing, every command is short and carries at most [`CAUTIOUS`] bytes of content.
/// * That length fields may be extended says nothing of the card's buffer. So only the numbers of `7F66` lead beyond short
///   commands, and not against capabilities without extended lengths.
/// * The numbers of `7F66` count whole APDUs, with head, length fields and status word.
/// * Chaining adds nothing here: a file is written in pieces anyway, each with its offset, and a piece that is executed at
///   once can be repeated after a loss of power where a chain is lost from its beginning. `part` is for commands that
///   cannot be split.
pub fn chunk(
    capabilities: Option<Capabilities>,
    lengths: Option<ExtendedLengths>,
    overhead: Overhead,
) -> Chunk {
    let may_extend = capabilities.is_none_or(Capabilities::has_extended_lengths);
    let cautious = |content: usize| content.min(CAUTIOUS);
    match lengths {
        None => {
            let chunk = fields(MAX_SHORT_DATA, MAX_SHORT_ANSWER, overhead);
            Chunk {
                command: cautious(chunk.command),
                response: cautious(chunk.response),
                ..chunk
            }
        }
        Some(lengths) => fields(
            command_field(lengths.command, may_extend),
            response_field(lengths.response, may_extend),
            overhead,
        ),
    }
}

fn fields(command: usize, response: usize, overhead: Overhead) -> Chunk {
    Chunk {
        part: NonZeroUsize::new(command).unwrap_or(NonZeroUsize::MIN),
        command: overhead.content(command),
        response: overhead.content(response),
    }
}

/// Most data in a command APDU of at most `longest` bytes.
fn command_field(longest: u32, may_extend: bool) -> usize {
    let longest = within(longest);
    let short = longest.saturating_sub(SHORT_FRAMING).min(MAX_SHORT_DATA);
    let extended = longest.saturating_sub(EXTENDED_FRAMING);
    if may_extend {
        extended.max(short)
    } else {
        short
    }
}

/// Most data in a response APDU of at most `longest` bytes.
fn response_field(longest: u32, may_extend: bool) -> usize {
    let data = within(longest).saturating_sub(STATUS);
    if may_extend {
        data
    } else {
        data.min(MAX_SHORT_ANSWER)
    }
}

fn within(longest: u32) -> usize {
    usize::try_from(longest).map_or(LONGEST_APDU, |longest| longest.min(LONGEST_APDU))
}

#[cfg(test)]
mod tests;
