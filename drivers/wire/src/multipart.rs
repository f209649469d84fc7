//! The parts of a `multipart/x-mixed-replace` stream (RFC 2046 section 5.1), as cameras send MJPEG.
//!
//! Real cameras stray from the document: the boundary parameter may hold the leading dashes already, header names come
//! in any case, lines may end with LF alone, and the length of a part may be missing. All of that is read here.

use std::ops::Range;
use thiserror::Error;

/// Longest header of a part.
const MAX_HEADER: usize = 8 * 1024;

/// One part.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    header: Vec<u8>,
    /// What the part holds.
    pub body: Vec<u8>,
}

impl Part {
    /// The first header field of that name, in any case.
    pub fn field(&self, name: &str) -> Option<String> {
        field(&self.header, name)
    }
}

impl std::fmt::Debug for Part {
    /// Leaves the body out: it is an applicant's picture.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Part({} bytes)", self.body.len())
    }
}

/// Why a stream cannot be split into parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MultipartError {
    /// The content type is no multipart type with a boundary.
    #[error("the stream is not multipart")]
    NotMultipart,
    /// The header of a part has no end.
    #[error("the header of a part has no end")]
    HeaderTooLong,
    /// A part is larger than the limit, or says it will be.
    #[error("a part is larger than allowed")]
    TooLarge,
}

enum State {
    /// Looking for a delimiter.
    Between,
    /// Behind a delimiter, collecting header lines.
    Header,
    /// Collecting a body of known length.
    Counted(usize),
    /// Collecting a body up to the next delimiter; so many bytes are known not to begin one.
    Delimited(usize),
    /// The closing delimiter has come.
    Finished,
}

/// Splits a stream that arrives in pieces of any size.
pub struct PartScanner {
    /// `--` and the boundary without the dashes that it begins with.
    delimiter: Vec<u8>,
    max_body: usize,
    buffer: Vec<u8>,
    /// Header of the part whose body is being collected.
    header: Vec<u8>,
    state: State,
}

impl PartScanner {
    /// A scanner for a response of this content type; a part of more than `max_body` bytes is an error.
    ///
    /// # Errors
    /// `NotMultipart`.
    pub fn new(content_type: &str, max_body: usize) -> Result<Self, MultipartError> {
        let boundary = boundary(content_type).ok_or(MultipartError::NotMultipart)?;
        Ok(Self {
            delimiter: format!("--{}", boundary.trim_start_matches('-')).into_bytes(),
            max_body,
            buffer: Vec::new(),
            header: Vec::new(),
            state: State::Between,
        })
    }

    /// Adds received bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Whether the sender ended the stream with a closing delimiter.
    pub fn is_finished(&self) -> bool {
        matches!(self.state, State::Finished)
    }

    /// The next part; `None` when more bytes are needed.
    ///
    /// # Errors
    /// `HeaderTooLong`, `TooLarge`; the stream cannot be read on after either.
    pub fn next_part(&mut self) -> Result<Option<Part>, MultipartError> {
        loop {
            let body = match self.state {
                State::Finished => return Ok(None),
                State::Between => self.skip_to_header()?.then_some(None),
                State::Header => self.take_header()?.then_some(None),
                State::Counted(length) => self.take_counted(length).map(Some),
                State::Delimited(searched) => self.take_delimited(searched)?.map(Some),
            };
            match body {
                None => return Ok(None),
                Some(None) => {}
                Some(Some(body)) => {
                    let header = std::mem::take(&mut self.header);
                    return Ok(Some(Part { header, body }));
                }
            }
        }
    }

