//! Bare connections to the daemon, for what no client library would send.

use anyhow::{Context, bail};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer of HTTP/1.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body, chunks put together.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Sends a request with these header lines and this body, and reads the answer until the daemon closes.
///
/// # Errors
/// When the daemon closes without an answer, or takes too long.
pub fn ask(address: SocketAddr, head: &str, body: &[u8]) -> anyhow::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let length = body.len();
    let head = format!("{head}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    parse(&bytes)
}

/// A grpc-web call from a page of `origin`, with one message.
///
/// # Errors
/// As [`ask`].
pub fn grpc_web(
    address: SocketAddr,
    method: &str,
    origin: Option<&str>,
    message: &[u8],
) -> anyhow::Result<Answer> {
    let origin = origin.map(|origin| format!("\r\norigin: {origin}"));
    let head = format!(
        "POST /{method} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/grpc-web+proto\r\nx-grpc-web: 1{}",
        origin.unwrap_or_default()
    );
    let mut body = vec![0];
    body.extend(u32::try_from(message.len())?.to_be_bytes());
    body.extend(message);
    ask(address, &head, &body)
}

fn parse(bytes: &[u8]) -> anyhow::Result<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.context("no whole answer")?;
    let head = std::str::from_utf8(&bytes[..end])?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status = status.context("no status")?.parse()?;
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers
        .iter()
        .any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = &bytes[end + 4..];
    let body = if chunked {
        unchunk(body)?
    } else {
        body.to_vec()
    };
    Ok(Answer {
        status,
        headers,
        body,
    })
}

fn unchunk(mut bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = bytes.windows(2).position(|window| window == b"\r\n");
        let line = line.context("no chunk")?;
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..line])?, 16)?;
        if length == 0 {
            return Ok(body);
        }
        let (start, end) = (line + 2, line + 2 + length);
        if bytes.len() < end + 2 {
            bail!("a chunk broke off");
        }
        body.extend(&bytes[start..end]);
        bytes = &bytes[end + 2..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_put_together() {
        let bytes =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
        let answer = parse(bytes).unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, &b"abc"[..]));
    }
}
