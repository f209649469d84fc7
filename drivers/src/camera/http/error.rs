//! What can go wrong with a camera that speaks HTTP.

use crate::error::{DriverError, ErrorKind};
use crate::link::LinkError;
use crate::link::http::ResponseError;
use loket_wire::http::HttpError;
use loket_wire::multipart::MultipartError;
use thiserror::Error;

/// Why a call to an HTTP camera failed.
#[derive(Debug, Error)]
pub enum HttpCameraError {
    /// The address is not HTTP.
    #[error("an HTTP camera is at an http:// address")]
    Address,
    /// The connection failed.
    #[error("the connection to the camera failed")]
    Link(#[from] LinkError),
    /// What answers is no HTTP server.
    #[error("the camera's answer cannot be read")]
    Http(#[from] HttpError),
    /// The stream cannot be split into pictures.
    #[error("the camera's stream cannot be read")]
    Multipart(#[from] MultipartError),
    /// The server answered with another status than 200.
    #[error("the camera answered with HTTP status {0}")]
    Status(u16),
    /// A page is larger than the limit.
    #[error("the camera sent more than {0} bytes for one picture or page")]
    TooLarge(usize),
    /// The body is no whole JPEG.
    #[error("the camera sent something that is no whole JPEG picture")]
    NotJpeg,
    /// The server has no camera to show.
    #[error("the camera server has no signal from its camera")]
    NoSignal,
    /// The stream is open and no picture comes.
    #[error("the camera's stream stalled")]
    Stalled,
}

impl From<ResponseError> for HttpCameraError {
    fn from(error: ResponseError) -> Self {
        match error {
            ResponseError::Link(error) => Self::Link(error),
            ResponseError::Http(error) => Self::Http(error),
            ResponseError::TooLarge(most) => Self::TooLarge(most),
        }
    }
}

impl DriverError for HttpCameraError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Address | Self::Status(404 | 405 | 501) => ErrorKind::Unsupported,
            Self::Link(error) => error.kind(),
            Self::Status(401 | 403) => ErrorKind::Refused,
            Self::Status(500..) => ErrorKind::Hardware,
            Self::NoSignal => ErrorKind::NoSignal,
            Self::Http(_)
            | Self::Multipart(_)
            | Self::Status(_)
            | Self::TooLarge(_)
            | Self::NotJpeg => ErrorKind::Protocol,
            Self::Stalled => ErrorKind::TimedOut,
        }
    }
}
