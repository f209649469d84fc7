//! Card readers: the trait and its values.

pub mod pcsc;

use crate::device::Device;
use crate::error::DeviceError;
use crate::limit::Limit;
use serde::{Deserialize, Serialize};

/// What the reader sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CardPresence {
    /// The slot is empty.
    Absent,
    /// A card is in; `insertion` grows with every insertion or removal, so that two looks at one card can be told
    /// from looks at two cards.
    Present {
        /// Answer to reset; empty when the card is mute.
        atr: Vec<u8>,
        /// Insertion number.
        insertion: u64,
    },
}

/// A card reader with one slot.
pub trait CardReader: Device {
    /// What is in the slot now.
    ///
    /// # Errors
    /// `Disconnected` when reader or service are gone.
    fn presence(&mut self, limit: &Limit) -> Result<CardPresence, DeviceError>;

    /// A mark of the cards that have been put in so far: two looks at one reader find the same only if none was put in
    /// between, not even one that left at once. The reader may have been opened anew between them.
    ///
    /// # Errors
    /// As [`CardReader::presence`].
    fn arrivals(&mut self, limit: &Limit) -> Result<u64, DeviceError>;

    /// Waits for a card and returns it.
    ///
    /// # Errors
    /// `CardAbsent` when none came in time.
    fn wait_card(&mut self, limit: &Limit) -> Result<CardPresence, DeviceError>;

    /// Waits until the slot is empty.
    ///
    /// # Errors
    /// `TimedOut` when the card stays.
    fn wait_removal(&mut self, limit: &Limit) -> Result<(), DeviceError>;

    /// Takes the card for a series of commands.
    ///
    /// # Errors
    /// `CardAbsent`, `CardMute`, `CardUnfit`, `InUse`, `NotPermitted`.
    fn open_card(&mut self, limit: &Limit) -> Result<(), DeviceError>;

    /// Sends one command APDU and returns the whole response APDU (61xx and 6Cxx are dealt with below this call).
    ///
    /// # Errors
    /// `CardRemoved` when the card left, `CardReset` when another program reset it; `OutcomeUnknown` when the command may
    /// have been executed. The card is not open any more then.
    fn transmit(&mut self, command: &[u8], limit: &Limit) -> Result<Vec<u8>, DeviceError>;

    /// The number that a contactless card has on the air, as its reader tells it; `None` for a card with contacts, which is
    /// never asked, and where the reader does not tell. Some cards draw another one each time. Needs an open card.
    ///
    /// # Errors
    /// As [`CardReader::transmit`].
    fn uid(&mut self, limit: &Limit) -> Result<Option<Vec<u8>>, DeviceError>;

    /// Ends the series; the card loses its security state. Does nothing without an open card.
    fn close_card(&mut self);
}
