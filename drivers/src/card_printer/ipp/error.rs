//! What can go wrong with an IPP printer.

use crate::card_printer::PrinterCondition;
use crate::error::{DriverError, ErrorKind};
use crate::link::LinkError;
use crate::link::http::ResponseError;
use loket_wire::http::HttpError;
use loket_wire::ipp::{IppError, JobState, Status};
use thiserror::Error;

/// Why a call to an IPP printer failed.
#[derive(Debug, Error)]
pub enum IppPrinterError {
    /// The address is not IPP.
    #[error("an IPP printer is at an ipp:// address")]
    Address,
    /// There was no connection: the printer has heard nothing.
    #[error("the request did not reach the printer")]
    NotSent(#[source] LinkError),
    /// A request was sent and no answer came.
    #[error("the printer did not answer")]
    NoReply(#[source] LinkError),
    /// What answers is no HTTP server.
    #[error("the printer's answer cannot be read")]
    Http(#[source] HttpError),
    /// HTTP answers with another status than 200.
    #[error("the printer answered with HTTP status {0}")]
    HttpStatus(u16),
    /// An answer has more bytes than any printer needs.
    #[error("the printer's answer has more than {0} bytes")]
    TooLarge(usize),
    /// The body is no IPP message.
    #[error("the printer's answer is no IPP message")]
    Message(#[from] IppError),
    /// An answer without what was asked for, or to another request.
    #[error("the printer gave an answer that does not fit the request")]
    Unfitting,
    /// The printer says no.
    #[error("the printer refused with IPP status {:#06x}", .0.0)]
    Refused(Status),
    /// Another unit answers at the address.
    #[error("another printer answers at this address")]
    Replaced,
    /// No size of card is among the media.
    #[error("the printer offers no card of 85.60 by 53.98 mm")]
    NoCards,
    /// No format that can be sent is among the document formats.
    #[error("the printer takes neither PWG raster nor PDF, PNG or JPEG")]
    NoFormat,
    /// The printer cannot turn a card, or not in the formats that it takes.
    #[error("the printer prints one side only")]
    OneSided,
    /// A face has another size than the canvas.
    #[error("the artwork has {0}x{1} pixels, which is not the printer's canvas")]
    Size(u32, u32),
    /// A panel does not cover its face.
    #[error("a panel of the artwork does not cover its face")]
    Panel,
    /// A face cannot be put into the printer's format.
    #[error("the artwork cannot be encoded for the printer")]
    Encoding(#[source] image::ImageError),
    /// The printer reports it, and has not begun.
    #[error("the printer reports {0:?}")]
    Reported(PrinterCondition),
    /// The printer is paused or takes no jobs.
    #[error("the printer is stopped")]
    Stopped,
    /// Jobs of others are in the printer.
    #[error("the printer has {0} other jobs")]
    Occupied(usize),
    /// The printer has no movement that a host could command.
    #[error("an IPP printer moves cards only as it prints them")]
    NoMovement,
    /// The guard of the print called it off; nothing was sent.
    #[error("the print was called off before it began")]
    Forbidden,
    /// The printer was restarted, or does not know the job any more.
    #[error("the printer has no memory of the job")]
    HistoryLost,
    /// The job ended otherwise than by itself, or says that it did not end well.
    #[error("the job is {state:?} ({reasons})")]
    Ended {
        /// How it ended.
        state: JobState,
        /// The words of the protocol for why.
        reasons: String,
    },
    /// The printer has less of the document than was sent.
    #[error("the printer has {0} of {1} KiB of the artwork")]
    CutShort(i32, i32),
    /// The printer counts other pages or sheets than the card has.
    #[error("the printer counts {0} where one card has {1}")]
    Count(i32, i32),
    /// The job was withdrawn because it did not end in time.
    #[error("the job did not end in time ({0})")]
    Overdue(String),
    /// The printer may have begun, and what became of the card is not known.
    #[error("what became of the card is not known")]
    OutcomeUnknown(#[source] Box<IppPrinterError>),
}

impl IppPrinterError {
    /// The same, after the printer may have begun.
    pub(super) fn unknown(self) -> Self {
        match self {
            Self::OutcomeUnknown(_) => self,
            other => Self::OutcomeUnknown(Box::new(other)),
        }
    }
}

impl From<ResponseError> for IppPrinterError {
    fn from(error: ResponseError) -> Self {
        match error {
            ResponseError::Link(error) => Self::NoReply(error),
            ResponseError::Http(error) => Self::Http(error),
            ResponseError::TooLarge(most) => Self::TooLarge(most),
        }
    }
}

impl DriverError for IppPrinterError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Address
            | Self::NoCards
            | Self::NoFormat
            | Self::OneSided
            | Self::Size(..)
            | Self::Panel
            | Self::Encoding(_)
            | Self::NoMovement => ErrorKind::Unsupported,
            Self::NotSent(error) | Self::NoReply(error) => error.kind(),
            Self::HttpStatus(401 | 403) | Self::Stopped => ErrorKind::Refused,
            Self::Http(_)
            | Self::HttpStatus(_)
            | Self::TooLarge(_)
            | Self::Message(_)
            | Self::Unfitting => ErrorKind::Protocol,
            Self::Refused(status) => refused(*status),
            Self::Replaced => ErrorKind::Disconnected,
            Self::Reported(condition) => reported(*condition),
            Self::Occupied(_) => ErrorKind::InUse,
            Self::Forbidden => ErrorKind::Cancelled,
            Self::Overdue(_) => ErrorKind::TimedOut,
            Self::Ended { .. } => ErrorKind::Refused,
            Self::HistoryLost | Self::CutShort(..) | Self::Count(..) | Self::OutcomeUnknown(_) => {
                ErrorKind::OutcomeUnknown
            }
        }
    }
}

fn refused(status: Status) -> ErrorKind {
    match status {
        Status::BUSY => ErrorKind::InUse,
        Status::OPERATION_NOT_SUPPORTED => ErrorKind::Unsupported,
        _ => ErrorKind::Refused,
    }
}

fn reported(condition: PrinterCondition) -> ErrorKind {
    match condition {
        PrinterCondition::HopperEmpty => ErrorKind::HopperEmpty,
        PrinterCondition::RibbonEnded => ErrorKind::RibbonEnded,
        PrinterCondition::RibbonUnfit => ErrorKind::RibbonUnfit,
        PrinterCondition::OutputFull | PrinterCondition::RejectFull => ErrorKind::TrayFull,
        PrinterCondition::CoverOpen => ErrorKind::CoverOpen,
        PrinterCondition::CardJam => ErrorKind::CardJam,
        PrinterCondition::HeadTemperature => ErrorKind::HeadTemperature,
        PrinterCondition::CleaningNeeded => ErrorKind::CleaningNeeded,
        PrinterCondition::RibbonLow | PrinterCondition::WasReset => ErrorKind::Refused,
    }
}
