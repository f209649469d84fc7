//! Cameras and camera servers that speak HTTP: an MJPEG stream, a snapshot page, and a page that tells the state.
//!
//! Pages below the configured base: `stream` (`multipart/x-mixed-replace`), `snapshot` (`image/jpeg`, may be missing)
//! and `state` (JSON, may be missing), as ustreamer has them. Servers that show their stream at every path, as ffmpeg
//! does, have neither of the last two. Every request has a connection of its own. Pictures are passed on untouched once
//! they are seen to be whole.
//!
//! A server whose camera is gone may send a picture that says so. ustreamer marks it: on its state page, in the header
//! of a snapshot and, when asked for `extra_headers`, in the header of each part of a stream.

mod error;
mod exchange;
mod jpeg;
mod stream;

pub use error::HttpCameraError;

use super::{Camera, CameraCapabilities, Frame, FrameSink};
use crate::device::{Device, Identity};
use crate::error::DeviceError;
use crate::fingerprint_scanner::Flow;
use crate::limit::Limit;
use crate::ports::{Address, Ports};
use crate::registry::OpenDevice;
use exchange::{Response, Server};
use loket_wire::http::Head;
use std::sync::Arc;

/// Servers that know nothing of extra headers ignore the query.
const STREAM: &str = "stream?extra_headers=1";
/// Longest state page that is read.
const MAX_STATE: usize = 64 * 1024;

/// An open camera.
pub struct HttpCamera {
    server: Server,
    identity: Identity,
    capabilities: CameraCapabilities,
}

impl HttpCamera {
    /// Looks at the state and snapshot pages.
    ///
    /// # Errors
    /// `NoSignal` when the server says that its camera is off line; `Unreachable`, `TimedOut`, `Protocol` when what
    /// answers is no HTTP server, `Unsupported` for an address that is not HTTP.
    pub fn open(
        ports: Arc<dyn Ports>,
        address: &Address,
        limit: &Limit,
    ) -> Result<OpenDevice, DeviceError> {
        let camera = Self::find(ports, address, limit)?;
        Ok(OpenDevice::Camera(Box::new(camera)))
    }

    fn find(
        ports: Arc<dyn Ports>,
        address: &Address,
        limit: &Limit,
    ) -> Result<Self, HttpCameraError> {
        let server = Server::new(ports, address)?;
        let state = server.get("state", "application/json", limit)?;
        let identity = identity(state.head().field("server"));
        expect_online(state, limit)?;
        let snapshot = server.get("snapshot", "image/jpeg", limit)?;
        let still = offers_picture(snapshot.head());
        Ok(Self {
            server,
            identity,
            capabilities: CameraCapabilities {
                preview: true,
                still,
            },
        })
    }

    /// Fails when the server says that it has no picture to show.
    fn check_online(&self, limit: &Limit) -> Result<(), HttpCameraError> {
        let state = self.server.get("state", "application/json", limit)?;
        match state.head().status {
            status @ 500.. => Err(HttpCameraError::Status(status)),
            _ => expect_online(state, limit),
        }
    }

    fn snapshot(&self, limit: &Limit) -> Result<Frame, HttpCameraError> {
        let response = self.server.get("snapshot", "image/jpeg", limit)?;
        response.expect_ok()?;
        if is_offline(response.head().field("x-ustreamer-online")) {
            return Err(HttpCameraError::NoSignal);
        }
        let body = response.whole(Frame::MAX_BYTES, limit)?;
        Ok(Frame {
            jpeg: jpeg::whole(body).ok_or(HttpCameraError::NotJpeg)?,
            received: self.server.now(),
            sequence: 0,
        })
    }

    /// The second picture of a fresh stream: the first may have waited at the server for a viewer.
    fn streamed_still(&self, limit: &Limit) -> Result<Frame, HttpCameraError> {
        let mut taken = None;
        self.run_stream(
            &mut |frame| {
                if frame.sequence == 0 {
                    return Flow::Continue;
                }
                taken = Some(Frame {
                    sequence: 0,
                    ..frame
                });
                Flow::Stop
            },
            limit,
        )?;
        taken.ok_or(HttpCameraError::Stalled)
    }

    fn run_stream(&self, frames: FrameSink<'_>, limit: &Limit) -> Result<(), HttpCameraError> {
        self.check_online(limit)?;
        let patience = self.server.at_most(stream::STALL, limit);
        let response = self
            .server
            .get(STREAM, "multipart/x-mixed-replace", &patience)?;
        stream::run(response, self.server.clock(), frames, limit)
    }
}

/// Fails when a state page says that the server has no camera to show; other answers to the request say nothing.
fn expect_online(state: Response, limit: &Limit) -> Result<(), HttpCameraError> {
    if !is_state_page(state.head()) {
        return Ok(());
    }
    let mut page = state.whole(MAX_STATE, limit)?;
    page.retain(|byte| !byte.is_ascii_whitespace());
    let offline = br#""online":false"#;
    if page.windows(offline.len()).any(|bytes| bytes == offline) {
        return Err(HttpCameraError::NoSignal);
    }
    Ok(())
}

/// Whether there is a page of that name which tells the state, and not the stream under another name.
fn is_state_page(head: &Head) -> bool {
    let kind = head.field("content-type").unwrap_or("application/json");
    head.status == 200 && kind.to_ascii_lowercase().contains("json")
}

/// Whether the snapshot page has single pictures, or may have them later.
fn offers_picture(head: &Head) -> bool {
    let kind = head.field("content-type").unwrap_or("image/jpeg");
    match head.status {
        200 => kind.to_ascii_lowercase().starts_with("image/"),
        status => !matches!(status, 404 | 405 | 501),
    }
}

/// The server's name and version (RFC 9110, 10.2.4); a camera has no serial number that HTTP could tell.
fn identity(server: Option<&str>) -> Identity {
    let product = server.and_then(|words| words.split_whitespace().next());
    let product = product.unwrap_or("HTTP-camera");
    let (model, version) = product.split_once('/').unwrap_or((product, ""));
    Identity::new(model, "", version)
}

/// What ustreamer says of a picture that it made itself because the camera gives none.
fn is_offline(online: Option<&str>) -> bool {
    online.is_some_and(|online| online.eq_ignore_ascii_case("false"))
}

impl Device for HttpCamera {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn probe(&mut self, limit: &Limit) -> Result<(), DeviceError> {
        Ok(self.check_online(limit)?)
    }
}

impl Camera for HttpCamera {
    fn capabilities(&self) -> &CameraCapabilities {
        &self.capabilities
    }

    fn still(&mut self, limit: &Limit) -> Result<Frame, DeviceError> {
        if self.capabilities.still {
            Ok(self.snapshot(limit)?)
        } else {
            Ok(self.streamed_still(limit)?)
        }
    }

    fn stream(&mut self, frames: FrameSink<'_>, limit: &Limit) -> Result<(), DeviceError> {
        Ok(self.run_stream(frames, limit)?)
    }
}
