//! Inputs that stand for a series of byte strings.

/// The byte strings in an input: each is a length of one byte, or FF and two, and so many bytes; the last may be cut short.
pub(crate) fn records(mut input: &[u8]) -> Vec<&[u8]> {
    let mut records = Vec::new();
    loop {
        let (length, rest) = match input {
            [] => return records,
            [0xFF, high, low, rest @ ..] => (u16::from_be_bytes([*high, *low]).into(), rest),
            [length, rest @ ..] => (usize::from(*length), rest),
        };
        let (record, rest) = rest.split_at(length.min(rest.len()));
        records.push(record);
        input = rest;
    }
}

/// The bytes in up to 16 pieces, cut where the first byte of the input says; and the bytes whole.
pub(crate) fn pieces(input: &[u8]) -> Option<(Vec<&[u8]>, &[u8])> {
    let (cut, bytes) = input.split_first()?;
    let step = usize::from(*cut).max(bytes.len() / 16).max(1);
    Some((bytes.chunks(step).collect(), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_have_short_and_long_lengths_and_end_with_the_input() {
        let input = [2, 7, 8, 0, 0xFF, 0, 1, 9, 5, 1];
        assert_eq!(records(&input), [&[7, 8][..], &[], &[9], &[1]]);
        assert_eq!(records(&[]), Vec::<&[u8]>::new());
        assert_eq!(records(&[0xFF, 1]), [&[1][..]]);
    }
}
