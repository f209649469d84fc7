//! Golden bytes after RFC 9112. Never edited to make a test pass.

use super::*;

fn head(text: &str) -> Head {
    Head::parse(text.as_bytes()).unwrap().unwrap().0
}

fn decode(framing: Framing, pieces: &[&[u8]]) -> Result<(Vec<u8>, bool), HttpError> {
    let mut decoder = BodyDecoder::new(framing);
    let mut body = Vec::new();
    for piece in pieces {
        decoder.decode(piece, &mut body)?;
    }
    Ok((body, decoder.is_done()))
}

#[test]
fn heads_in_any_case() {
    let head = head("HTTP/1.0 200 OK\r\nServer: cam\r\ncontent-TYPE: image/jpeg\r\n\r\n");
    assert_eq!(head.status, 200);
    assert_eq!(head.field("Content-Type"), Some("image/jpeg"));
    assert_eq!(head.field("X-None"), None);
    assert_eq!(head.framing(), Ok(Framing::UntilClosed));
}

#[test]
fn a_head_says_where_the_body_begins() {
    let text = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    for cut in 0..text.len() - 5 {
        assert_eq!(Head::parse(&text[..cut]), Ok(None), "cut at {cut}");
    }
    let (head, length) = Head::parse(text).unwrap().unwrap();
    assert_eq!(head.framing(), Ok(Framing::Length(5)));
    assert_eq!(&text[length..], b"hello");
}

#[test]
fn bad_heads_are_refused() {
    assert!(matches!(
        Head::parse(b"\xFF\xD8\xFF\xE0"),
        Err(HttpError::Head(_))
    ));
    let endless = format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(MAX_HEAD));
    assert_eq!(Head::parse(endless.as_bytes()), Err(HttpError::HeadTooLong));
    let length = head("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n");
    assert_eq!(length.framing(), Err(HttpError::ContentLength));
    let coding = head("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n");
    assert_eq!(coding.framing(), Err(HttpError::TransferCoding));
}

#[test]
fn chunks_are_joined_wherever_they_are_cut() {
    let bytes = b"4\r\nWiki\r\n6;name=x\r\npedia \r\nE\r\nin \r\n\r\nchunks.\r\n0\r\nX: y\r\n\r\n";
    for cut in 0..=bytes.len() {
        let decoded = decode(Framing::Chunked, &[&bytes[..cut], &bytes[cut..]]);
        let expected = b"Wikipedia in \r\n\r\nchunks.".to_vec();
        assert_eq!(decoded, Ok((expected, true)), "cut at {cut}");
    }
}

#[test]
fn malformed_chunks_are_refused() {
    for bytes in [
        &b"xyz\r\n"[..],
        b"\r\n",
        b"+4\r\nWiki\r\n",
        b"4\r\nWikiX\r\n",
        b"11111111111111111\r\n",
        &[b'1'; MAX_HEAD],
    ] {
        assert_eq!(decode(Framing::Chunked, &[bytes]), Err(HttpError::Chunk));
    }
}

#[test]
fn a_body_of_known_length_ends_there() {
    let decoded = decode(Framing::Length(5), &[b"hel", b"lo, more"]);
    assert_eq!(decoded, Ok((b"hello".to_vec(), true)));
    assert_eq!(decode(Framing::Length(0), &[b"x"]), Ok((vec![], true)));
    let mut cut = BodyDecoder::new(Framing::Length(5));
    cut.decode(b"hel", &mut Vec::new()).unwrap();
    assert!(!cut.may_close());
    assert!(BodyDecoder::new(Framing::UntilClosed).may_close());
}

#[test]
fn a_request() {
    let request = get("127.0.0.1:8080", "/stream", "image/jpeg");
    let text = String::from_utf8(request).unwrap();
    assert!(text.starts_with("GET /stream HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"));
    assert!(text.ends_with("\r\nConnection: close\r\n\r\n"));
}
