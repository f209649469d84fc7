//! Responses to HTTP requests over a link.

use super::{Link, LinkError};
use crate::limit::Limit;
use loket_wire::http::{BodyDecoder, Head, HttpError};
use thiserror::Error;

const BUFFER: usize = 64 * 1024;

/// Why there is no response.
#[derive(Debug, Error)]
pub(crate) enum ResponseError {
    /// The connection failed.
    #[error("the connection failed")]
    Link(#[from] LinkError),
    /// What answers is no HTTP server.
    #[error("what answers is no HTTP server")]
    Http(#[from] HttpError),
    /// The body is larger than the limit.
    #[error("the answer has more than {0} bytes")]
    TooLarge(usize),
}

/// A response whose head has arrived.
pub(crate) struct Response {
    link: Box<dyn Link>,
    head: Head,
    decoder: BodyDecoder,
    /// The part of the body that arrived with the head.
    early: Vec<u8>,
    buffer: Vec<u8>,
}

impl Response {
    /// Waits for the head. Interim responses (RFC 9110, 15.2) are passed over.
    ///
    /// # Errors
    /// `Link`, `Http`.
    pub(crate) fn read(mut link: Box<dyn Link>, limit: &Limit) -> Result<Self, ResponseError> {
        let mut buffer = vec![0; BUFFER];
        let mut received = Vec::new();
        loop {
            while let Some((head, length)) = Head::parse(&received)? {
                received.drain(..length);
                if matches!(head.status, 100..=199) {
                    continue;
                }
                let mut decoder = BodyDecoder::new(head.framing()?);
                let mut early = Vec::new();
                decoder.decode(&received, &mut early)?;
                return Ok(Self {
                    link,
                    head,
                    decoder,
                    early,
                    buffer,
                });
            }
            let count = link.read(&mut buffer, limit)?;
            received.extend_from_slice(&buffer[..count]);
        }
    }

    pub(crate) fn head(&self) -> &Head {
        &self.head
    }

    /// Appends what comes next of the body; whether there was anything before its end.
    ///
    /// # Errors
    /// `Link`, `Http`.
    pub(crate) fn more(
        &mut self,
        body: &mut Vec<u8>,
        limit: &Limit,
    ) -> Result<bool, ResponseError> {
        if !self.early.is_empty() {
            body.append(&mut self.early);
            return Ok(true);
        }
        if self.decoder.is_done() {
            return Ok(false);
        }
        match self.link.read(&mut self.buffer, limit) {
            Ok(count) => {
                self.decoder.decode(&self.buffer[..count], body)?;
                Ok(true)
            }
            Err(LinkError::Closed) if self.decoder.may_close() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The whole body, at most `most` bytes.
    ///
    /// # Errors
    /// `Link`, `Http`, `TooLarge`.
    pub(crate) fn whole(mut self, most: usize, limit: &Limit) -> Result<Vec<u8>, ResponseError> {
        let mut body = Vec::new();
        while self.more(&mut body, limit)? {
            if body.len() > most {
                return Err(ResponseError::TooLarge(most));
            }
        }
        Ok(body)
    }
}
