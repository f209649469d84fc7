//! Messages after the manner of the examples in RFC 8010, appendix A, written by hand; that a printer and a queue of others
//! understand ours is tested in the suite.

use super::*;

/// As in A.1: a Print-Job request.
#[rustfmt::skip]
const PRINT_JOB: &[u8] = b"\x02\x00\x00\x02\x00\x00\x00\x01\
\x01\
\x47\x00\x12attributes-charset\x00\x05utf-8\
\x48\x00\x1battributes-natural-language\x00\x02en\
\x45\x00\x0bprinter-uri\x00\x2cipp://printer.example.com/ipp/print/pinetree\
\x42\x00\x08job-name\x00\x06foobar\
\x22\x00\x16ipp-attribute-fidelity\x00\x01\x01\
\x02\
\x21\x00\x06copies\x00\x04\x00\x00\x00\x14\
\x44\x00\x05sides\x00\x13two-sided-long-edge\
\x03";

/// As in A.2: a Print-Job response.
#[rustfmt::skip]
const ACCEPTED: &[u8] = b"\x01\x01\x00\x00\x00\x00\x00\x01\
\x01\
\x47\x00\x12attributes-charset\x00\x05utf-8\
\x48\x00\x1battributes-natural-language\x00\x05en-us\
\x41\x00\x0estatus-message\x00\x0dsuccessful-ok\
\x02\
\x21\x00\x06job-id\x00\x04\x00\x00\x00\x93\
\x45\x00\x07job-uri\x00\x30ipp://printer.example.com/ipp/print/pinetree/147\
\x23\x00\x09job-state\x00\x04\x00\x03\x00\x03\
\x03";

/// As in A.6: a Get-Jobs response, a group for each job.
#[rustfmt::skip]
const JOBS: &[u8] = b"\x01\x01\x00\x00\x00\x00\x00\x7b\
\x01\
\x47\x00\x12attributes-charset\x00\x05utf-8\
\x48\x00\x1battributes-natural-language\x00\x05en-us\
\x02\
\x21\x00\x06job-id\x00\x04\x00\x00\x00\x93\
\x36\x00\x08job-name\x00\x0c\x00\x05fr-ca\x00\x03fou\
\x02\
\x02\
\x21\x00\x06job-id\x00\x04\x00\x00\x00\x95\
\x36\x00\x08job-name\x00\x12\x00\x05de-CH\x00\x09isch guet\
\x03";

#[test]
fn a_request() {
    let request = Request::new(
        Operation::PrintJob,
        1,
        "ipp://printer.example.com/ipp/print/pinetree",
    );
    let name = Value::Text(Text::Name, "foobar".to_owned());
    let request = request
        .with("job-name", [name])
        .with("ipp-attribute-fidelity", [Value::Boolean(true)])
        .group(GroupTag::Job)
        .with("copies", [Value::Integer(20)])
        .with("sides", [Value::keyword("two-sided-long-edge")]);
    assert_eq!(request.end(), PRINT_JOB);
}

#[test]
fn a_response_and_what_follows_it() {
    let document = [ACCEPTED, b"%!PDF"].concat();
    let (message, length) = read(&document).unwrap();
    assert_eq!(length, ACCEPTED.len());
    assert!(message.status.is_success());
    assert_eq!(message.id, 1);
    let job = message.group(GroupTag::Job).unwrap();
    assert_eq!(job.number("job-id"), Some(147));
    assert_eq!(
        job.text("job-uri"),
        Some("ipp://printer.example.com/ipp/print/pinetree/147")
    );
    assert!(message.group(GroupTag::Printer).is_none());
}

#[test]
fn a_group_for_each_job() {
    let (message, _) = read(JOBS).unwrap();
    let names: Vec<_> = message
        .groups_of(GroupTag::Job)
        .map(|job| job.text("job-name"))
        .collect();
    assert_eq!(names, [Some("fou"), None, Some("isch guet")]);
}

#[test]
fn what_is_written_is_read() {
    let values = [
        ("a", vec![Value::Integer(-5), Value::Integer(i32::MAX)]),
        ("b", vec![Value::Resolution(300, 600, 3)]),
        ("c", vec![Value::Range(-2, 7), Value::Range(0, i32::MAX)]),
        ("d", vec![Value::None(0x13)]),
        ("e", vec![Value::Enum(5), Value::Boolean(false)]),
    ];
    let mut request = Request::new(Operation::GetJobs, 77, "ipp://h/");
    for (name, values) in &values {
        request = request.with(name, values.clone());
    }
    let (message, _) = read(&request.end()).unwrap();
    assert_eq!(message.id, 77);
    let group = &message.groups[0];
    for (name, expected) in &values {
        assert_eq!(group.values(name), expected);
    }
    assert_eq!(group.values("b")[0].dots_per_inch(), Some((300, 600)));
}

#[test]
fn a_message_that_is_cut_anywhere_is_refused() {
    for whole in [PRINT_JOB, ACCEPTED, JOBS] {
        for cut in 0..whole.len() {
            assert_eq!(read(&whole[..cut]), Err(IppError::Short), "cut at {cut}");
        }
    }
}

fn message(attributes: &[u8]) -> Result<(Message, usize), IppError> {
    let head: &[u8] = b"\x02\x00\x00\x00\x00\x00\x00\x01\x04";
    read(&[head, attributes, b"\x03"].concat())
}

#[test]
fn values_that_lie_about_themselves_are_refused() {
    for (attribute, expected) in [
        // A text whose inner length is beyond its end: the `ipp` crate panics here.
        (
            &b"\x35\x00\x01a\x00\x04\x00\xffxy"[..],
            IppError::Length(0x35),
        ),
        (b"\x21\x00\x01a\x00\x03\x00\x00\x00", IppError::Length(0x21)),
        (b"\x22\x00\x01a\x00\x00", IppError::Length(0x22)),
        (
            b"\x32\x00\x01a\x00\x08\0\0\0\0\0\0\0\0",
            IppError::Length(0x32),
        ),
        (b"\x44\x00\x01a\x00\x01\xff", IppError::Text),
        (b"\x44\x00\x00\x00\x01a", IppError::Stray),
        (b"\x37\x00\x00\x00\x00", IppError::Collection),
        (b"\x34\x00\x01a\x00\x00", IppError::Collection),
    ] {
        assert_eq!(message(attribute).unwrap_err(), expected, "{attribute:?}");
    }
    assert_eq!(
        read(b"\x02\x00\x00\x00\x00\x00\x00\x01\x21\x00\x01a\x00\x04\0\0\0\0\x03"),
        Err(IppError::Stray)
    );
}

#[test]
fn collections_are_passed_over_however_deep() {
    let depth = 20_000;
    let mut bytes = b"\x34\x00\x01a\x00\x00".to_vec();
    for _ in 0..depth {
        bytes.extend(b"\x4a\x00\x00\x00\x01m\x34\x00\x00\x00\x00");
    }
    bytes.extend(b"\x37\x00\x00\x00\x00".repeat(depth + 1));
    bytes.extend(b"\x21\x00\x01b\x00\x04\x00\x00\x00\x07");
    let (message, _) = message(&bytes).unwrap();
    assert_eq!(message.groups[0].values("a"), [Value::Collection]);
    assert_eq!(message.groups[0].number("b"), Some(7));
}
