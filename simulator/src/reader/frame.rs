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
    /// A card went in; whatever card was in before left first.
    Inserted,
    /// The slot is empty.
    Removed,
    /// The reader left the machine.
    Unplugged,
    /// The reader is there again, with an empty slot.
    Plugged,
}

/// What the driver asks of the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
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
    /// No card, a mute card, or a card without power.
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
            Self::Inserted => put(stream, b'i', &[]),
            Self::Removed => put(stream, b'r', &[]),
            Self::Unplugged => put(stream, b'u', &[]),
            Self::Plugged => put(stream, b'p', &[]),
        }
    }
}

impl Command {
    pub(super) fn read(stream: &mut impl Read) -> io::Result<Self> {
        match get(stream)? {
            (b'1', _) => Ok(Self::PowerOn),
            (b'0', _) => Ok(Self::PowerOff),
            (b'2', _) => Ok(Self::Reset),
            (b'x', apdu) => Ok(Self::Transmit(apdu)),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
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
    fn a_command_is_kind_length_body() {
        let mut wire: &[u8] = &[b'x', 4, 0, 0, 0, 0, 0xA4, 4, 0];
        assert_eq!(
            Command::read(&mut wire).unwrap(),
            Command::Transmit(vec![0, 0xA4, 4, 0])
        );
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
