//! What can go wrong with a PC/SC reader.

use crate::card_channel::ChannelError;
use crate::error::{DriverError, ErrorKind};
use loket_wire::apdu::AssemblyError;
use thiserror::Error;

/// Why a call to a PC/SC reader failed.
#[derive(Debug, Error)]
pub enum PcscReaderError {
    /// The address is not PC/SC.
    #[error("a PC/SC reader is at a pcsc: address")]
    Address,
    /// The reader cannot be opened.
    #[error("the card reader cannot be found")]
    NotFound(#[source] ChannelError),
    /// The slot or the card failed.
    #[error("the card reader failed")]
    Channel(#[source] ChannelError),
    /// No card came in time.
    #[error("no card was put into the reader in time")]
    NoCardCame,
    /// A command without an open card, or after a failed one.
    #[error("no card is open")]
    NoOpenCard,
    /// What was to be sent is no command, or what came is no whole response.
    #[error("command and response do not come together")]
    Response(#[source] AssemblyError),
}

impl DriverError for PcscReaderError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Address => ErrorKind::Unsupported,
            Self::NotFound(
                ChannelError::NoService(_) | ChannelError::NoReader | ChannelError::ManyReaders,
            ) => ErrorKind::Unreachable,
            Self::NotFound(error) | Self::Channel(error) => meaning(error),
            Self::NoCardCame => ErrorKind::CardAbsent,
            Self::NoOpenCard => ErrorKind::Refused,
            Self::Response(AssemblyError::NoStatus(_)) => ErrorKind::OutcomeUnknown,
            Self::Response(_) => ErrorKind::Protocol,
        }
    }
}

fn meaning(error: &ChannelError) -> ErrorKind {
    match error {
        ChannelError::NoService(_) | ChannelError::NoReader | ChannelError::ManyReaders => {
            ErrorKind::Disconnected
        }
        ChannelError::NoCard => ErrorKind::CardAbsent,
        ChannelError::Removed => ErrorKind::CardRemoved,
        ChannelError::Reset => ErrorKind::CardReset,
        ChannelError::InUse => ErrorKind::InUse,
        ChannelError::Mute => ErrorKind::CardMute,
        ChannelError::Unfit => ErrorKind::CardUnfit,
        ChannelError::NoAnswer(_) => ErrorKind::OutcomeUnknown,
        ChannelError::TimedOut => ErrorKind::TimedOut,
        ChannelError::Cancelled => ErrorKind::Cancelled,
        ChannelError::NotPermitted => ErrorKind::NotPermitted,
        ChannelError::Service(_) => ErrorKind::Hardware,
    }
}
