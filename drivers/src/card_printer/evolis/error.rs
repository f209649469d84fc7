//! What can go wrong with an Evolis printer.

use crate::error::{DriverError, ErrorKind};
use crate::link::LinkError;
use loket_wire::evolis::{ErrorWord, PanelError, ReplyError};
use thiserror::Error;

/// Why a call to an Evolis printer failed.
#[derive(Debug, Error)]
pub enum EvolisError {
    /// The address is neither TCP nor a device file.
    #[error("a card printer is at a tcp: or file: address")]
    Address,
    /// The link failed before a command had left whole: the printer has done nothing.
    #[error("the command did not reach the card printer")]
    NotSent(#[source] LinkError),
    /// A question was sent and no answer came.
    #[error("the card printer did not answer")]
    NoReply(#[source] LinkError),
    /// What came is no answer.
    #[error("the card printer's answer cannot be read")]
    Reply(#[from] ReplyError),
    /// An answer that does not belong to the question.
    #[error("the card printer gave an answer that does not fit the question")]
    Unfitting,
    /// The printer says that the command failed.
    #[error("the card printer reports {0:?}")]
    Reported(ErrorWord),
    /// The printer says that the ribbon failed, and that nothing is left on it.
    #[error("the ribbon has ended")]
    RibbonEnded,
    /// Another unit answers at the address.
    #[error("another card printer answers at this address")]
    Replaced,
    /// The model has no such part; nothing was sent.
    #[error("this model of card printer has no {0}")]
    Missing(&'static str),
    /// A face has another size than the canvas.
    #[error("the artwork has {0}x{1} pixels, which is not the card printer's canvas")]
    Size(u32, u32),
    /// A panel does not cover the canvas.
    #[error("the artwork does not fit the card printer")]
    Artwork(#[from] PanelError),
    /// The guard of the print called it off; the artwork lies in the printer and the card is untouched.
    #[error("the print was called off before it began")]
    Forbidden,
    /// A movement or the end of a print job was sent, and what became of it is not known.
    #[error("what became of the card is not known")]
    OutcomeUnknown(#[source] Box<EvolisError>),
}

impl DriverError for EvolisError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Address | Self::Missing(_) | Self::Size(..) | Self::Artwork(_) => {
                ErrorKind::Unsupported
            }
            Self::NotSent(error) | Self::NoReply(error) => error.kind(),
            Self::Reply(_) | Self::Unfitting => ErrorKind::Protocol,
            Self::Reported(word) => reported(*word),
            Self::RibbonEnded => ErrorKind::RibbonEnded,
            Self::Forbidden => ErrorKind::Cancelled,
            Self::Replaced => ErrorKind::Disconnected,
            Self::OutcomeUnknown(_) => ErrorKind::OutcomeUnknown,
        }
    }
}

fn reported(word: ErrorWord) -> ErrorKind {
    match word {
        ErrorWord::FeederEmpty => ErrorKind::HopperEmpty,
        ErrorWord::HopperFull | ErrorWord::RejectFull => ErrorKind::TrayFull,
        ErrorWord::CoverOpen => ErrorKind::CoverOpen,
        ErrorWord::CardJam => ErrorKind::CardJam,
        ErrorWord::Ribbon | ErrorWord::RibbonDetection => ErrorKind::RibbonUnfit,
        ErrorWord::Head => ErrorKind::HeadTemperature,
        ErrorWord::NeedCleaning => ErrorKind::CleaningNeeded,
        ErrorWord::NotAvailable => ErrorKind::Unsupported,
        ErrorWord::Command | ErrorWord::Parameters => ErrorKind::Refused,
        ErrorWord::TimeOut | ErrorWord::Other => ErrorKind::Hardware,
    }
}
