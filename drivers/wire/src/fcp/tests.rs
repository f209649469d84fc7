//! Answers to SELECT that standards and manuals describe, and the opposite.

use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex
        .chars()
        .filter_map(|c| c.to_digit(16))
        .map(|d| d.to_be_bytes()[3])
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

/// The file of a SIM's serial number (EF.ICCID), after ETSI TS 102 221, 11.1.1.4 and 13.2.
#[test]
fn a_transparent_file() {
    let answer = bytes("62 17 82 02 4121 83 02 2FE2 8A 01 05 8B 03 2F0602 80 02 000A 88 01 10");
    let file = Fcp::parse(&answer).unwrap();
    let expected = Fcp {
        size: Some(10),
        total_size: None,
        kind: Some(FileKind::Transparent),
        identifier: Some(0x2FE2),
        name: None,
        short_identifier: Some(2),
        life_cycle: Some(LifeCycle::Activated),
    };
    assert_eq!(file, expected);
}

/// The master file of a SIM, after the same.
#[test]
fn a_folder() {
    let answer = bytes(
        "62 2C 82 02 7821 83 02 3F00 A5 0C 80 01 71 83 04 0003A738 87 01 01
         8A 01 05 8B 03 2F0601 C6 0C 90 01 60 83 01 01 83 01 0A 83 01 0B",
    );
    let file = Fcp::parse(&answer).unwrap();
    assert_eq!(file.kind, Some(FileKind::Folder));
    assert_eq!(
        file.identifier,
        Some(0x3F00),
        "and not one of those deeper down"
    );
    assert_eq!(file.size, None);
}

/// GlobalPlatform Card Specification 2.3, 11.9.3.1: the issuer security domain.
#[test]
fn an_application_in_a_template_for_both() {
    let answer = bytes("6F 10 84 08 A000000151000000 A5 04 9F65 01 FF");
    let file = Fcp::parse(&answer).unwrap();
    assert_eq!(file.name, Some(&answer[4..12]));
    assert_eq!((file.kind, file.life_cycle), (None, None));
}

#[test]
fn templates_inside_the_one_for_both_are_opened() {
    let answer = bytes("6F 0E 62 06 8A 01 0C 80 01 07 64 04 84 02 4141");
    let file = Fcp::parse(&answer).unwrap();
    assert_eq!(file.life_cycle, Some(LifeCycle::Terminated));
    assert_eq!((file.size, file.name), (Some(7), Some(&b"AA"[..])));
    // Not in any other, and not for ever.
    let inner = bytes("62 05 62 03 8A 01 0C");
    assert_eq!(Fcp::parse(&inner), Ok(Fcp::default()));
    let nested = bytes("6F 05 6F 03 8A 01 0C");
    assert_eq!(Fcp::parse(&nested), Ok(Fcp::default()));
}

#[test]
fn sizes_have_one_to_four_bytes() {
    let size = |hex| Fcp::parse(&bytes(hex)).map(|file| (file.size, file.total_size));
    assert_eq!(size("62 03 80 01 07"), Ok((Some(7), None)));
    assert_eq!(size("62 06 81 04 01020304"), Ok((None, Some(0x0102_0304))));
    let wrong = |tag, length| {
        Err(FcpError::Length {
            tag: Tag(tag),
            length,
        })
    };
    assert_eq!(size("62 02 80 00"), wrong(0x80, 0));
    assert_eq!(size("62 07 81 05 0102030405"), wrong(0x81, 5));
}

#[test]
fn short_identifiers_are_1_to_30_or_none() {
    let short = |hex| Fcp::parse(&bytes(hex)).map(|file| file.short_identifier);
    assert_eq!(short("62 02 88 00"), Ok(None));
    for (hex, identifier) in [
        ("62 03 88 01 08", Some(1)),
        ("62 03 88 01 F0", Some(30)),
        ("62 03 88 01 F8", None),
        ("62 03 88 01 00", None),
        ("62 03 88 01 09", None),
    ] {
        assert_eq!(short(hex), Ok(identifier), "{hex}");
    }
    assert!(short("62 04 88 02 0808").is_err());
}

#[test]
fn kinds_of_file_by_their_descriptor() {
    for (descriptor, expected) in [
        (0x01, FileKind::Transparent),
        (0x41, FileKind::Transparent),
        (0x02, FileKind::Records),
        (0x46, FileKind::Records),
        (0x38, FileKind::Folder),
        (0x78, FileKind::Folder),
        (0x39, FileKind::DataObjects),
        (0x00, FileKind::Other),
        (0x3F, FileKind::Other),
        (0x81, FileKind::Other),
    ] {
        assert_eq!(kind(descriptor), expected, "{descriptor:02X}");
    }
}

#[test]
fn the_first_of_two_counts() {
    let answer = bytes("62 06 8A 01 05 8A 01 0C");
    let file = Fcp::parse(&answer).unwrap();
    assert_eq!(file.life_cycle, Some(LifeCycle::Activated));
}

#[test]
fn what_is_no_answer_to_select_is_refused() {
    for (hex, error) in [
        ("", FcpError::NoTemplate),
        ("8A 01 05", FcpError::NoTemplate),
        ("62 05 8A 01 05", FcpError::Malformed(TlvError::CutShort)),
        ("62 03 8A 02 05", FcpError::Malformed(TlvError::CutShort)),
        (
            "62 02 8A 00",
            FcpError::Length {
                tag: Tag(0x8A),
                length: 0,
            },
        ),
        (
            "62 03 83 01 05",
            FcpError::Length {
                tag: Tag(0x83),
                length: 1,
            },
        ),
        (
            "62 02 82 00",
            FcpError::Length {
                tag: Tag(0x82),
                length: 0,
            },
        ),
        (
            "62 02 84 00",
            FcpError::Length {
                tag: Tag(0x84),
                length: 0,
            },
        ),
    ] {
        assert_eq!(Fcp::parse(&bytes(hex)), Err(error), "{hex}");
    }
}
