//! Historical bytes as cards and manuals publish them, and what is none.

use super::*;

/// OpenPGP application 3.4, section 6 (Historical bytes): service data, capabilities, state.
#[test]
fn category_00_ends_with_the_state() {
    let bytes = [0x00, 0x31, 0xC5, 0x73, 0xC0, 0x01, 0x40, 0x05, 0x90, 0x00];
    let historical = Historical::parse(&bytes).unwrap();
    let tags: Vec<u8> = historical.objects.iter().map(|it| it.tag).collect();
    assert_eq!(tags, [3, 7]);
    assert_eq!(historical.life_cycle, Some(LifeCycle::Activated));
    assert_eq!(historical.status, Some(StatusWord::OK));
    let can = historical.capabilities.unwrap();
    assert!(can.selects_by_name() && can.selects_by_partial_name());
    assert!(!can.selects_by_path() && !can.selects_by_identifier());
    assert!(can.has_extended_lengths() && !can.has_chaining());
    assert_eq!((can.data_unit_half_bytes(), can.channels()), (2, 1));
}

/// Yubico, "YubiKey technical manual", ATR of the YubiKey 5.
#[test]
fn category_80_may_do_without_a_state() {
    let historical = Historical::parse(b"\x80\x73\xC0\x21\xC0\x57YubiKey").unwrap();
    let can = historical.capabilities.unwrap();
    assert!(can.has_chaining() && can.has_extended_lengths());
    assert!(!can.tells_longest_apdus());
    assert_eq!(can.write_behaviour(), WriteBehaviour::Proprietary);
    assert_eq!(historical.objects[1].value, b"YubiKey");
    assert_eq!((historical.life_cycle, historical.status), (None, None));
}

#[test]
fn category_80_may_end_with_a_state_of_one_to_three_bytes() {
    let state = |bytes: &[u8]| {
        let historical = Historical::parse(&[&[0x80], bytes].concat()).unwrap();
        (historical.life_cycle, historical.status)
    };
    assert_eq!(
        state(&[0x81, 0x03]),
        (Some(LifeCycle::Initialisation), None)
    );
    assert_eq!(state(&[0x82, 0x90, 0x00]), (None, Some(StatusWord::OK)));
    assert_eq!(
        state(&[0x83, 0x0C, 0x62, 0x85]),
        (Some(LifeCycle::Terminated), Some(StatusWord(0x6285)))
    );
    assert_eq!(state(&[0x83, 0, 0, 0]), (None, None), "zeros are no report");
}

#[test]
fn a_reference_holds_no_objects() {
    let historical = Historical::parse(&[0x10, 0x81]).unwrap();
    assert_eq!(historical, Historical::default());
}

#[test]
fn what_is_not_of_the_standard_says_nothing() {
    for (bytes, error) in [
        (&[][..], HistoricalError::None),
        (&[0x4A, 0x43, 0x4F, 0x50], HistoricalError::Category(0x4A)),
        (&[0x00, 0x31, 0xC5], HistoricalError::CutShort),
        (&[0x00, 0x31, 0x05, 0x90, 0x00], HistoricalError::CutShort),
        (&[0x80, 0x73, 0xC0, 0x01], HistoricalError::CutShort),
        (&[0x80, 0x84, 1, 2, 3, 4], HistoricalError::State),
        (&[0x80, 0x80], HistoricalError::State),
        (&[0x80, 0x81, 5, 0x51, 7], HistoricalError::State),
    ] {
        assert_eq!(Historical::parse(bytes), Err(error), "{bytes:02X?}");
    }
}

#[test]
fn capabilities_of_other_lengths_promise_nothing() {
    let parse = |bytes: &[u8]| Historical::parse(bytes).unwrap().capabilities;
    assert_eq!(parse(&[0x80, 0x70]), None);
    assert_eq!(parse(&[0x80, 0x74, 1, 2, 3, 4]), None);
    let one = parse(&[0x80, 0x71, 0x94]).unwrap();
    assert!(one.selects_by_identifier() && one.has_short_identifiers());
    assert!(!one.has_chaining() && !one.has_extended_lengths());
    assert_eq!(one.data_unit_half_bytes(), 2);
}
