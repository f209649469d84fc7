//! Golden bytes after ISO/IEC 7816-4 section 5.2.2, written out by hand. Never edited to make a test pass.

use super::*;

fn read(bytes: &[u8]) -> Result<Vec<(u32, Vec<u8>)>, TlvError> {
    objects(bytes)
        .map(|object| object.map(|object| (object.tag.0, object.value.to_vec())))
        .collect()
}

#[test]
fn tags_of_every_length() {
    let bytes = [
        0x80, 0x01, 0xAA, 0x5F, 0x2D, 0x02, 0x69, 0x64, 0xDF, 0x81, 0x01, 0x00,
    ];
    let objects = read(&bytes).unwrap();
    assert_eq!(
        objects,
        [
            (0x80, vec![0xAA]),
            (0x5F2D, b"id".to_vec()),
            (0xDF_8101, vec![])
        ]
    );
    let mut back = Vec::new();
    for (tag, value) in objects {
        put(&mut back, Tag(tag), &value).unwrap();
    }
    assert_eq!(back, bytes);
}

#[test]
fn lengths_change_form_at_their_limits() {
    for (size, prefix) in [
        (0x7F, &[0x53, 0x7F][..]),
        (0x80, &[0x53, 0x81, 0x80]),
        (0xFF, &[0x53, 0x81, 0xFF]),
        (0x100, &[0x53, 0x82, 0x01, 0x00]),
        (0xFFFF, &[0x53, 0x82, 0xFF, 0xFF]),
        (0x1_0000, &[0x53, 0x83, 0x01, 0x00, 0x00]),
    ] {
        let value = vec![0x5A; size];
        let mut bytes = Vec::new();
        put(&mut bytes, Tag(0x53), &value).unwrap();
        assert_eq!(&bytes[..prefix.len()], prefix);
        assert_eq!(read(&bytes).unwrap(), [(0x53, value)]);
    }
}

#[test]
fn filling_between_objects_is_skipped() {
    let bytes = [0, 0, 0x80, 1, 7, 0, 0x81, 0, 0];
    assert_eq!(read(&bytes).unwrap(), [(0x80, vec![7]), (0x81, vec![])]);
    assert_eq!(read(&[0, 0]).unwrap(), []);
}

#[test]
fn constructed_objects_open() {
    let bytes = [0x7F, 0x49, 0x05, 0x86, 0x03, 1, 2, 3];
    let outer = objects(&bytes).next().unwrap().unwrap();
    assert!(outer.tag.is_constructed());
    let inner = outer.children().next().unwrap().unwrap();
    assert!(!inner.tag.is_constructed());
    assert_eq!(inner.value, [1, 2, 3]);
    assert_eq!(find(outer.value, Tag(0x86)), Ok(Some(&[1, 2, 3][..])));
    assert_eq!(find(outer.value, Tag(0x87)), Ok(None));
}

#[test]
fn every_cut_is_noticed() {
    let bytes = [0x5F, 0x2D, 0x81, 0x02, 9, 9];
    for end in 1..bytes.len() {
        assert_eq!(read(&bytes[..end]), Err(TlvError::CutShort), "cut at {end}");
    }
}

#[test]
fn forms_outside_the_standard_are_refused() {
    assert_eq!(read(&[0x80, 0x80]), Err(TlvError::Length(0x80)));
    assert_eq!(
        read(&[0x80, 0x84, 0, 0, 0, 1, 7]),
        Err(TlvError::Length(0x84))
    );
    assert_eq!(read(&[0x1F, 0x81, 0x81, 0x81, 1]), Err(TlvError::LongTag));
}

#[test]
fn nothing_comes_after_an_error() {
    let mut cut = objects(&[0x80, 0x05, 1]);
    assert_eq!(cut.next(), Some(Err(TlvError::CutShort)));
    assert_eq!(cut.next(), None);
}
