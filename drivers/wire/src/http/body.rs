//! Bodies: by length, in chunks, or until the server closes.

use super::HttpError;

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// After so many bytes.
    Length(u64),
    /// After the chunk of size zero.
    Chunked,
    /// When the server closes.
    UntilClosed,
}

/// Longest line that gives a chunk's size, its extensions included.
const MAX_LINE: usize = 256;

#[derive(Debug)]
enum State {
    Counting(u64),
    UntilClosed,
    ChunkSize(Vec<u8>),
    ChunkData(u64),
    ChunkEnd(Vec<u8>),
    Trailer(Vec<u8>),
    Done,
}

/// Strips the framing off a body that arrives in pieces of any size.
#[derive(Debug)]
pub struct BodyDecoder {
    state: State,
}

impl BodyDecoder {
    /// A decoder at the start of a body.
    pub fn new(framing: Framing) -> Self {
        let state = match framing {
            Framing::Length(0) => State::Done,
            Framing::Length(length) => State::Counting(length),
            Framing::Chunked => State::ChunkSize(Vec::new()),
            Framing::UntilClosed => State::UntilClosed,
        };
        Self { state }
    }

    /// Whether the body is complete; bytes after its end are ignored.
    pub fn is_done(&self) -> bool {
        matches!(self.state, State::Done)
    }

    /// Whether the server may close now without cutting the body short.
    pub fn may_close(&self) -> bool {
        matches!(self.state, State::Done | State::UntilClosed)
    }

    /// Appends to `body` what `bytes` hold of it.
    ///
    /// # Errors
    /// `Chunk`.
    pub fn decode(&mut self, mut bytes: &[u8], body: &mut Vec<u8>) -> Result<(), HttpError> {
        while !bytes.is_empty() && !self.is_done() {
            bytes = self.step(bytes, body)?;
        }
        Ok(())
    }

    fn step<'a>(&mut self, bytes: &'a [u8], body: &mut Vec<u8>) -> Result<&'a [u8], HttpError> {
        match &mut self.state {
            State::UntilClosed => {
                body.extend_from_slice(bytes);
                Ok(&[])
            }
            State::Counting(left) => {
                let rest = copy(left, bytes, body);
                if *left == 0 {
                    self.state = State::Done;
                }
                Ok(rest)
            }
            State::ChunkData(left) => {
                let rest = copy(left, bytes, body);
                if *left == 0 {
                    self.state = State::ChunkEnd(Vec::new());
                }
                Ok(rest)
            }
            State::ChunkSize(line) | State::ChunkEnd(line) | State::Trailer(line) => {
                let (byte, rest) = bytes.split_first().ok_or(HttpError::Chunk)?;
                line.push(*byte);
                if *byte == b'\n' {
                    self.end_line()?;
                } else if line.len() > MAX_LINE {
                    return Err(HttpError::Chunk);
                }
                Ok(rest)
            }
            State::Done => Ok(&[]),
        }
    }

    fn end_line(&mut self) -> Result<(), HttpError> {
        self.state = match &self.state {
            State::ChunkSize(line) => match chunk_size(line)? {
                0 => State::Trailer(Vec::new()),
                size => State::ChunkData(size),
            },
            State::ChunkEnd(line) if is_blank(line) => State::ChunkSize(Vec::new()),
            State::Trailer(line) if is_blank(line) => State::Done,
            State::Trailer(_) => State::Trailer(Vec::new()),
            _ => return Err(HttpError::Chunk),
        };
        Ok(())
    }
}

fn copy<'a>(left: &mut u64, bytes: &'a [u8], body: &mut Vec<u8>) -> &'a [u8] {
    let taken = usize::try_from(*left).map_or(bytes.len(), |left| left.min(bytes.len()));
    let (taken, rest) = bytes.split_at(taken);
    body.extend_from_slice(taken);
    *left -= taken.len() as u64;
    rest
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

fn chunk_size(line: &[u8]) -> Result<u64, HttpError> {
    let text = std::str::from_utf8(line).map_err(|_| HttpError::Chunk)?;
    let size = text.split(';').next().unwrap_or(text).trim();
    let digits = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_hexdigit());
    u64::from_str_radix(size, 16)
        .ok()
        .filter(|_| digits)
        .ok_or(HttpError::Chunk)
}
