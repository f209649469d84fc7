//! What a card says of itself before the first command: the answer to reset of cards with contacts (ISO/IEC 7816-3,
//! section 8), the answer to select of contactless ones (ISO/IEC 14443-4, 5.2), and the historical bytes in both.
//!
//! PC/SC readers show a contactless card as one with contacts, with an answer to reset that they make up
//! ([`Atr::is_contactless`]). The two look alike on cards with contacts that offer the same protocols.

mod ats;
mod historical;
mod storage;

pub use ats::{Ats, AtsError};
pub use historical::{Capabilities, CompactObject, Historical, HistoricalError, WriteBehaviour};
pub use storage::StorageCard;

use std::collections::VecDeque;
use thiserror::Error;

/// Longest answer to reset, from TS on.
pub const MAX_ATR: usize = 33;
/// The protocol of a card that names none.
const DEFAULT_PROTOCOL: u8 = 0;

/// Why bytes are no answer to reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AtrError {
    /// More than [`MAX_ATR`] bytes.
    #[error("an answer to reset of {0} bytes is too long")]
    TooLong(usize),
    /// The first byte is neither `3B` nor `3F`.
    #[error("an answer to reset does not begin with {0:02X}")]
    Convention(u8),
    /// The bytes end before what the format bytes announce.
    #[error("an answer to reset is cut short")]
    CutShort,
    /// There are bytes behind the end.
    #[error("an answer to reset goes on for {0} bytes behind its end")]
    Excess(usize),
    /// The check byte (TCK) is wrong.
    #[error("the check byte of an answer to reset is wrong")]
    Check,
}

/// How bits travel: TS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    /// `3B`: high is 1, lowest bit first.
    Direct,
    /// `3F`: low is 1, highest bit first.
    Inverse,
}

/// One group of interface bytes: TAi, TBi, TCi, and of TDi the protocol that it names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InterfaceBytes {
    /// TAi.
    pub ta: Option<u8>,
    /// TBi.
    pub tb: Option<u8>,
    /// TCi.
    pub tc: Option<u8>,
    /// Lower half of TDi, 0 to 15: the protocol that the next group is about; 15 for bytes that are about no protocol.
    pub protocol: Option<u8>,
}

/// An answer to reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atr {
    /// How bits travel.
    pub convention: Convention,
    /// Interface bytes in groups; the first is there even if it is empty.
    pub interface: Vec<InterfaceBytes>,
    /// Historical bytes, at most 15; [`Historical::parse`] reads them.
    pub historical: Vec<u8>,
}

impl Atr {
    /// Reads a whole answer to reset.
    ///
    /// # Errors
    /// `TooLong`, `Convention`, `CutShort`, `Excess`, `Check`.
    pub fn parse(bytes: &[u8]) -> Result<Self, AtrError> {
        if bytes.len() > MAX_ATR {
            return Err(AtrError::TooLong(bytes.len()));
        }
        let (ts, checked) = bytes.split_first().ok_or(AtrError::CutShort)?;
        let convention = match ts {
            0x3B => Convention::Direct,
            0x3F => Convention::Inverse,
            other => return Err(AtrError::Convention(*other)),
        };
        let mut rest: VecDeque<u8> = checked.iter().copied().collect();
        let t0 = rest.pop_front().ok_or(AtrError::CutShort)?;
        let interface = interface_bytes(t0 >> 4, &mut rest)?;
        let historical = take(&mut rest, usize::from(t0 & 0x0F))?;
        let atr = Self {
            convention,
            interface,
            historical,
        };
        atr.check(checked, rest.len())?;
        Ok(atr)
    }

    /// The check byte is there unless T=0 is the only protocol, and makes the sum of all but TS zero.
    fn check(&self, checked: &[u8], left: usize) -> Result<(), AtrError> {
        let mut named = self.interface.iter().filter_map(|group| group.protocol);
        let has_check = named.any(|protocol| protocol != DEFAULT_PROTOCOL);
        match left.checked_sub(usize::from(has_check)) {
            None => Err(AtrError::CutShort),
            Some(0) if has_check && checked.iter().fold(0, |sum, byte| sum ^ byte) != 0 => {
                Err(AtrError::Check)
            }
            Some(0) => Ok(()),
            Some(excess) => Err(AtrError::Excess(excess)),
        }
    }

    /// The protocols that the card offers, T=0 to T=14, in its order; the first is the one that it begins with unless
    /// another is agreed on.
    pub fn protocols(&self) -> Vec<u8> {
        let named = self.interface.iter().filter_map(|group| group.protocol);
        let mut protocols: Vec<u8> = named.filter(|protocol| *protocol != 15).collect();
        protocols.dedup();
        if protocols.is_empty() {
            protocols.push(DEFAULT_PROTOCOL);
        }
        protocols
    }

    /// Whether it has the form that PC/SC readers make up for a contactless card: `3B 8n 80 01`, historical bytes, check
    /// byte (PC/SC part 3, 3.1.3.2.3). A card with contacts that offers T=0 and T=1 and states nothing about either
    /// looks the same.
    pub fn is_contactless(&self) -> bool {
        let bare = |protocol| InterfaceBytes {
            protocol,
            ..InterfaceBytes::default()
        };
        self.convention == Convention::Direct
            && self.interface == [bare(Some(0)), bare(Some(1)), bare(None)]
    }

    /// The memory card without commands of its own that the reader speaks for, if that is what lies on it.
    pub fn storage_card(&self) -> Option<StorageCard> {
        self.is_contactless()
            .then(|| StorageCard::parse(&self.historical))?
    }
}

/// Groups as long as each announces the next; the upper half of T0 and of TDi says which bytes follow.
fn interface_bytes(first: u8, rest: &mut VecDeque<u8>) -> Result<Vec<InterfaceBytes>, AtrError> {
    let mut groups = Vec::new();
    let mut follow = Some(first);
    while let Some(present) = follow {
        let mut next = |bit: u8| match present & bit {
            0 => Ok(None),
            _ => rest.pop_front().map(Some).ok_or(AtrError::CutShort),
        };
        let (ta, tb, tc, td) = (next(0x01)?, next(0x02)?, next(0x04)?, next(0x08)?);
        groups.push(InterfaceBytes {
            ta,
            tb,
            tc,
            protocol: td.map(|td| td & 0x0F),
        });
        follow = td.map(|td| td >> 4);
    }
    Ok(groups)
}

fn take(rest: &mut VecDeque<u8>, count: usize) -> Result<Vec<u8>, AtrError> {
    if rest.len() < count {
        return Err(AtrError::CutShort);
    }
    Ok(rest.drain(..count).collect())
}

#[cfg(test)]
mod tests;
