//! Smooth noise over the plane: cloth, skin and hair are never of one colour.

use super::curve::Point;

/// Smooth noise, -1 to 1, that changes over about one unit of `x` and `y`; another `layer` is other noise.
pub(super) fn noise(x: f32, y: f32, layer: u32) -> f32 {
    let ((left, u), (top, v)) = (split(x), split(y));
    let (u, v) = (fade(u), fade(v));
    let at = |dx: i32, dy: i32| knot(left.wrapping_add(dx), top.wrapping_add(dy), layer);
    let (a, b, c, d) = (at(0, 0), at(1, 0), at(0, 1), at(1, 1));
    let (upper, lower) = (a + (b - a) * u, c + (d - c) * u);
    upper + (lower - upper) * v
}

/// The whole number below and what is left. Written out since `floor` is a call where the processor has no such
/// instruction, and this runs several times per pixel.
#[expect(
    clippy::cast_possible_truncation,
    reason = "head units are a few; the conversion saturates anyway"
)]
fn split(value: f32) -> (i32, f32) {
    let cut = value as i32;
    let below = cut - i32::from((cut as f32) > value);
    (below, value - below as f32)
}

/// Noise at a point that changes over `1 / fine` head units.
pub(super) fn grain(point: Point, fine: f32, layer: u32) -> f32 {
    noise(point.x * fine, point.y * fine, layer)
}

fn fade(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

/// A value for a crossing of the lattice.
fn knot(x: i32, y: i32, layer: u32) -> f32 {
    let mut bits = x.cast_unsigned().wrapping_mul(0x9e37_79b1)
        ^ y.cast_unsigned().wrapping_mul(0x85eb_ca77).rotate_left(13)
        ^ layer.wrapping_mul(0xc2b2_ae3d);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x2c1b_3c6d);
    bits = (bits ^ (bits >> 12)).wrapping_mul(0x297a_2d39);
    let [a, b, ..] = (bits ^ (bits >> 15)).to_le_bytes();
    f32::from(u16::from_le_bytes([a, b])) / 32_767.5 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_smooth_and_spread() {
        let values: Vec<f32> = (0..2000_u16)
            .map(|i| noise(f32::from(i) / 20.0, 0.3, 1))
            .collect();
        let steps = values.windows(2).map(|pair| (pair[1] - pair[0]).abs());
        assert!(steps.fold(0.0, f32::max) < 0.2);
        let (low, high) = values
            .iter()
            .fold((1.0_f32, -1.0_f32), |(l, h), v| (l.min(*v), h.max(*v)));
        assert!(low < -0.5 && high > 0.5, "{low} {high}");
    }
}
