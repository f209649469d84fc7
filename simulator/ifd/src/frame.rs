//! What driver and simulated counter say to each other over a reader's Unix socket.
//!
//! A frame is one kind byte, the length of the body as 32-bit little-endian, and the body (at most [`MAX_BODY`] bytes).
//! The first frame of a connection is a [`Role`]. After that an event connection carries [`Event`]s towards the driver;
//! a command connection carries one [`Command`] towards the counter and one [`Answer`] back, in turns. An answer that
//! never comes is a card that never answers.

use std::io::{self, Read, Write};

/// Longest body: an extended APDU (65,544 bytes) and some room.
pub const MAX_BODY: usize = 66_000;

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Events from the counter.
    Events,
    /// Commands from the driver.
    Commands,
}

/// What happens to the reader, told by the counter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The value of a PC/SC attribute (`SCARD_ATTR_…` number, bytes as a client reads them).
    Attribute {
        /// `SCARD_ATTR_…` number.
        tag: u32,
        /// The attribute's bytes.
        value: Vec<u8>,
    },
    /// A card went in; whatever card was in before left first.
    Inserted {
        /// Tells this stay in the slot from every other.
        stay: u32,
    },
    /// The slot is empty.
    Removed,
    /// The reader left the machine.
    Unplugged,
    /// The reader is there again, with an empty slot.
    Plugged,
}

/// What the driver asks of the card in the slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The stay that the driver knows of. A card of another stay must refuse the command: events and commands travel on
    /// two connections, and a card that has just come would get what was meant for the one before it.
    pub stay: u32,
    /// What to do.
    pub action: Action,
}

/// The kinds of command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Power it; the answer is its answer to reset.
    PowerOn,
    /// Cut the power; the answer is empty.
    PowerOff,
    /// Cut the power and power it again; the answer is its answer to reset.
    Reset,
    /// A command APDU; the answer is the response APDU.
    Transmit(Vec<u8>),
}

/// What the counter says to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done.
    Bytes(Vec<u8>),
    /// No card, a card of another stay, a mute card, or a card without power.
    Refused,
}

impl Role {
    /// Opens a connection with this role.
    ///
    /// # Errors
    /// The stream's.
    pub fn write(self, stream: &mut impl Write) -> io::Result<()> {
        let kind = match self {
            Self::Events => b'E',
            Self::Commands => b'C',
        };
        put(stream, kind, &[])
    }

    /// Reads the role of a new connection.
    ///
    /// # Errors
    /// The stream's; `InvalidData` for anything else than a role.
    pub fn read(stream: &mut impl Read) -> io::Result<Self> {
        match get(stream)? {
            (b'E', _) => Ok(Self::Events),
            (b'C', _) => Ok(Self::Commands),
            _ => Err(unknown()),
        }
    }
}

impl Event {
    /// Writes the event as one frame.
    ///
    /// # Errors
    /// The stream's.
    pub fn write(&self, stream: &mut impl Write) -> io::Result<()> {
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

    /// Reads the next event.
    ///
    /// # Errors
    /// The stream's; `InvalidData` for anything else than an event.
    pub fn read(stream: &mut impl Read) -> io::Result<Self> {
        let (kind, body) = get(stream)?;
        match kind {
            b'a' => {
                let (tag, value) = number(&body)?;
                Ok(Self::Attribute {
                    tag,
                    value: value.to_vec(),
                })
            }
            b'i' => Ok(Self::Inserted {
                stay: number(&body)?.0,
            }),
            b'r' => Ok(Self::Removed),
            b'u' => Ok(Self::Unplugged),
            b'p' => Ok(Self::Plugged),
            _ => Err(unknown()),
        }
    }
}

impl Command {
    /// Writes the command as one frame.
    ///
    /// # Errors
    /// The stream's; `InvalidInput` for an APDU longer than [`MAX_BODY`].
    pub fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        let (kind, apdu) = match &self.action {
            Action::PowerOn => (b'1', &[][..]),
            Action::PowerOff => (b'0', &[][..]),
            Action::Reset => (b'2', &[][..]),
            Action::Transmit(apdu) => (b'x', apdu.as_slice()),
        };
        put(stream, kind, &[&self.stay.to_le_bytes(), apdu].concat())
    }

