//! A file as it lies in the chip: length, content, zeros up to the file's size.
//!
//! Whole files are written and compared, so that nothing of an earlier attempt stays behind the content.

use crate::open::layout::{File, PREFIX};
use crate::record::{Content, RecordError};

/// The bytes of `file` when it holds `content`.
///
/// # Errors
/// `OverBudget`.
pub(crate) fn encode(file: File, content: &[u8]) -> Result<Content, RecordError> {
    let over_budget = RecordError::OverBudget {
        file,
        limit: file.max_content(),
        found: content.len(),
    };
    let Ok(length) = u16::try_from(content.len()) else {
        return Err(over_budget);
    };
    if content.len() > file.max_content() {
        return Err(over_budget);
    }
    let mut image = Content::new(Vec::with_capacity(file.capacity()));
    image.extend(length.to_be_bytes());
    image.extend(content);
    image.resize(file.capacity(), 0);
    Ok(image)
}

/// The content in a file's bytes; `None` when the length does not fit or something lies behind the content.
pub(crate) fn content(image: &[u8]) -> Option<&[u8]> {
    let (length, rest) = image.split_first_chunk::<PREFIX>()?;
    let (content, padding) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    padding.iter().all(|byte| *byte == 0).then_some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pads_with_zeros() {
        let image = encode(File::Control, b"abc").unwrap();
        assert_eq!(image[..6], *b"\x00\x03abc\x00");
        assert_eq!(image.len(), 32);
        assert_eq!(content(&image), Some(&b"abc"[..]));
    }

    #[test]
    fn fits_to_the_byte() {
        assert!(encode(File::Control, &[1; 30]).is_ok());
        let over = RecordError::OverBudget {
            file: File::Control,
            limit: 30,
            found: 31,
        };
        assert_eq!(encode(File::Control, &[1; 31]), Err(over));
    }

    #[test]
    fn refuses_a_length_beyond_the_end_and_left_over_bytes() {
        assert_eq!(content(&[0, 3, 1, 2]), None);
        assert_eq!(content(&[0, 1, 7, 9]), None);
        assert_eq!(content(&[0]), None);
    }
}
