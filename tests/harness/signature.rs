//! Signatures drawn by code, as a signature pad would deliver them.

use image::{GrayImage, ImageFormat, Luma};
use std::f32::consts::TAU;
use std::io::Cursor;

const SIZE: (u32, u32) = (840, 220);
/// Points along the pen's way.
const POINTS: u16 = 4000;
/// Half the pen's width in pixels.
const PEN: i32 = 4;

/// A PNG, 840 by 220 pixels, dark ink on white; another seed gives another hand.
///
/// # Errors
/// When the picture cannot be encoded.
pub fn png(seed: u32) -> anyhow::Result<Vec<u8>> {
    let mut paper = GrayImage::from_pixel(SIZE.0, SIZE.1, Luma([255]));
    for point in 0..POINTS {
        let (x, y) = pen(seed, f32::from(point) / f32::from(POINTS));
        dot(&mut paper, x, y);
    }
    let mut png = Cursor::new(Vec::new());
    paper.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}

/// Where the pen is after a share of its way: loops that lean and shrink, then a stroke back below them.
fn pen(seed: u32, way: f32) -> (f32, f32) {
    const WRITING: f32 = 0.82;
    let habit = |step: u8| {
        let mixed = seed
            .wrapping_mul(0x9E37_79B1)
            .rotate_left(u32::from(step) * 5);
        f32::from(mixed.to_le_bytes()[usize::from(step) % 4]) / 255.0
    };
    if way > WRITING {
        let back = (way - WRITING) / (1.0 - WRITING);
        let x = 700.0 - 560.0 * back;
        return (x, 176.0 + 14.0 * (back * TAU * 0.5).sin());
    }
    let along = way / WRITING;
    let turns = 5.0 + 3.0 * habit(1);
    let angle = along * TAU * turns;
    let fade = 1.0 - 0.65 * along;
    let rise = 58.0 * fade * (0.7 + 0.3 * (angle * 0.5 + habit(2) * TAU).sin());
    let x = 100.0 + 600.0 * along + (24.0 + 30.0 * habit(3)) * angle.cos();
    let y = 110.0 - rise * angle.sin() - 18.0 * (along * TAU * habit(0)).sin();
    (x, y)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the pen stays near the paper"
)]
fn dot(paper: &mut GrayImage, x: f32, y: f32) {
    let (x, y) = (x.round() as i32, y.round() as i32);
    for (dx, dy) in (-PEN..=PEN).flat_map(|dx| (-PEN..=PEN).map(move |dy| (dx, dy))) {
        let inside = dx * dx + dy * dy <= PEN * PEN;
        let place = (u32::try_from(x + dx), u32::try_from(y + dy));
        if let (true, (Ok(x), Ok(y))) = (inside, place)
            && let Some(pixel) = paper.get_pixel_mut_checked(x, y)
        {
            *pixel = Luma([25]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hand_writes_with_some_ink_and_its_own_way() {
        let [one, other] = [3, 8].map(|seed| png(seed).unwrap());
        assert_ne!(one, other);
        let paper = image::load_from_memory(&one).unwrap().into_luma8();
        let ink = paper.pixels().filter(|pixel| pixel.0[0] < 128).count();
        assert!((5_000..60_000).contains(&ink), "{ink} dark pixels");
    }
}
