//! What can go wrong with a chip.

use crate::identity::ChipSerial;
use crate::keys::KeyStoreError;
use crate::life_cycle::LifeCycle;
use crate::open::layout::File;
use crate::record::RecordError;
use loket_wire::apdu::{ApduError, StatusWord};
use std::fmt;
use thiserror::Error;

/// What the host was doing when a command failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Looking for the application and its life cycle.
    SelectApplication,
    /// Asking for the serial number.
    ReadSerial,
    /// Asking for the model.
    ReadModel,
    /// Asking how long commands and answers may be.
    ReadLimits,
    /// Beginning a secure session.
    OpenSession,
    /// Telling the chip what was found about its holder's presence.
    Decide,
    /// Selecting a file.
    Select(File),
    /// Selecting a file of another profile's chip, by its identifier.
    SelectForeign(u16),
    /// Reading a file of another profile's chip.
    ReadForeign(u16),
    /// Reading a file.
    Read(File),
    /// Writing a file.
    Write(File),
    /// Making the written chip read-only.
    Seal,
    /// Putting the chip in force.
    Activate,
    /// Putting the chip out of force.
    Terminate,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SelectApplication => f.write_str("selecting the application"),
            Self::ReadSerial => f.write_str("reading the serial number"),
            Self::ReadModel => f.write_str("reading the model"),
            Self::ReadLimits => f.write_str("asking for the limits"),
            Self::OpenSession => f.write_str("opening a secure session"),
            Self::Decide => f.write_str("presenting the decision"),
            Self::Select(file) => write!(f, "selecting the {file}"),
            Self::SelectForeign(file) => write!(f, "selecting the file {file:04X}"),
            Self::ReadForeign(file) => write!(f, "reading the file {file:04X}"),
            Self::Read(file) => write!(f, "reading the {file}"),
            Self::Write(file) => write!(f, "writing the {file}"),
            Self::Seal => f.write_str("sealing the chip"),
            Self::Activate => f.write_str("activating the chip"),
            Self::Terminate => f.write_str("terminating the chip"),
        }
    }
}

/// Why an operation on a chip failed; `E` is the error of the caller's [`crate::Exchange`].
///
/// After `Exchange` nobody knows whether the command was executed. All operations may then be run again on the same
/// chip: they find out where it stands and end right.
#[derive(Debug, Error)]
pub enum ChipError<E> {
    /// A command or its answer was lost.
    #[error("the exchange failed while {step}")]
    Exchange {
        /// What was going on.
        step: Step,
        /// The caller's error.
        source: E,
    },
    /// The chip answered with a status word that this step does not expect.
    #[error("status word {status} while {step}")]
    UnexpectedStatus {
        /// What was going on.
        step: Step,
        /// The answer.
        status: StatusWord,
    },
    /// The answer is no response APDU.
    #[error("no valid response while {step}")]
    Apdu {
        /// What was going on.
        step: Step,
        /// What is wrong with it.
        source: ApduError,
    },
    /// The answer has the right status word and the wrong data.
    #[error("unusable data from the chip while {0}")]
    Malformed(Step),
    /// The keys for a session or a signature are not to be had; nothing was asked of the chip that counts.
    #[error("no keys while {step}")]
    Keys {
        /// What was going on.
        step: Step,
        /// What the key store said.
        source: KeyStoreError,
    },
    /// The chip's keys are not ours. It counted no try, and trying again with the same keys changes nothing.
    #[error("the chip has other keys")]
    OtherKeys,
    /// Too many tries with wrong keys, by whomever: the chip opens no session any more.
    #[error("the chip's keys are blocked")]
    KeysBlocked,
    /// An answer within a session was not made by the chip: something stands between, or another card.
    #[error("an answer was not the chip's while {0}")]
    Intruded(Step),
    /// The chip takes no more fingers until a supervisor gives the tries back.
    #[error("the chip has no tries left")]
    TriesSpent,
    /// The finger is none of the chip's two.
    #[error("the chip has no template of that finger")]
    NoSuchFinger,
    /// This profile does not do this, or how it is done is not public; nothing was sent.
    #[error("the profile `{0}` does not support this")]
    Unsupported(&'static str),
    /// The chip does not have this profile's application.
    #[error("not a chip of this profile")]
    Foreign,
    /// The chip was written under another version of the profile.
    #[error("the chip has profile version {0}")]
    OtherVersion(u8),
    /// Another chip than the one that the operation is for; it was not changed.
    #[error("chip {found} instead of {expected}")]
    WrongCard {
        /// The chip that the operation is for.
        expected: ChipSerial,
        /// The chip that answered.
        found: ChipSerial,
    },
    /// Personalisation was asked for and the chip already holds another record.
    #[error("the chip already holds another record")]
    NotBlank,
    /// Personalisation was asked for and the chip is in force.
    #[error("the chip is already activated")]
    AlreadyActivated,
    /// The chip holds no complete record yet.
    #[error("the chip is {0}, not personalised")]
    NotPersonalised(LifeCycle),
    /// The chip is out of force for good.
    #[error("the chip is terminated")]
    Terminated,
    /// What was read is not what was written.
    #[error("the {0} reads back differently from what was written")]
    ReadBackDiffers(File),
    /// The chip said yes to a change of its life cycle and did not change it.
    #[error("the chip is still {found} after {step}")]
    LifeCycleUnchanged {
        /// What was going on.
        step: Step,
        /// The state that it is in.
        found: LifeCycle,
    },
    /// The record cannot go on a chip; nothing was sent.
    #[error("the record cannot go on a chip")]
    Record(#[from] RecordError),
}
