//! Whether bytes can be a whole JPEG picture (ISO/IEC 10918-1): start and end of image are where they belong.

/// No picture is smaller; some cameras send such stubs for frames that they lost.
const SMALLEST: usize = 125;

/// The picture without the zeros that some cameras fill up with; `None` when it is cut short or none.
pub(super) fn whole(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let end = bytes.iter().rposition(|byte| *byte != 0)? + 1;
    bytes.truncate(end);
    let is_whole = bytes.len() >= SMALLEST
        && bytes.starts_with(&[0xFF, 0xD8])
        && bytes.ends_with(&[0xFF, 0xD9]);
    is_whole.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(tail: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xFF, 0xD8];
        bytes.extend([7; 200]);
        bytes.extend(tail);
        bytes
    }

    #[test]
    fn filling_is_cut_off() {
        let filled = picture(&[0xFF, 0xD9, 0, 0, 0]);
        assert_eq!(whole(filled), Some(picture(&[0xFF, 0xD9])));
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        assert_eq!(whole(picture(&[])), None);
        assert_eq!(whole(vec![0xFF, 0xD8, 0xFF, 0xD9]), None);
        assert_eq!(whole(picture(&[0xFF, 0xD9])[1..].to_vec()), None);
        assert_eq!(whole(vec![0; 500]), None);
        assert_eq!(whole(Vec::new()), None);
    }
}
