//! Golden bytes: the cases of ISO/IEC 7816-3 section 12.1, written out by hand. Never edited to make a test pass.

use super::*;

fn header() -> Command {
    Command::new(0x00, 0xA4, 0x04, 0x0C)
}

#[track_caller]
fn golden(command: &Command, bytes: &[u8]) {
    assert_eq!(command.encode().unwrap(), bytes);
    assert_eq!(&Command::parse(bytes).unwrap(), command);
}

#[test]
fn the_four_short_cases() {
    golden(&header(), &[0x00, 0xA4, 0x04, 0x0C]);
    golden(&header().expecting(16), &[0x00, 0xA4, 0x04, 0x0C, 0x10]);
    golden(&header().expecting(256), &[0x00, 0xA4, 0x04, 0x0C, 0x00]);
    golden(
        &header().with_data([0x3F, 0x00]),
        &[0x00, 0xA4, 0x04, 0x0C, 0x02, 0x3F, 0x00],
    );
    golden(
        &header().with_data([0x3F, 0x00]).expecting(256),
        &[0x00, 0xA4, 0x04, 0x0C, 0x02, 0x3F, 0x00, 0x00],
    );
}

#[test]
fn the_extended_cases() {
    golden(
        &header().expecting(257),
        &[0x00, 0xA4, 0x04, 0x0C, 0x00, 0x01, 0x01],
    );
    golden(
        &header().expecting(65_536),
        &[0x00, 0xA4, 0x04, 0x0C, 0x00, 0x00, 0x00],
    );
    let mut case3 = vec![0x00, 0xA4, 0x04, 0x0C, 0x00, 0x01, 0x00];
    case3.extend([7; 256]);
    golden(&header().with_data([7; 256]), &case3);
    case3.extend([0x00, 0x00]);
    golden(&header().with_data([7; 256]).expecting(65_536), &case3);
}

#[test]
fn an_extended_command_may_be_small() {
    let parsed = Command::parse(&[0, 0xCB, 0, 0, 0, 0, 2, 0xAA, 0xBB, 0, 9]).unwrap();
    assert_eq!(parsed.data, [0xAA, 0xBB]);
    assert_eq!(parsed.expected, Some(9));
}

#[test]
fn lengths_that_do_not_fit_are_refused() {
    for bytes in [
        &[0, 0xA4, 4, 0x0C, 3, 1, 2][..],
        &[0, 0xA4, 4, 0x0C, 1, 1, 2, 3],
        &[0, 0xA4, 4, 0x0C, 0, 0],
        &[0, 0xA4, 4, 0x0C, 0, 0, 0, 1],
        &[0, 0xA4, 4, 0x0C, 0, 0, 1, 9, 9],
        &[0, 0xA4, 4, 0x0C, 0, 0, 1, 9, 0, 0, 0],
    ] {
        assert_eq!(Command::parse(bytes), Err(ApduError::Length(bytes.len())));
    }
    assert_eq!(Command::parse(&[0, 1, 2]), Err(ApduError::TooShort(3)));
}

#[test]
fn what_no_form_can_hold_is_refused() {
    let much = header().with_data(vec![0; 65_536]);
    assert_eq!(much.encode(), Err(ApduError::TooMuchData(65_536)));
    let none = header().expecting(0);
    assert_eq!(none.encode(), Err(ApduError::Expected(0)));
    let many = header().expecting(65_537);
    assert_eq!(many.encode(), Err(ApduError::Expected(65_537)));
}

#[test]
fn responses_are_split() {
    let response = Response::parse(&[1, 2, 3, 0x90, 0x00]).unwrap();
    assert_eq!(response.data, [1, 2, 3]);
    assert!(response.status.is_ok());
    assert_eq!(Response::parse(&[0x90]), Err(ApduError::TooShort(1)));
}

#[test]
fn status_words_carry_numbers() {
    assert_eq!(StatusWord(0x6110).more_data(), Some(16));
    assert_eq!(StatusWord(0x6100).more_data(), Some(256));
    assert_eq!(StatusWord(0x6C00).right_length(), Some(256));
    assert_eq!(StatusWord(0x63C3).tries_left(), Some(3));
    assert_eq!(StatusWord(0x6300).tries_left(), None);
    assert_eq!(StatusWord::OK.more_data(), None);
    assert_eq!(StatusWord(0x6A82).to_string(), "6A82");
}

#[test]
fn debug_output_holds_no_data() {
    let command = header().with_data(*b"secret");
    assert!(!format!("{command:?}").contains("115"));
}
