//! The Internet Printing Protocol's messages (RFC 8010), as a client writes and reads them: operations, attributes, states.
//!
//! Collections are passed over: no attribute that a card needs is one. They may be nested in messages of a printer, to any
//! depth, and cost nothing.

mod attribute;
mod decode;
mod encode;

pub use attribute::{Attribute, Group, GroupTag, Text, Value};
pub use decode::{Message, read};
pub use encode::Request;

use thiserror::Error;

/// Longest message that is believed, in bytes; those of printers have a few thousand.
pub const MAX_MESSAGE: usize = 256 * 1024;

/// Media type of a message (RFC 8010, 3.4).
pub const MEDIA_TYPE: &str = "application/ipp";

/// Operations (RFC 8011, 5.4.15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A job with its one document.
    PrintJob = 0x0002,
    /// Whether a job like this would be taken.
    ValidateJob = 0x0004,
    /// Ends a job.
    CancelJob = 0x0008,
    /// One job.
    GetJobAttributes = 0x0009,
    /// Many jobs.
    GetJobs = 0x000A,
    /// The printer.
    GetPrinterAttributes = 0x000B,
}

/// Job states (RFC 8011, 5.3.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Waits for its turn.
    Pending,
    /// Waits for somebody or something.
    Held,
    /// Being printed, as far as the printer knows.
    Processing,
    /// Interrupted.
    Stopped,
    /// Ended by somebody.
    Canceled,
    /// Ended by the printer.
    Aborted,
    /// Ended by itself.
    Completed,
}

impl JobState {
    /// The state of this number.
    pub fn new(number: i32) -> Option<Self> {
        Some(match number {
            3 => Self::Pending,
            4 => Self::Held,
            5 => Self::Processing,
            6 => Self::Stopped,
            7 => Self::Canceled,
            8 => Self::Aborted,
            9 => Self::Completed,
            _ => return None,
        })
    }

    /// Whether no other state follows.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Canceled | Self::Aborted | Self::Completed)
    }
}

/// What a response says of its request (RFC 8011, appendix B).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Status(pub u16);

impl Status {
    /// There is no such printer or job.
    pub const NOT_FOUND: Self = Self(0x0406);
    /// The printer does not know the operation.
    pub const OPERATION_NOT_SUPPORTED: Self = Self(0x0501);
    /// The printer is too busy with others.
    pub const BUSY: Self = Self(0x0507);
    /// The printer takes no jobs.
    pub const NOT_ACCEPTING: Self = Self(0x0506);

    /// Whether the request was carried out.
    pub fn is_success(self) -> bool {
        self.0 < 0x0100
    }

    /// Whether attributes of the request were left out of account or replaced.
    pub fn is_substituted(self) -> bool {
        matches!(self.0, 1 | 2)
    }
}

/// Why bytes are no message.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IppError {
    /// The message ends too early.
    #[error("the IPP message is cut short")]
    Short,
    /// A value before any group or name.
    #[error("the IPP message has a value that belongs to nothing")]
    Stray,
    /// A value has a length that its kind cannot have.
    #[error("the IPP message has a value of kind {0:#04x} with a wrong length")]
    Length(u8),
    /// A text is no UTF-8.
    #[error("the IPP message has a text that is no UTF-8")]
    Text,
    /// A collection ends that was not begun.
    #[error("the IPP message has a collection without a beginning")]
    Collection,
}

#[cfg(test)]
mod tests;
