//! Requests and their responses.

use super::HttpCameraError;
use crate::clock::{Clock, Moment};
use crate::limit::Limit;
use crate::link::{Link, LinkError};
use crate::ports::{Address, Ports};
use loket_wire::http::{BodyDecoder, Head, get};
use std::sync::Arc;
use std::time::Duration;

const BUFFER: usize = 64 * 1024;

/// The server at the camera's address.
pub(super) struct Server {
    ports: Arc<dyn Ports>,
    clock: Arc<dyn Clock>,
    address: Address,
    authority: String,
    /// Ends with `/`.
    base: String,
}

impl Server {
    pub(super) fn new(ports: Arc<dyn Ports>, address: &Address) -> Result<Self, HttpCameraError> {
        let Address::Http { authority, path } = address else {
            return Err(HttpCameraError::Address);
        };
        Ok(Self {
            clock: ports.clock(),
            ports,
            address: address.clone(),
            authority: authority.clone(),
            base: format!("{}/", path.trim_end_matches('/')),
        })
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    pub(super) fn now(&self) -> Moment {
        self.clock.now()
    }

    pub(super) fn at_most(&self, span: Duration, limit: &Limit) -> Limit {
        limit.at_most(self.clock.as_ref(), span)
    }

    /// Asks for a page below the base and returns when the head of the response is there.
    pub(super) fn get(
        &self,
        page: &str,
        accept: &str,
        limit: &Limit,
    ) -> Result<Response, HttpCameraError> {
        let mut link = self.ports.link(&self.address, limit)?;
        let path = format!("{}{page}", self.base);
        link.write_all(&get(&self.authority, &path, accept), limit)?;
        Response::read(link, limit)
    }
}

/// A response whose head has arrived.
pub(super) struct Response {
    link: Box<dyn Link>,
    head: Head,
    decoder: BodyDecoder,
    /// The part of the body that arrived with the head.
    early: Vec<u8>,
    buffer: Vec<u8>,
}

impl Response {
    fn read(mut link: Box<dyn Link>, limit: &Limit) -> Result<Self, HttpCameraError> {
        let mut buffer = vec![0; BUFFER];
        let mut received = Vec::new();
        loop {
            let count = link.read(&mut buffer, limit)?;
            received.extend_from_slice(&buffer[..count]);
            if let Some((head, length)) = Head::parse(&received)? {
                let mut decoder = BodyDecoder::new(head.framing()?);
                let mut early = Vec::new();
                decoder.decode(&received[length..], &mut early)?;
                return Ok(Self {
                    link,
                    head,
                    decoder,
                    early,
                    buffer,
                });
            }
        }
    }

    pub(super) fn head(&self) -> &Head {
        &self.head
    }

    pub(super) fn expect_ok(&self) -> Result<(), HttpCameraError> {
        match self.head.status {
            200 => Ok(()),
            status => Err(HttpCameraError::Status(status)),
        }
    }

    /// Appends what comes next of the body; whether there was anything before its end.
    pub(super) fn more(
        &mut self,
        body: &mut Vec<u8>,
        limit: &Limit,
    ) -> Result<bool, HttpCameraError> {
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
    pub(super) fn whole(mut self, most: usize, limit: &Limit) -> Result<Vec<u8>, HttpCameraError> {
        let mut body = Vec::new();
        while self.more(&mut body, limit)? {
            if body.len() > most {
                return Err(HttpCameraError::TooLarge(most));
            }
        }
        Ok(body)
    }
}
