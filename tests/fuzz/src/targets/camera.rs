//! HTTP responses and multipart bodies: whole and in pieces they are the same.

use crate::records::pieces;
use loket_wire::http::{BodyDecoder, Framing, Head};
use loket_wire::multipart::{Part, PartScanner};

const LONGEST_PICTURE: usize = 2_000;

pub(crate) fn run(input: &[u8]) {
    let Some((pieces, bytes)) = pieces(input) else {
        return;
    };
    head(bytes);
    assert_eq!(chunks(&pieces), chunks(&[bytes]));
    assert_eq!(parts(&pieces), parts(&[bytes]));
}

fn head(bytes: &[u8]) {
    if let Ok(Some((head, length))) = Head::parse(bytes) {
        assert!(length <= bytes.len());
        if let Ok(framing) = head.framing() {
            let mut body = Vec::new();
            let _ = BodyDecoder::new(framing).decode(&bytes[length..], &mut body);
            assert!(body.len() <= bytes.len());
        }
    }
}

fn chunks(pieces: &[&[u8]]) -> Option<(Vec<u8>, bool)> {
    let mut decoder = BodyDecoder::new(Framing::Chunked);
    let mut body = Vec::new();
    for piece in pieces {
        decoder.decode(piece, &mut body).ok()?;
    }
    Some((body, decoder.is_done()))
}

fn parts(pieces: &[&[u8]]) -> Option<Vec<Part>> {
    let mut scanner = PartScanner::new("multipart/mixed; boundary=b", LONGEST_PICTURE).ok()?;
    let mut found = Vec::new();
    for piece in pieces {
        scanner.push(piece);
        while let Some(part) = scanner.next_part().ok()? {
            found.push(part);
        }
    }
    Some(found)
}
