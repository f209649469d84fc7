//! Requests and their responses.

use super::HttpCameraError;
use crate::clock::{Clock, Moment};
use crate::limit::Limit;
use crate::link::http;
use crate::ports::{Address, Ports};
use loket_wire::http::{Head, get};
use std::sync::Arc;
use std::time::Duration;

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
        Ok(Response(http::Response::read(link, limit)?))
    }
}

/// A response whose head has arrived, in the camera's words for what can go wrong.
pub(super) struct Response(http::Response);

impl Response {
    pub(super) fn head(&self) -> &Head {
        self.0.head()
    }

    pub(super) fn expect_ok(&self) -> Result<(), HttpCameraError> {
        match self.head().status {
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
        Ok(self.0.more(body, limit)?)
    }

    /// The whole body, at most `most` bytes.
    pub(super) fn whole(self, most: usize, limit: &Limit) -> Result<Vec<u8>, HttpCameraError> {
        Ok(self.0.whole(most, limit)?)
    }
}
