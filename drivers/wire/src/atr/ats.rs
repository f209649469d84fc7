//! The answer to select of a contactless card of type A (ISO/IEC 14443-4, 5.2), without its checksum.

use thiserror::Error;

/// Frame sizes by their code, 0 to 12, in bytes with prologue and checksum.
const FRAME_SIZES: [u16; 13] = [16, 24, 32, 40, 48, 64, 96, 128, 256, 512, 1024, 2048, 4096];
/// Code of the frame size of a card that states none.
const DEFAULT_FRAME_SIZE: u8 = 2;
/// Code of the waiting time of a card that states none.
const DEFAULT_WAITING: u8 = 4;

/// Why bytes are no answer to select.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AtsError {
    /// The first byte is not the number of bytes.
    #[error("an answer to select of {0} bytes states another length")]
    Length(usize),
    /// The bytes end before what the format byte announces.
    #[error("an answer to select is cut short")]
    CutShort,
    /// The highest bit of the format byte is set.
    #[error("the format byte {0:02X} of an answer to select is reserved")]
    Format(u8),
}

/// An answer to select.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ats {
    /// Most bytes of a frame to the card (FSC), 16 to 4,096, with prologue and checksum.
    pub frame_size: u16,
    /// TA(1): bit rates beyond 106 kbit/s, if stated.
    pub bit_rates: Option<u8>,
    /// Frame waiting time integer (FWI), 0 to 14: the card answers within 302 µs times two to this power.
    pub waiting: u8,
    /// Start-up guard time integer (SFGI), 0 to 14: how long the card is left alone first, in the same measure; 0 for not.
    pub guard: u8,
    /// Whether the card knows node addresses (NAD).
    pub has_node_addresses: bool,
    /// Whether the card knows card identifiers (CID).
    pub has_card_identifiers: bool,
    /// Historical bytes; [`super::Historical::parse`] reads them.
    pub historical: Vec<u8>,
}

impl Ats {
    /// Reads a whole answer to select, from TL on.
    ///
    /// # Errors
    /// `Length`, `CutShort`, `Format`.
    pub fn parse(bytes: &[u8]) -> Result<Self, AtsError> {
        let (length, body) = bytes.split_first().ok_or(AtsError::CutShort)?;
        if usize::from(*length) != bytes.len() {
            return Err(AtsError::Length(bytes.len()));
        }
        let (format, rest) = body
            .split_first()
            .map_or((DEFAULT_FRAME_SIZE, body), |(format, rest)| (*format, rest));
        if format & 0x80 != 0 {
            return Err(AtsError::Format(format));
        }
        let mut rest = rest.iter().copied();
        let mut next = |bit: u8| match format & bit {
            0 => Ok(None),
            _ => rest.next().map(Some).ok_or(AtsError::CutShort),
        };
        let (ta, tb, tc) = (next(0x10)?, next(0x20)?, next(0x40)?);
        let (waiting, guard) = tb.map_or((DEFAULT_WAITING, 0), |tb| (tb >> 4, tb & 0x0F));
        // 15 is reserved in both, and to be read as the default (14443-4, 5.2.5).
        Ok(Self {
            frame_size: frame_size(format & 0x0F),
            bit_rates: ta,
            waiting: if waiting == 15 {
                DEFAULT_WAITING
            } else {
                waiting
            },
            guard: if guard == 15 { 0 } else { guard },
            has_node_addresses: tc.is_some_and(|tc| tc & 0x01 != 0),
            // A card that says nothing knows them.
            has_card_identifiers: tc.is_none_or(|tc| tc & 0x02 != 0),
            historical: rest.collect(),
        })
    }
}

/// Reserved codes stand for the largest size (14443-4, 5.2.3).
fn frame_size(code: u8) -> u16 {
    let largest = FRAME_SIZES[FRAME_SIZES.len() - 1];
    FRAME_SIZES
        .get(usize::from(code))
        .copied()
        .unwrap_or(largest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// MIFARE DESFire EV1: NXP application note AN10833, and the ACR122U manual of Advanced Card Systems.
    #[test]
    fn a_desfire() {
        let ats = Ats::parse(&[0x06, 0x75, 0x77, 0x81, 0x02, 0x80]).unwrap();
        assert_eq!(ats.frame_size, 64);
        assert_eq!(ats.bit_rates, Some(0x77));
        assert_eq!((ats.waiting, ats.guard), (8, 1));
        assert!(ats.has_card_identifiers && !ats.has_node_addresses);
        assert_eq!(ats.historical, [0x80]);
    }

    #[test]
    fn the_shortest_has_the_defaults_of_the_standard() {
        let ats = Ats::parse(&[1]).unwrap();
        assert_eq!((ats.frame_size, ats.waiting, ats.guard), (32, 4, 0));
        assert_eq!((ats.bit_rates, ats.historical.len()), (None, 0));
        assert!(ats.has_card_identifiers && !ats.has_node_addresses);
    }

    #[test]
    fn each_byte_is_there_only_if_announced() {
        let ats = Ats::parse(&[4, 0x20, 0xE3, 0x55]).unwrap();
        assert_eq!((ats.frame_size, ats.waiting, ats.guard), (16, 14, 3));
        assert_eq!((ats.bit_rates, ats.historical), (None, vec![0x55]));
        let ats = Ats::parse(&[3, 0x48, 0x01]).unwrap();
        assert_eq!(ats.frame_size, 256);
        assert!(!ats.has_card_identifiers && ats.has_node_addresses);
    }

    #[test]
    fn reserved_codes_are_read_as_the_standard_says() {
        let ats = Ats::parse(&[3, 0x2F, 0xFF]).unwrap();
        assert_eq!((ats.frame_size, ats.waiting, ats.guard), (4096, 4, 0));
    }

    #[test]
    fn what_does_not_add_up_is_refused() {
        assert_eq!(Ats::parse(&[]), Err(AtsError::CutShort));
        assert_eq!(Ats::parse(&[0]), Err(AtsError::Length(1)));
        assert_eq!(Ats::parse(&[3, 0x00]), Err(AtsError::Length(2)));
        assert_eq!(Ats::parse(&[2, 0x00, 0x00]), Err(AtsError::Length(3)));
        assert_eq!(Ats::parse(&[3, 0x70, 0x00]), Err(AtsError::CutShort));
        assert_eq!(Ats::parse(&[2, 0x80]), Err(AtsError::Format(0x80)));
    }
}
