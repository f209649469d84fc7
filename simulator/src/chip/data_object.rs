//! BER-TLV data objects, as far as this chip makes and takes any.

/// One data object: a tag of one or two bytes, and a value of at most 65,535.
pub(super) fn encode(tag: u16, value: &[u8]) -> Vec<u8> {
    debug_assert!(value.len() <= 0xFFFF, "the chip has no longer data objects");
    let [high, low] = tag.to_be_bytes();
    let mut object = Vec::with_capacity(value.len() + 5);
    if high != 0 {
        object.push(high);
    }
    object.push(low);
    object.extend(length_field(value.len()));
    object.extend(value);
    object
}

fn length_field(length: usize) -> Vec<u8> {
    let [.., high, low] = length.to_be_bytes();
    match (high, low) {
        (0, ..=0x7F) => vec![low],
        (0, _) => vec![0x81, low],
        _ => vec![0x82, high, low],
    }
}

/// The longest value that an object with a tag of one byte can have and still fit `bytes`.
pub(super) fn room_in(bytes: usize) -> usize {
    let fits = |value: &usize| 1 + length_field(*value).len() + value <= bytes;
    // The header takes two to four bytes.
    let mut values = (bytes.saturating_sub(4)..=bytes.saturating_sub(2)).rev();
    values.find(fits).unwrap_or(0)
}

/// The first object, which has a tag of one byte: tag, value and what follows it.
pub(super) fn take(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (length, rest) = match bytes.get(1..)? {
        [length @ ..=0x7F, rest @ ..] => (usize::from(*length), rest),
        [0x81, length, rest @ ..] => (usize::from(*length), rest),
        [0x82, high, low, rest @ ..] => (u16::from_be_bytes([*high, *low]).into(), rest),
        _ => return None,
    };
    let (value, rest) = rest.split_at_checked(length)?;
    Some((bytes[0], value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_read_as_they_are_written() {
        for length in [0, 1, 127, 128, 255, 256, 1000] {
            let value = vec![7; length];
            let object = [encode(0x53, &value), vec![9]].concat();
            assert_eq!(take(&object), Some((0x53, &value[..], &[9][..])));
        }
        for wrong in [
            &[][..],
            &[0x53],
            &[0x53, 2, 1],
            &[0x53, 0x80],
            &[0x53, 0x83, 0, 0, 0],
        ] {
            assert_eq!(take(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn as_much_as_possible_fits() {
        for (bytes, room) in [(0, 0), (2, 0), (3, 1), (129, 127), (130, 127), (131, 128)] {
            assert_eq!(room_in(bytes), room, "{bytes}");
        }
        assert_eq!([room_in(258), room_in(259), room_in(260)], [255, 255, 256]);
        assert_eq!(room_in(1024), 1020);
    }
}
