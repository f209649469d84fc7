//! Whether the card in the reader is a contactless one.
//!
//! A reader makes up the answer to reset of a contactless card: `3B 8n 80 01`, n historical bytes and their check byte (PC/SC
//! part 3, 3.1.3.2.3). Only then is `FF CA` a question to the reader; a reader with contacts hands it to the card.

/// GET DATA: the number that the card has on the air (PC/SC part 3, 3.2.2.1.3).
pub(super) const GET_UID: [u8; 5] = [0xFF, 0xCA, 0x00, 0x00, 0x00];

/// Whether a reader has made up this answer to reset.
pub(super) fn is_contactless(answer: &[u8]) -> bool {
    let [0x3B, format, 0x80, 0x01, historical_and_check @ ..] = answer else {
        return false;
    };
    let length = usize::from(format & 0x0F) + 1;
    let check = answer[1..].iter().fold(0, |sum, byte| sum ^ byte);
    format & 0xF0 == 0x80 && historical_and_check.len() == length && check == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_readers_make_up_are_known_from_those_of_cards() {
        // ISO/IEC 14443-4 without historical bytes; a storage card (MIFARE Classic 1K).
        let storage = b"\x3B\x8F\x80\x01\x80\x4F\x0C\xA0\0\0\x03\x06\x03\0\x01\0\0\0\0\x6A";
        assert!(is_contactless(b"\x3B\x80\x80\x01\x01"));
        assert!(is_contactless(storage));
        for of_contacts in [
            &b"\x3B\x00"[..],
            b"\x3B\x84\x01SIM\x01\x00",
            b"\x3B\x80\x80\x01\x02",
            b"\x3B\x81\x80\x01\x01",
            b"\x3F\x80\x80\x01\x01",
            b"",
        ] {
            assert!(!is_contactless(of_contacts), "{of_contacts:02X?}");
        }
    }
}