    /// Drops everything up to and with a delimiter line; whether there was one.
    fn skip_to_header(&mut self) -> Result<bool, MultipartError> {
        let Some(at) = find(&self.buffer, &self.delimiter) else {
            let keep = self.delimiter.len().min(self.buffer.len());
            self.buffer.drain(..self.buffer.len() - keep);
            return Ok(false);
        };
        let end = at + self.delimiter.len();
        let Some(line_end) = find(&self.buffer[end..], b"\n") else {
            self.buffer.drain(..at);
            // A closing delimiter may be the very last bytes, without an end of line.
            if self.buffer[self.delimiter.len()..].starts_with(b"--") {
                self.state = State::Finished;
            } else if self.buffer.len() > MAX_HEADER {
                return Err(MultipartError::HeaderTooLong);
            }
            return Ok(false);
        };
        let closing = self.buffer[end..].starts_with(b"--");
        if !closing && self.delimiter.len() + line_end > MAX_HEADER {
            return Err(MultipartError::HeaderTooLong);
        }
        self.buffer.drain(..end + line_end + 1);
        self.state = if closing {
            State::Finished
        } else {
            State::Header
        };
        Ok(true)
    }

    /// Reads header lines up to the empty one; whether they were complete.
    fn take_header(&mut self) -> Result<bool, MultipartError> {
        let Some(end) = header_end(&self.buffer) else {
            if self.buffer.len() > MAX_HEADER {
                return Err(MultipartError::HeaderTooLong);
            }
            return Ok(false);
        };
        if end - 1 > MAX_HEADER {
            return Err(MultipartError::HeaderTooLong);
        }
        self.header = self.buffer.drain(..end).collect();
        let length = field(&self.header, "content-length").and_then(|text| text.parse().ok());
        self.state = match length {
            Some(length) if length > self.max_body => return Err(MultipartError::TooLarge),
            Some(length) => State::Counted(length),
            None => State::Delimited(0),
        };
        Ok(true)
    }

    fn take_counted(&mut self, length: usize) -> Option<Vec<u8>> {
        if self.buffer.len() < length {
            return None;
        }
        self.state = State::Between;
        Some(self.buffer.drain(..length).collect())
    }

    fn take_delimited(&mut self, searched: usize) -> Result<Option<Vec<u8>>, MultipartError> {
        let longest = self.max_body + self.delimiter.len() + 2;
        let Some(end) = self.find_end(searched) else {
            if self.buffer.len() > longest {
                return Err(MultipartError::TooLarge);
            }
            // The line end before a delimiter cut in half must be seen again.
            let known = self.buffer.len().saturating_sub(self.delimiter.len() + 2);
            self.state = State::Delimited(searched.max(known));
            return Ok(None);
        };
        // As if the last byte of the delimiter had been waited for.
        if end.start > self.max_body || end.end + self.delimiter.len() - 1 > longest {
            return Err(MultipartError::TooLarge);
        }
        self.state = State::Between;
        let mut body: Vec<u8> = self.buffer.drain(..end.end).collect();
        body.truncate(end.start);
        Ok(Some(body))
    }

    /// The line end (and further dashes) between a body and the delimiter that follows it.
    fn find_end(&self, searched: usize) -> Option<Range<usize>> {
        let mut from = searched;
        while let Some(found) = find(&self.buffer[from..], &self.delimiter) {
            let delimiter = from + found;
            let before = &self.buffer[..delimiter];
            let dashes = before.iter().rev().take_while(|byte| **byte == b'-');
            let line_start = delimiter - dashes.count();
            if let Some(text) = self.buffer[..line_start].strip_suffix(b"\n") {
                let body = text.strip_suffix(b"\r").unwrap_or(text);
                return Some(body.len()..delimiter);
            }
            from = delimiter + self.delimiter.len();
        }
        None
    }
}

/// The boundary parameter of a multipart content type.
fn boundary(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').map(str::trim);
    let kind = parameters.next()?;
    if !kind.to_ascii_lowercase().starts_with("multipart/") {
        return None;
    }
    let value = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("boundary")
            .then(|| value.trim().trim_matches('"'))
    })?;
    (!value.trim_start_matches('-').is_empty()).then_some(value)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

/// Where the body begins: behind the first empty line, which may be the first of all.
fn header_end(bytes: &[u8]) -> Option<usize> {
    let mut line = 0;
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
        if matches!(&bytes[line..at], [] | [b'\r']) {
            return Some(at + 1);
        }
        line = at + 1;
    }
    None
}

fn field(header: &[u8], name: &str) -> Option<String> {
    String::from_utf8_lossy(header).lines().find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field
            .trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().to_owned())
    })
}

#[cfg(test)]
mod tests;