    /// Reads the next command.
    ///
    /// # Errors
    /// The stream's; `InvalidData` for anything else than a command.
    pub fn read(stream: &mut impl Read) -> io::Result<Self> {
        let (kind, body) = get(stream)?;
        let (stay, apdu) = number(&body)?;
        let action = match kind {
            b'1' => Action::PowerOn,
            b'0' => Action::PowerOff,
            b'2' => Action::Reset,
            b'x' => Action::Transmit(apdu.to_vec()),
            _ => return Err(unknown()),
        };
        Ok(Self { stay, action })
    }
}

impl Answer {
    /// Writes the answer as one frame.
    ///
    /// # Errors
    /// The stream's; `InvalidInput` for an answer longer than [`MAX_BODY`].
    pub fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Bytes(bytes) => put(stream, b'=', bytes),
            Self::Refused => put(stream, b'!', &[]),
        }
    }

    /// Reads the answer.
    ///
    /// # Errors
    /// The stream's; `InvalidData` for anything else than an answer.
    pub fn read(stream: &mut impl Read) -> io::Result<Self> {
        match get(stream)? {
            (b'=', bytes) => Ok(Self::Bytes(bytes)),
            (b'!', _) => Ok(Self::Refused),
            _ => Err(unknown()),
        }
    }
}

fn put(stream: &mut impl Write, kind: u8, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len())
        .ok()
        .filter(|_| body.len() <= MAX_BODY)
        .ok_or(io::ErrorKind::InvalidInput)?;
    // One write, so that the peer is woken once.
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
        .ok_or_else(unknown)?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok((kind, body))
}

/// Splits a body that begins with a 32-bit little-endian number.
fn number(body: &[u8]) -> io::Result<(u32, &[u8])> {
    let (number, rest) = body.split_first_chunk().ok_or_else(unknown)?;
    Ok((u32::from_le_bytes(*number), rest))
}

fn unknown() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_survive_the_wire() {
        let events = [
            Event::Attribute {
                tag: 0x0001_0100,
                value: b"Loket SIM".to_vec(),
            },
            Event::Inserted { stay: 7 },
            Event::Removed,
            Event::Unplugged,
            Event::Plugged,
        ];
        let mut wire = Vec::new();
        for event in &events {
            event.write(&mut wire).unwrap();
        }
        let mut rest = wire.as_slice();
        for event in events {
            assert_eq!(Event::read(&mut rest).unwrap(), event);
        }
        assert!(rest.is_empty());
    }

    #[test]
    fn a_command_is_kind_length_stay_apdu() {
        let command = Command {
            stay: 0x0102,
            action: Action::Transmit(vec![0, 0xA4, 4, 0]),
        };
        let mut wire = Vec::new();
        command.write(&mut wire).unwrap();
        assert_eq!(wire, [b'x', 8, 0, 0, 0, 2, 1, 0, 0, 0, 0xA4, 4, 0]);
        assert_eq!(Command::read(&mut wire.as_slice()).unwrap(), command);
    }

    #[test]
    fn an_attribute_is_its_number_and_its_value() {
        let mut wire: &[u8] = &[b'a', 7, 0, 0, 0, 0, 1, 1, 0, b'S', b'I', b'M'];
        let attribute = Event::Attribute {
            tag: 0x0001_0100,
            value: b"SIM".to_vec(),
        };
        assert_eq!(Event::read(&mut wire).unwrap(), attribute);
    }

    #[test]
    fn an_oversized_length_is_refused_before_it_is_allocated() {
        let mut wire: &[u8] = &[b'=', 0xFF, 0xFF, 0xFF, 0xFF];
        let error = Answer::read(&mut wire).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_frame_of_another_conversation_is_refused() {
        let mut wire = Vec::new();
        Event::Removed.write(&mut wire).unwrap();
        let error = Answer::read(&mut wire.as_slice()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
