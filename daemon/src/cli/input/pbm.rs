//! A signature as a binary PBM picture: netpbm's `P4`, whose packing is the card's own.

/// Size on the card in pixels.
const SIZE: (&[u8], &[u8]) = (b"168", b"44");
/// Rows of 21 bytes.
const BYTES: usize = 21 * 44;

/// The packed rows, first pixel in the highest bit, 1 = ink; `None` unless it is a `P4` of 168 by 44 pixels.
pub(super) fn signature(file: &[u8]) -> Option<&[u8]> {
    let rest = file.strip_prefix(b"P4")?;
    let (width, rest) = number(rest)?;
    let (height, rest) = number(rest)?;
    // Exactly one white space stands before the pixels.
    let (space, pixels) = rest.split_first()?;
    let fits = (width, height) == SIZE && space.is_ascii_whitespace() && pixels.len() == BYTES;
    fits.then_some(pixels)
}

/// The next run of digits, after white space and comments.
fn number(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let start = text.trim_ascii_start();
    if start.len() == text.len() {
        return None;
    }
    if start.first() == Some(&b'#') {
        let end = start.iter().position(|c| *c == b'\n')?;
        return number(&start[end..]);
    }
    let end = start.iter().position(|c| !c.is_ascii_digit())?;
    Some(start.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(head: &str, bytes: usize) -> Vec<u8> {
        let mut file = head.as_bytes().to_vec();
        file.extend(std::iter::repeat_n(0xA5, bytes));
        file
    }

    #[test]
    fn heads_with_and_without_comments() {
        for head in ["P4\n168 44\n", "P4 168 44 ", "P4\n# by hand\n168\n#\n44\n"] {
            assert_eq!(
                signature(&file(head, BYTES)),
                Some(&[0xA5; BYTES][..]),
                "{head:?}"
            );
        }
    }

    #[test]
    fn other_sizes_and_formats_are_refused() {
        let bad = [
            file("P1\n168 44\n", BYTES),
            file("P4\n168 45\n", BYTES),
            file("P4\n44 168\n", BYTES),
            file("P4168 44\n", BYTES),
            file("P4\n168 44\n", BYTES - 1),
            file("P4\n168 44\n", BYTES + 1),
            file("P4\n168 44", 0),
            file("P4\n#", 0),
            Vec::new(),
        ];
        for file in bad {
            assert_eq!(signature(&file), None);
        }
    }
}
