//! Pictures that front ends hand in.

use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use std::io::Cursor;

/// A made-up signature: a curve of ink on white, as a signature pad gives it.
pub fn signature_png() -> Vec<u8> {
    let (width, height) = (672_u32, 176_u32);
    let mut picture = GrayImage::from_pixel(width, height, Luma([255]));
    for step in 0..4000_u32 {
        let t = f64::from(step) / 4000.0;
        let x = 60.0 + t * 540.0 + 30.0 * (t * 31.0).sin();
        let y = 88.0 + 55.0 * (t * 23.0).sin() * (1.0 - t * 0.6) + 12.0 * (t * 57.0).cos();
        dab(&mut picture, x, y);
    }
    let mut png = Vec::new();
    let written = DynamicImage::from(picture).write_to(&mut Cursor::new(&mut png), ImageFormat::Png);
    written.expect("memory takes a small picture");
    png
}

fn dab(picture: &mut GrayImage, x: f64, y: f64) {
    for (px, py, pixel) in picture.enumerate_pixels_mut() {
        let (dx, dy) = (f64::from(px) - x, f64::from(py) - y);
        if dx.abs() < 4.0 && dy.abs() < 4.0 && dx * dx + dy * dy < 9.0 {
            *pixel = Luma([20]);
        }
    }
}
