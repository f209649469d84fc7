//! Colours as the face's layers mix them.

/// Red, green and blue, 0 to 1 each, gamma-encoded (sRGB): the layers are few and soft, so mixing needs no linear light.
pub(super) type Colour = [f32; 3];

/// A colour from its usual bytes.
pub(super) fn rgb(bytes: [u8; 3]) -> Colour {
    bytes.map(|byte| f32::from(byte) / 255.0)
}

/// The colour brighter or darker by `factor`.
pub(super) fn times(colour: Colour, factor: f32) -> Colour {
    colour.map(|value| value * factor)
}

/// The colour filtered by another.
pub(super) fn filtered(colour: Colour, filter: Colour) -> Colour {
    std::array::from_fn(|channel| colour[channel] * filter[channel])
}

/// `share` of `b` in `a`.
pub(super) fn mix(a: Colour, b: Colour, share: f32) -> Colour {
    std::array::from_fn(|channel| a[channel] + (b[channel] - a[channel]) * share)
}

/// Rec. 709 weights on the encoded values, enough to tell light cloth from dark.
pub(super) fn lightness([red, green, blue]: Colour) -> f32 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
