//! BER-TLV data objects, as far as this chip makes any.

/// One data object: a tag of one or two bytes, and a value of at most 255.
pub(super) fn encode(tag: u16, value: &[u8]) -> Vec<u8> {
    debug_assert!(value.len() <= 255, "the chip has no longer data objects");
    let [high, low] = tag.to_be_bytes();
    let mut object = Vec::with_capacity(value.len() + 4);
    if high != 0 {
        object.push(high);
    }
    object.push(low);
    let length = value.len().to_be_bytes()[size_of::<usize>() - 1];
    if length > 0x7F {
        object.push(0x81);
    }
    object.push(length);
    object.extend(value);
    object
}
