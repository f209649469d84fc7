//! Historical bytes (ISO/IEC 7816-4, 12.1.1; 8.1.1 in the edition of 2005): compact data objects, and the state of the
//! card.

use crate::apdu::StatusWord;
use crate::life_cycle::LifeCycle;
use thiserror::Error;

mod capabilities;

pub use capabilities::{Capabilities, WriteBehaviour};

/// Category: compact objects, with three bytes of state behind them.
const WITH_STATE: u8 = 0x00;
/// Category: a reference to where the card says more.
const REFERENCE: u8 = 0x10;
/// Category: compact objects, the last of which may be the state.
const OBJECTS: u8 = 0x80;
/// Tag of the capabilities.
const CAPABILITIES: u8 = 7;
/// Tag of the state.
const STATE: u8 = 8;

/// Why historical bytes are not those of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HistoricalError {
    /// There are none.
    #[error("there are no historical bytes")]
    None,
    /// The first byte is a category that the standard does not describe (most are the maker's own).
    #[error("historical bytes of category {0:02X} are not described")]
    Category(u8),
    /// The bytes end inside an object, or before the three bytes of state.
    #[error("historical bytes are cut short")]
    CutShort,
    /// The state has none of the lengths 1 to 3, or something stands behind it.
    #[error("the status indicator in historical bytes is malformed")]
    State,
}

/// An object of a tag and a length of half a byte each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompactObject {
    /// Tag, 0 to 15: 1 country, 2 issuer, 3 service data, 4 initial access, 5 issuer's data, 6 data before issuing, 7
    /// capabilities, 15 application identifier.
    pub tag: u8,
    /// Value, at most 15 bytes.
    pub value: Vec<u8>,
}

/// Historical bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Historical {
    /// All objects, in order, but for the state.
    pub objects: Vec<CompactObject>,
    /// What the card can do, if it says.
    pub capabilities: Option<Capabilities>,
    /// Life cycle of the card, if it says.
    pub life_cycle: Option<LifeCycle>,
    /// Status word, if the card says.
    pub status: Option<StatusWord>,
}

impl Historical {
    /// Reads historical bytes of category `00`, `10` and `80`. Those of category `10` hold no objects.
    ///
    /// # Errors
    /// `None`, `Category`, `CutShort`, `State`. What is no object of the standard is nothing to go by: the card can be
    /// used, and has said nothing.
    pub fn parse(bytes: &[u8]) -> Result<Self, HistoricalError> {
        let (category, rest) = bytes.split_first().ok_or(HistoricalError::None)?;
        let (objects, state) = match *category {
            WITH_STATE => {
                let split = rest.split_last_chunk::<3>();
                let (objects, state) = split.ok_or(HistoricalError::CutShort)?;
                (compact_objects(objects)?, Some(state.to_vec()))
            }
            OBJECTS => split_state(compact_objects(rest)?),
            REFERENCE => (Vec::new(), None),
            other => return Err(HistoricalError::Category(other)),
        };
        if objects.iter().any(|object| object.tag == STATE) {
            return Err(HistoricalError::State);
        }
        let (life_cycle, status) = reported(state.as_deref())?;
        let capabilities = objects.iter().find(|object| object.tag == CAPABILITIES);
        Ok(Self {
            capabilities: capabilities.and_then(|it| Capabilities::parse(&it.value)),
            objects,
            life_cycle,
            status,
        })
    }
}

/// Takes the state off the end, if it is there.
fn split_state(mut objects: Vec<CompactObject>) -> (Vec<CompactObject>, Option<Vec<u8>>) {
    let state = objects.pop_if(|last| last.tag == STATE);
    (objects, state.map(|state| state.value))
}

type Reported = (Option<LifeCycle>, Option<StatusWord>);

/// Zeros are no report.
fn reported(state: Option<&[u8]>) -> Result<Reported, HistoricalError> {
    let (life_cycle, status) = match state {
        None => (None, None),
        Some([life_cycle]) => (Some(*life_cycle), None),
        Some([sw1, sw2]) => (None, Some([*sw1, *sw2])),
        Some([life_cycle, sw1, sw2]) => (Some(*life_cycle), Some([*sw1, *sw2])),
        Some(_) => return Err(HistoricalError::State),
    };
    let status = status.map(u16::from_be_bytes).filter(|status| *status != 0);
    let life_cycle = life_cycle.filter(|byte| *byte != 0);
    Ok((life_cycle.map(LifeCycle::from), status.map(StatusWord)))
}

fn compact_objects(mut rest: &[u8]) -> Result<Vec<CompactObject>, HistoricalError> {
    let mut objects = Vec::new();
    while let [head, after @ ..] = rest {
        let length = usize::from(head & 0x0F);
        let split = after.split_at_checked(length);
        let (value, after) = split.ok_or(HistoricalError::CutShort)?;
        objects.push(CompactObject {
            tag: head >> 4,
            value: value.to_vec(),
        });
        rest = after;
    }
    Ok(objects)
}

#[cfg(test)]
mod tests;
