//! The counter's half of the conversation with the reader driver.
//!
//! A frame is one kind byte, the length of the body as 32-bit little-endian, and the body. The driver has its own code
//! for the other half, because the driver imports nothing and nothing imports the driver; the tests of both pin the same
//! bytes, and the end-to-end suite lets them meet.

use std::io::{self, Read, Write};

/// Longest body: an extended APDU (65,544 bytes) and some room.
const MAX_BODY: usize = 66_000;

/// What the driver wants a connection for; its first frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// To be told events.
    Events,
    /// To give commands and get answers, in turns.
    Commands,
}

/// What happens to the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// A PC/SC attribute (`SCARD_ATTR_…` number) has this value.
    Attribute { tag: u32, value: Vec<u8> },
    /// A card went in; whatever card was in before left first. The number tells this stay in the slot from every other.
    Inserted { stay: u32 },
    /// The slot is empty.
    Removed,
    /// The reader left the machine.
    Unplugged,
    /// The reader is there again, with an empty slot.
    Plugged,
}

/// What the driver asks of the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// The stay that the driver knows of: commands and events travel on two connections, and what was meant for a card
    /// that has just left must not reach the next one.
    pub(super) stay: u32,
    pub(super) action: Action,
}

/// The kinds of command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    PowerOn,
    PowerOff,
    Reset,
    Transmit(Vec<u8>),
}

/// What the counter says to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Done: an answer to reset, a response APDU, or nothing.
    Bytes(Vec<u8>),
    /// No card, a card of another stay, a mute card, or a card without power.
    Refused,
}

impl Role {
    pub(super) fn read(stream: &mut impl Read) -> io::Result<Self> {
        match get(stream)?.0 {
            b'E' => Ok(Self::Events),
            b'C' => Ok(Self::Commands),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

impl Event {
    pub(super) fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Attribute { tag, value } => put(
                stream,
                b'a',
                &[&tag.to_le_bytes(), value.as_slice()].concat(),
            ),
            Self::Inserted { stay } => put(stream, b'i', &stay.to_le_bytes()),
            Self::Removed => put(stream, b'r', &[]),
            Self::Unplugged => put(stream, b'u', &[]),
            Self::Plugged => put(stream, b'p', &[]),
        }
    }
}

impl Command {
    pub(super) fn read(stream: &mut impl Read) -> io::Result<Self> {
        let (kind, body) = get(stream)?;
        let (stay, apdu) = body.split_first_chunk().ok_or(io::ErrorKind::InvalidData)?;
        let action = match kind {
            b'1' => Action::PowerOn,
            b'0' => Action::PowerOff,
            b'2' => Action::Reset,
            b'x' => Action::Transmit(apdu.to_vec()),
            _ => return Err(io::ErrorKind::InvalidData.into()),
        };
        Ok(Self {
            stay: u32::from_le_bytes(*stay),
            action,
        })
    }
}

impl Answer {
    pub(super) fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Bytes(bytes) => put(stream, b'=', bytes),
            Self::Refused => put(stream, b'!', &[]),
        }
    }
}

fn put(stream: &mut impl Write, kind: u8, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    // One write, so that the driver is woken once.
    let mut frame = Vec::with_capacity(5 + body.len());
    frame.push(kind);
    frame.extend(length.to_le_bytes());
    frame.extend(body);
    stream.write_all(&frame)
}

fn get(stream: &mut impl Read) -> io::Result<(u8, Vec<u8>)> {
    let mut head = [0; 5];
    stream.read_exact(&mut head)?;
    let [kind, length @ ..] = head;
    let length = usize::try_from(u32::from_le_bytes(length))
        .ok()
        .filter(|length| *length <= MAX_BODY)
        .ok_or(io::ErrorKind::InvalidData)?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok((kind, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_kind_length_stay_apdu() {
        let mut wire: &[u8] = &[b'x', 8, 0, 0, 0, 2, 1, 0, 0, 0, 0xA4, 4, 0];
        let command = Command::read(&mut wire).unwrap();
        assert_eq!(command.stay, 0x0102);
        assert_eq!(command.action, Action::Transmit(vec![0, 0xA4, 4, 0]));
    }

    #[test]
    fn an_attribute_is_its_number_and_its_value() {
        let mut wire = Vec::new();
        let attribute = Event::Attribute {
            tag: 0x0001_0100,
            value: b"SIM".to_vec(),
        };
        attribute.write(&mut wire).unwrap();
        assert_eq!(wire, [b'a', 7, 0, 0, 0, 0, 1, 1, 0, b'S', b'I', b'M']);
    }

    #[test]
    fn an_oversized_length_is_refused_before_it_is_allocated() {
        let mut wire: &[u8] = &[b'x', 0xFF, 0xFF, 0xFF, 0xFF];
        let error = Command::read(&mut wire).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
