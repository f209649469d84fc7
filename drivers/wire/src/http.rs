//! The client's half of HTTP/1.1 (RFC 9112): GET and POST requests, the head of a response, and its body in the three framings.
//!
//! HTTP/1.0 servers, which many cameras are, answer in the same form. Redirects, compression and trailers' fields are
//! not used.

mod body;
mod head;

pub use body::{BodyDecoder, Framing};
pub use head::Head;

use thiserror::Error;

/// Longest response head that is believed.
pub const MAX_HEAD: usize = 16 * 1024;

/// Why bytes are no response.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HttpError {
    /// Not the head of a response.
    #[error("this is no HTTP response")]
    Head(#[source] httparse::Error),
    /// More than [`MAX_HEAD`] bytes without an end of the head.
    #[error("the head of the HTTP response has no end")]
    HeadTooLong,
    /// The content length is no number.
    #[error("the HTTP content length is no number")]
    ContentLength,
    /// A transfer coding other than `chunked`.
    #[error("an unknown HTTP transfer coding")]
    TransferCoding,
    /// A chunk is not framed as it should be.
    #[error("a malformed HTTP chunk")]
    Chunk,
}

/// The bytes of a GET request that asks the server to close afterwards. `path` begins with `/`.
pub fn get(authority: &str, path: &str, accept: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: {authority}\r\nAccept: {accept}\r\nUser-Agent: loket\r\nConnection: close\r\n\r\n"
    )
    .into_bytes()
}

/// The head of a POST request that asks the server to close afterwards; `length` bytes of that media type follow it.
pub fn post(authority: &str, path: &str, media_type: &str, length: usize) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {authority}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nUser-Agent: loket\r\nConnection: close\r\n\r\n"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests;
