//! Status line and header fields.

use super::{Framing, HttpError, MAX_HEAD};

const MAX_FIELDS: usize = 64;

/// The head of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Status code.
    pub status: u16,
    fields: Vec<(String, String)>,
}

impl Head {
    /// Reads a head and says how many bytes it took; `None` when more bytes are needed.
    ///
    /// # Errors
    /// `Head`, `HeadTooLong`.
    pub fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>, HttpError> {
        let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
        let mut response = httparse::Response::new(&mut fields);
        match response.parse(bytes).map_err(HttpError::Head)? {
            httparse::Status::Complete(length) => Ok(Some((Self::from(&response), length))),
            httparse::Status::Partial if bytes.len() > MAX_HEAD => Err(HttpError::HeadTooLong),
            httparse::Status::Partial => Ok(None),
        }
    }

    /// The first field of that name, in any case.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// How the body ends.
    ///
    /// # Errors
    /// `ContentLength`, `TransferCoding`.
    pub fn framing(&self) -> Result<Framing, HttpError> {
        if let Some(coding) = self.field("transfer-encoding") {
            return if coding.trim().eq_ignore_ascii_case("chunked") {
                Ok(Framing::Chunked)
            } else {
                Err(HttpError::TransferCoding)
            };
        }
        match self.field("content-length") {
            None => Ok(Framing::UntilClosed),
            Some(length) => length
                .trim()
                .parse()
                .map(Framing::Length)
                .map_err(|_| HttpError::ContentLength),
        }
    }
}

impl From<&httparse::Response<'_, '_>> for Head {
    fn from(response: &httparse::Response<'_, '_>) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        Self {
            status: response.code.unwrap_or(0),
            fields: response
                .headers
                .iter()
                .map(|field| (field.name.to_owned(), text(field.value)))
                .collect(),
        }
    }
}
