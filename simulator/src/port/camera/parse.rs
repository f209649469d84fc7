//! Requests to the camera.

/// Longest request head.
const LONGEST: usize = 8 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Request {
    Stream,
    Snapshot,
    State,
    Unknown,
    NotAGet,
    Malformed,
}

/// Bytes of a request head.
#[derive(Debug, Default)]
pub(super) struct Incoming(Vec<u8>);

impl Incoming {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// The request, once its head is complete.
    pub(super) fn request(&self) -> Option<Request> {
        let mut headers = [httparse::EMPTY_HEADER; 32];
        let mut head = httparse::Request::new(&mut headers);
        match head.parse(&self.0) {
            Ok(httparse::Status::Partial) if self.0.len() < LONGEST => None,
            Ok(httparse::Status::Partial) | Err(_) => Some(Request::Malformed),
            Ok(httparse::Status::Complete(_)) if head.method != Some("GET") => {
                Some(Request::NotAGet)
            }
            Ok(httparse::Status::Complete(_)) => Some(resource(head.path.unwrap_or_default())),
        }
    }
}

fn resource(target: &str) -> Request {
    let path = target.split('?').next().unwrap_or_default();
    match path {
        "/stream" => Request::Stream,
        "/snapshot" => Request::Snapshot,
        "/state" => Request::State,
        _ => Request::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Option<Request> {
        let mut incoming = Incoming::default();
        incoming.push(bytes);
        incoming.request()
    }

    #[test]
    fn requests_are_told_apart() {
        let get = |path: &str| read(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes());
        assert_eq!(get("/stream?fps=5"), Some(Request::Stream));
        assert_eq!(get("/snapshot"), Some(Request::Snapshot));
        assert_eq!(get("/state"), Some(Request::State));
        assert_eq!(get("/"), Some(Request::Unknown));
        assert_eq!(read(b"PUT /state HTTP/1.1\r\n\r\n"), Some(Request::NotAGet));
    }

    #[test]
    fn heads_that_never_end_or_make_no_sense_are_refused() {
        assert_eq!(read(b"GET /state HTTP/1.1\r\nHost"), None);
        assert_eq!(read(b"\0\x01\x02"), Some(Request::Malformed));
        let mut endless = b"GET /state HTTP/1.1\r\nX: ".to_vec();
        endless.extend(vec![b'a'; LONGEST]);
        assert_eq!(read(&endless), Some(Request::Malformed));
    }
}
