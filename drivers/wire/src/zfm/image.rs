//! Images as the sensors send them.

/// Spreads 4-bit pixels, left pixel in the high half, to 8-bit ones: 0 stays 0, 15 becomes 255.
pub fn unpack(packed: &[u8]) -> Vec<u8> {
    packed
        .iter()
        .flat_map(|pair| [(pair >> 4) * 17, (pair & 0x0F) * 17])
        .collect()
}
