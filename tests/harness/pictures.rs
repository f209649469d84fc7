//! Pictures that front ends hand in.

use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use std::io::Cursor;

/// A made-up signature: a curve of ink on white, as a signature pad gives it.
pub fn signature_png() -> Vec<u8> {
    let (width, height) = (672_u32, 176_u32);
    let mut picture = GrayImage::from_pixel(width, height, Luma([255]));
    for x in 60..600_u32 {
        let t = f64::from(x) / 600.0;
        let y = 88.0 + 50.0 * (t * 40.0).sin() * (1.2 - t) + 12.0 * (t * 97.0).cos();
        stroke(&mut picture, x, y);
    }
    let mut png = Vec::new();
    let written =
        DynamicImage::from(picture).write_to(&mut Cursor::new(&mut png), ImageFormat::Png);
    written.expect("memory takes a small picture");
    png
}

/// A short upright stroke of ink; close together they make a line.
fn stroke(picture: &mut GrayImage, x: u32, y: f64) {
    for row in 0..picture.height() {
        if (f64::from(row) - y).abs() < 6.0 {
            picture.put_pixel(x, row, Luma([20]));
        }
    }
}
