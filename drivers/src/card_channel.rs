//! The APDU seam: one reader slot, as far as PC/SC shows it.

use crate::bell::{Bell, Waking};
use crate::limit::Limit;
use std::error::Error as StdError;
use std::time::Duration;
use thiserror::Error;

/// What the resource manager itself said.
pub type ServiceError = Box<dyn StdError + Send + Sync>;

/// What is in the slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// Nothing.
    Empty,
    /// A card that answered to reset.
    Card {
        /// Answer to reset, 2 to 33 bytes.
        atr: Vec<u8>,
    },
    /// Something that does not answer.
    Mute,
}

/// A slot's state with a number that grows at every insertion or removal, so that a fast swap is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotStatus {
    /// What is in the slot.
    pub state: SlotState,
    /// Insertions and removals since the channel was opened, or more.
    pub changes: u64,
    /// The same at two looks only if no card was put in between, over any number of openings: not even one that left at
    /// once, or came while the service or the reader was away.
    pub arrivals: u64,
}

/// What a reader says of itself; what it does not say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReaderDescription {
    /// Maker.
    pub vendor: String,
    /// Model.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// Firmware or driver version.
    pub version: String,
}

/// Why an exchange with the slot failed.
#[derive(Debug, Error)]
pub enum ChannelError {
    /// The resource manager does not run or died.
    #[error("the smart-card service does not answer")]
    NoService(#[source] Option<ServiceError>),
    /// The named reader is not there (any more).
    #[error("the card reader is not there")]
    NoReader,
    /// Several readers have the name.
    #[error(
        "several readers have this name; name the one that is meant with the two numbers behind it"
    )]
    ManyReaders,
    /// The slot is empty.
    #[error("no card in the reader")]
    NoCard,
    /// The card was taken out or swapped since it was connected.
    #[error("the card was removed")]
    Removed,
    /// Another program reset the card; the security state is lost.
    #[error("another program reset the card")]
    Reset,
    /// Another program holds the reader.
    #[error("another program holds the card")]
    InUse,
    /// The card does not answer to reset.
    #[error("the card does not answer to reset")]
    Mute,
    /// Reader and card do not go together: no voltage or protocol that both know.
    #[error("the reader cannot work with this card")]
    Unfit,
    /// The command was handed over and no usable answer came: it may have been executed.
    #[error("no answer to a command that may have been executed")]
    NoAnswer(#[source] Option<ServiceError>),
    /// The limit ended before anything was sent.
    #[error("the reader did not answer in time")]
    TimedOut,
    /// The call was called off before anything was sent.
    #[error("called off")]
    Cancelled,
    /// Not allowed to use the service or the reader (polkit), or the service has as many clients as it takes.
    #[error(
        "this account may not use the card reader, or the smart-card service has too many clients"
    )]
    NotPermitted,
    /// Anything else the service says.
    #[error("the smart-card service failed")]
    Service(#[source] ServiceError),
}

/// One slot of a card reader.
pub trait CardChannel: Send {
    /// What the reader says of itself; empty while another program holds it, and from channels that have no such words.
    fn describe(&mut self) -> ReaderDescription {
        ReaderDescription::default()
    }

    /// The slot's present state.
    ///
    /// # Errors
    /// `NoService`, `NoReader`.
    fn status(&mut self) -> Result<SlotStatus, ChannelError>;

    /// Waits until the slot's `changes` differ from `seen`, and returns the new state; `TimedOut` when they do not.
    ///
    /// # Errors
    /// `TimedOut`, `Cancelled`, `NoService`, `NoReader`.
    fn wait_change(&mut self, seen: u64, limit: &Limit) -> Result<SlotStatus, ChannelError>;

    /// Waits while no card is connected until the bell is rung, a card or the reader comes or goes, or `span` is over. A
    /// channel that does not learn of such things waits for the bell alone.
    fn rest(&mut self, bell: &Bell, span: Duration) -> Waking {
        bell.wait(span)
    }

    /// Takes the card for this program alone.
    ///
    /// # Errors
    /// `NoCard`, `Mute`, `Unfit`, `InUse`, `NotPermitted`, `NoReader`, `NoService`.
    fn connect(&mut self, limit: &Limit) -> Result<(), ChannelError>;

    /// Sends one command APDU (4 to 65,544 bytes) and returns the response APDU (at least the two status bytes).
    ///
    /// # Errors
    /// `NoAnswer` when the command may have been executed; `Removed` when the card left before or during it; `Reset`
    /// when the card had lost its state before. After any of them the card is not connected any more.
    fn transmit(&mut self, command: &[u8], limit: &Limit) -> Result<Vec<u8>, ChannelError>;

    /// Lets go of the card and resets it, so that no authenticated state is left behind. Never fails.
    fn disconnect(&mut self);
}
