//! Memory cards without commands of their own, as PC/SC readers announce them (PC/SC part 3, 3.1.3.2.3.2 and the
//! supplement of names).

/// Head of the historical bytes: a compact object 4F with twelve bytes, and the identifier of the PC/SC workgroup.
const HEAD: [u8; 8] = [0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06];

/// A memory card that the reader speaks for. No application can be selected on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageCard {
    /// Standard (SS): `03` is ISO/IEC 14443 A part 3, `0B` is ISO/IEC 15693 part 3, `11` is FeliCa; 0 is not stated.
    pub standard: u8,
    /// Name (NN): `0001` is MIFARE Classic 1K, `0002` 4K, `0003` Ultralight; 0 is not stated.
    pub name: u16,
}

impl StorageCard {
    /// From historical bytes, if they are those of a memory card.
    pub(super) fn parse(historical: &[u8]) -> Option<Self> {
        match historical.strip_prefix(&HEAD)? {
            [standard, high, low, 0, 0, 0, 0] => Some(Self {
                standard: *standard,
                name: u16::from_be_bytes([*high, *low]),
            }),
            _ => None,
        }
    }
}
