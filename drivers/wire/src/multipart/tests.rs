//! Golden bytes in the dialects of real servers. Never edited to make a test pass.

use super::*;

const MAX: usize = 1000;

fn scan(content_type: &str, bytes: &[u8]) -> Result<Vec<Vec<u8>>, MultipartError> {
    let mut scanner = PartScanner::new(content_type, MAX)?;
    scanner.push(bytes);
    let mut parts = Vec::new();
    while let Some(part) = scanner.next_part()? {
        parts.push(part.body);
    }
    Ok(parts)
}

#[track_caller]
fn two_parts_wherever_cut(content_type: &str, bytes: &[u8]) {
    for cut in 0..=bytes.len() {
        let mut scanner = PartScanner::new(content_type, MAX).unwrap();
        let mut parts = Vec::new();
        for piece in [&bytes[..cut], &bytes[cut..]] {
            scanner.push(piece);
            while let Some(part) = scanner.next_part().unwrap() {
                parts.push(part.body);
            }
        }
        assert_eq!(parts, [&b"one\r\n--x"[..], b"two"], "cut at {cut}");
    }
}

#[test]
fn ustreamer() {
    two_parts_wherever_cut(
        "multipart/x-mixed-replace;boundary=boundarydonotcross",
        b"--boundarydonotcross\r\nContent-Type: image/jpeg\r\nContent-Length: 8\r\nX-Timestamp: 1.2\r\n\r\none\r\n--x\
          \r\n--boundarydonotcross\r\nContent-Type: image/jpeg\r\nContent-Length: 3\r\n\r\ntwo\r\n",
    );
}

#[test]
fn ffmpeg() {
    two_parts_wherever_cut(
        "multipart/x-mixed-replace; boundary=ffmpeg",
        b"--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: 8\r\n\r\none\r\n--x\r\n--ffmpeg\r\n\
          Content-type: image/jpeg\r\nContent-length: 3\r\n\r\ntwo\r\n--ffmpeg\r\n",
    );
}

#[test]
fn no_content_length() {
    two_parts_wherever_cut(
        "Multipart/X-Mixed-Replace; BOUNDARY=\"frame\"",
        b"preamble\r\n--frame\r\ncontent-type: image/jpeg\r\n\r\none\r\n--x\r\n--frame\r\n\r\ntwo\r\n--frame--",
    );
}

#[test]
fn a_boundary_that_holds_its_dashes() {
    let bytes = b"--BoundaryString\r\nContent-type: image/jpeg\r\n\r\none\r\n--x\r\n--BoundaryString\n\ntwo\n--BoundaryString\r\n";
    two_parts_wherever_cut(
        "multipart/x-mixed-replace; boundary=--BoundaryString",
        bytes,
    );
}

#[test]
fn a_boundary_with_dashes_by_the_book() {
    let bytes =
        b"----gap\r\n\r\none\r\n--x\r\n----gap\r\nContent-Length: 3\r\n\r\ntwo\r\n----gap--\r\n";
    two_parts_wherever_cut("multipart/x-mixed-replace; boundary=--gap", bytes);
}

#[test]
fn the_delimiter_inside_a_line_is_data() {
    let bytes = b"--b\r\n\r\nab--bc\r\n--b\r\n";
    let parts = scan("multipart/x-mixed-replace; boundary=b", bytes);
    assert_eq!(parts, Ok(vec![b"ab--bc".to_vec()]));
}

#[test]
fn a_closing_delimiter_finishes() {
    let mut scanner = PartScanner::new("multipart/mixed; boundary=b", MAX).unwrap();
    scanner.push(b"--b\r\nContent-Length: 1\r\n\r\nx\r\n--b--\r\n");
    let part = scanner.next_part().unwrap().unwrap();
    assert_eq!(part.body, b"x");
    assert_eq!(part.field("Content-length").as_deref(), Some("1"));
    assert_eq!(part.field("X-None"), None);
    assert_eq!(scanner.next_part(), Ok(None));
    assert!(scanner.is_finished());
}

#[test]
fn what_is_too_large_is_refused_before_it_is_stored() {
    let kind = "multipart/x-mixed-replace; boundary=b";
    let announced = b"--b\r\nContent-Length: 18446744073709551615\r\n\r\n";
    assert_eq!(scan(kind, announced), Err(MultipartError::TooLarge));
    let endless = [&b"--b\r\n\r\n"[..], &[7; MAX + 10]].concat();
    assert_eq!(scan(kind, &endless), Err(MultipartError::TooLarge));
    let whole = [&endless[..], b"\r\n--b\r\n"].concat();
    assert_eq!(scan(kind, &whole), Err(MultipartError::TooLarge));
    let header = [&b"--b\r\nX: "[..], &[b'x'; MAX_HEADER]].concat();
    assert_eq!(scan(kind, &header), Err(MultipartError::HeaderTooLong));
    let line = [&b"--b"[..], &[b'x'; MAX_HEADER]].concat();
    assert_eq!(scan(kind, &line), Err(MultipartError::HeaderTooLong));
}

#[test]
fn what_is_no_multipart_is_refused() {
    for kind in [
        "application/octet-stream",
        "multipart/x-mixed-replace",
        "multipart/x-mixed-replace; boundary=--",
    ] {
        assert_eq!(scan(kind, b""), Err(MultipartError::NotMultipart));
    }
}

#[test]
fn garbage_between_parts_is_not_kept() {
    let mut scanner = PartScanner::new("multipart/mixed; boundary=b", MAX).unwrap();
    for _ in 0..1000 {
        scanner.push(&[0; 1000]);
        assert_eq!(scanner.next_part(), Ok(None));
    }
    assert!(scanner.buffer.len() <= 3);
}

/// A limit is a property of the stream, not of the pieces in which it happens to arrive.
#[test]
fn what_is_too_long_is_so_wherever_cut() {
    let dashes = "-".repeat(2 * MAX);
    let line = "x".repeat(MAX_HEADER);
    for (stream, error) in [
        (
            format!("--b\r\n\r\none\r\n{dashes}b\r\n"),
            MultipartError::TooLarge,
        ),
        (
            format!("--b{line}\r\n\r\none\r\n--b\r\n"),
            MultipartError::HeaderTooLong,
        ),
        (
            format!("--b\r\n{line}\r\n\r\none\r\n--b\r\n"),
            MultipartError::HeaderTooLong,
        ),
    ] {
        let whole = scan("multipart/mixed; boundary=b", stream.as_bytes());
        assert_eq!(whole, Err(error));
        let mut scanner = PartScanner::new("multipart/mixed; boundary=b", MAX).unwrap();
        let failed = stream.as_bytes().chunks(1).find_map(|piece| {
            scanner.push(piece);
            scanner.next_part().err()
        });
        assert_eq!(failed, Some(error));
    }
}
