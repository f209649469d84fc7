//! PC/SC error codes in the words of the seam.

use crate::card_channel::ChannelError;
use pcsc::Error;

/// Whether the service is gone and with it every context; `CommError` is how a wait that was going on ends.
pub(super) fn service_is_gone(error: Error) -> bool {
    matches!(
        error,
        Error::NoService | Error::ServiceStopped | Error::CommError | Error::InvalidHandle
    )
}

/// Whether a context that has worked before has lost its service. `SecurityViolation` is then the client library's word
/// for a connection that the service's death has reset; a refusal comes when the context is established.
pub(super) fn context_is_lost(error: Error) -> bool {
    service_is_gone(error) || error == Error::SecurityViolation
}

/// The meaning of an error that came before anything was sent to the card.
pub(super) fn meaning(error: Error) -> ChannelError {
    match error {
        error if service_is_gone(error) => ChannelError::NoService(Some(error.into())),
        Error::UnknownReader | Error::ReaderUnavailable | Error::NoReadersAvailable => {
            ChannelError::NoReader
        }
        Error::NoSmartcard => ChannelError::NoCard,
        // An old handle on a reader that was unplugged is an invalid value.
        Error::RemovedCard | Error::InvalidValue => ChannelError::Removed,
        Error::ResetCard => ChannelError::Reset,
        Error::SharingViolation => ChannelError::InUse,
        Error::UnresponsiveCard | Error::UnpoweredCard | Error::UnsupportedCard => {
            ChannelError::Mute
        }
        // Refused by polkit, or one context too many.
        Error::SecurityViolation => ChannelError::NotPermitted,
        error => ChannelError::Service(error.into()),
    }
}
