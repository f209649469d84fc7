//! PC/SC error codes in the words of the seam, and what becomes of each.
//!
//! What is there and who has it is told by `SCardGetStatusChange` within milliseconds ("watched"); the rest is told by the
//! call that it strikes. "Opened anew" is what the daemon does with a reader that it has lost: at once when the reader's next
//! sign comes, else after 0.25 to 2 s.
//!
//! | situation | the service says | error kind | noticed | the way back |
//! |---|---|---|---|---|
//! | slot is empty | `NoSmartcard` | `CardAbsent` | watched | a card is put in |
//! | card pulled between commands | `RemovedCard`, `InvalidValue` | `CardRemoved` | watched, or by the next command | connect, identify, authenticate |
//! | card pulled in a command, or swapped meanwhile | `NotTransacted` or nothing, then another event count | `CardRemoved` | at once; 0.4 s late by readers that are polled | the same; nothing reaches the other card |
//! | answer lost, card still there | `NotTransacted`, an empty or one-byte answer, any code not listed here | `OutcomeUnknown` | by the command, after [0.5 s](super::NOTICE) without a removal | connect, find out how far it got |
//! | another program reset the card | `ResetCard` | `CardReset` | by the next command | connect and authenticate: every secure session is void |
//! | another program holds card or reader | `SharingViolation` | `InUse` | at once | tried again for 1 s, then when the caller asks |
//! | card without a usable answer to reset | `UnresponsiveCard`, `UnpoweredCard`, `InvalidAtr` | `CardMute` | by connecting; [0.5 s](super::NOTICE) tell it from a card that leaves | another card |
//! | card and reader do not go together | `UnsupportedCard`, `CardUnsupported`, `ProtoMismatch` | `CardUnfit` | by connecting | another card or reader |
//! | reader unplugged, or never there | `UnknownReader`, `ReaderUnavailable`, `NoReadersAvailable` | `Disconnected`; `Unreachable` when opening | watched | opened anew by its name |
//! | service stopped, killed or restarted | `NoService`, `ServiceStopped`, `CommError`, `InvalidHandle`, `Shutdown`; `SecurityViolation` on a context that has worked | `Disconnected`; `OutcomeUnknown` in a command | watched: the wait ends with it | every context is thrown away, a new one established |
//! | polkit refuses this account, or the service has 200 clients | `SecurityViolation` on a new context, or from connecting | `NotPermitted` | by opening, by connecting | opened anew once it is allowed |
//! | several readers have the configured name | nothing | `Unreachable` | by opening | named with its numbers |
//! | card hangs, or another program's transaction does not end | nothing: the call does not return | the daemon's `Stuck` | its watchdog, after 10 s of one exchange | the card is pulled or the other ends; then by itself |
//! | service stands still | nothing | the daemon's `Stuck` | its watchdog, 3 s after the call's limit | by itself when it goes on |
//! | notification lost | nothing | none | each slice of a wait compares states anew; at rest a probe every 30 s | by itself |
//! | service overloaded | `Timeout`, `WaitedTooLong`, `NotReady`, `ServerTooBusy` | `TimedOut` | by the call | opened anew |
//! | anything else | any other code | `Hardware` | by the call | when the caller asks |

use crate::card_channel::ChannelError;
use pcsc::Error;

/// Whether the service is gone and with it every context; `CommError` is how a wait that was going on ends.
pub(super) fn service_is_gone(error: Error) -> bool {
    matches!(
        error,
        Error::NoService
            | Error::ServiceStopped
            | Error::Shutdown
            | Error::CommError
            | Error::InvalidHandle
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
        Error::UnresponsiveCard | Error::UnpoweredCard | Error::InvalidAtr => ChannelError::Mute,
        Error::UnsupportedCard | Error::CardUnsupported | Error::ProtoMismatch => {
            ChannelError::Unfit
        }
        // Refused by polkit, or one context too many.
        Error::SecurityViolation => ChannelError::NotPermitted,
        Error::Timeout | Error::WaitedTooLong | Error::NotReady | Error::ServerTooBusy => {
            ChannelError::TimedOut
        }
        error => ChannelError::Service(error.into()),
    }
}

/// The meaning of an error that a command got, where it proves that the card never saw it: the service looks at reader,
/// card and handle before it sends. `None` when the command may have been executed.
pub(super) fn proof_of_rest(error: Error) -> Option<ChannelError> {
    match meaning(error) {
        ChannelError::NoReader
        | ChannelError::NoCard
        | ChannelError::Removed
        | ChannelError::Reset
        | ChannelError::InUse => Some(meaning(error)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
