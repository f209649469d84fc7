//! READ BINARY and UPDATE BINARY with odd instruction bytes (ISO/IEC 7816-4, 11.2): the offset travels as a data
//! object, and so reaches beyond the 32,767 bytes that P1 and P2 can express.

use super::{Command, MAX_EXPECTED};
use crate::tlv::{self, Tag, TlvError};
use thiserror::Error;

const READ_BINARY: u8 = 0xB1;
const UPDATE_BINARY: u8 = 0xD7;
const OFFSET: Tag = Tag(0x54);
/// Data as they are.
const DISCRETIONARY: Tag = Tag(0x53);
/// Data that are data objects themselves.
const DISCRETIONARY_TEMPLATE: Tag = Tag(0x73);

/// Most bytes that the offset and the head around the data add: `54 04` and four bytes, `53 82` and two bytes.
pub const ODD_FRAMING: usize = 10;
/// Most bytes that the head around the data of an answer adds: `53 82` and two bytes.
const ANSWER_FRAMING: u32 = 4;

/// Why an answer to READ BINARY (B1) holds no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OddAnswerError {
    /// Not a sequence of data objects.
    #[error("the data are no data objects")]
    Malformed(#[source] TlvError),
    /// No object `53` or `73` first, or something behind it.
    #[error("the data are not one discretionary data object")]
    NotOne,
}

/// READ BINARY of the current file from `offset`, wanting at most `wanted` bytes of content; the expected length has
/// room for the head around them. The answer is for [`odd_content`].
pub fn odd_read(offset: u32, wanted: u32) -> Command {
    let expected = wanted.saturating_add(ANSWER_FRAMING).min(MAX_EXPECTED);
    Command::new(0x00, READ_BINARY, 0, 0)
        .with_data(offset_object(offset))
        .expecting(expected)
}

/// UPDATE BINARY of the current file from `offset` on.
///
/// # Errors
/// `TooLong`, for content that no data object can hold; what no command can hold is found when it is encoded or cut into
/// parts.
pub fn odd_update(offset: u32, content: &[u8]) -> Result<Command, TlvError> {
    let mut data = offset_object(offset);
    tlv::put(&mut data, DISCRETIONARY, content)?;
    Ok(Command::new(0x00, UPDATE_BINARY, 0, 0).with_data(data))
}

/// The content in the answer to [`odd_read`]: the value of the one object `53` or `73`.
///
/// # Errors
/// `Malformed`, `NotOne`.
pub fn odd_content(answer: &[u8]) -> Result<&[u8], OddAnswerError> {
    let mut objects = tlv::objects(answer);
    let first = objects.next().ok_or(OddAnswerError::NotOne)?;
    let first = first.map_err(OddAnswerError::Malformed)?;
    match (first.tag, objects.next()) {
        (DISCRETIONARY | DISCRETIONARY_TEMPLATE, None) => Ok(first.value),
        _ => Err(OddAnswerError::NotOne),
    }
}

/// `54` with the offset in as few bytes as hold it.
fn offset_object(offset: u32) -> Vec<u8> {
    let bytes = offset.to_be_bytes();
    let leading = bytes.iter().take(3).take_while(|byte| **byte == 0).count();
    let [_, _, _, tag] = OFFSET.0.to_be_bytes();
    let length = [1, 2, 3, 4][3 - leading];
    [&[tag, length], &bytes[leading..]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_takes_the_bytes_that_it_needs() {
        for (offset, object) in [
            (0, &[0x54, 1, 0][..]),
            (0xFF, &[0x54, 1, 0xFF]),
            (0x8000, &[0x54, 2, 0x80, 0]),
            (0x01_0000, &[0x54, 3, 1, 0, 0]),
            (0xFFFF_FFFF, &[0x54, 4, 0xFF, 0xFF, 0xFF, 0xFF]),
        ] {
            assert_eq!(odd_read(offset, 1).data, object);
        }
    }

    #[test]
    fn a_read_has_room_for_the_head_of_its_answer() {
        let read = odd_read(0x8000, 0x20).encode().unwrap();
        assert_eq!(read, [0, 0xB1, 0, 0, 4, 0x54, 2, 0x80, 0, 0x24]);
        assert_eq!(odd_read(0, u32::MAX).expected, Some(MAX_EXPECTED));
    }

    #[test]
    fn an_update_carries_offset_and_data() {
        let update = odd_update(0x8000, &[7, 8]).unwrap().encode().unwrap();
        assert_eq!(update, [0, 0xD7, 0, 0, 8, 0x54, 2, 0x80, 0, 0x53, 2, 7, 8]);
        let longest = odd_update(u32::MAX, &[7; 5_000]).unwrap();
        assert_eq!(longest.data.len(), 5_000 + ODD_FRAMING);
    }

    #[test]
    fn the_content_is_in_one_discretionary_object() {
        assert_eq!(odd_content(&[0x53, 2, 7, 8]), Ok(&[7, 8][..]));
        assert_eq!(odd_content(&[0x73, 3, 0x80, 1, 7]), Ok(&[0x80, 1, 7][..]));
        for other in [&[][..], &[0x54, 1, 7], &[0x53, 1, 7, 0x53, 1, 8]] {
            assert_eq!(odd_content(other), Err(OddAnswerError::NotOne));
        }
        let short = Err(OddAnswerError::Malformed(TlvError::CutShort));
        assert_eq!(odd_content(&[0x53, 2, 7]), short);
    }
}
