//! The camera: a test frame, and whether the next one is another.

use super::{Advice, PATIENCE, Picture, Reading, SelfTest};
use crate::condition::Condition;
use crate::device::class::Cameras;
use crate::device::handle::Handle;
use crate::device::lease::Job;
use crate::device::token::Token;
use image::RgbImage;
use loket_biometrics::photo::{self, Limits};
use loket_drivers::camera::{Camera, Frame};
use loket_drivers::clock::Clock;
use loket_drivers::error::DeviceError;
use loket_drivers::limit::Limit;
use std::time::Duration;

/// Pause before another frame: longer than the frame time of any camera that is fit for a counter.
const PAUSE: Duration = Duration::from_millis(220);
/// Frames that are taken until one differs from the first.
const FRAMES: usize = 3;
/// Mean brightness of a usable frame, in percent.
const BRIGHTNESS: std::ops::RangeInclusive<f32> = 8.0..=95.0;

const FROZEN: Advice = (
    "The camera repeats one picture. Unplug it, plug it in again, and try again.",
    "Kamera mengulang satu gambar. Cabut, pasang lagi, lalu ulangi.",
);
const LIT: Advice = (
    "Take the cap off the lens, and see to the light.",
    "Buka tutup lensa dan periksa pencahayaan.",
);
const WHOLE: Advice = (
    "The camera sends pictures that cannot be read. Check its settings, or have it serviced.",
    "Gambar kamera tidak terbaca. Periksa pengaturannya atau mintakan perbaikan.",
);

/// Takes frames and judges them. A scene in which nothing moves still differs in every frame by the camera's noise.
pub(super) fn test(camera: &Handle<Cameras>, token: Option<&Token>) -> Result<SelfTest, Condition> {
    let camera = camera.claim(token, Job::Maintenance("camera"))?;
    let clock = camera.clock();
    let (first, is_frozen) = camera.call(PATIENCE, move |camera, limit| {
        look(camera, clock.as_ref(), limit)
    })?;
    let alive = if is_frozen { "frozen" } else { "live" };
    let mut readings = vec![Reading::judged("picture", alive, !is_frozen, FROZEN)];
    readings.extend(match photo::decode(&first.jpeg, &Limits::default()) {
        Ok(picture) => see(&picture),
        Err(error) => vec![Reading::judged("frame", error.to_string(), false, WHOLE)],
    });
    Ok(SelfTest {
        readings,
        picture: Some(Picture {
            media_type: "image/jpeg",
            bytes: first.jpeg,
        }),
    })
}

/// The first frame, and whether all others are equal to it.
fn look(
    camera: &mut dyn Camera,
    clock: &dyn Clock,
    limit: &Limit,
) -> Result<(Frame, bool), DeviceError> {
    let first = camera.still(limit)?;
    for _ in 1..FRAMES {
        clock.sleep_until(limit.at_most(clock, PAUSE).end());
        if camera.still(limit)?.jpeg != first.jpeg {
            return Ok((first, false));
        }
    }
    Ok((first, true))
}

fn see(picture: &RgbImage) -> Vec<Reading> {
    let brightness = brightness(picture);
    let is_lit = BRIGHTNESS.contains(&brightness);
    let (width, height) = picture.dimensions();
    vec![
        Reading::good("frame", format!("{width} x {height} pixels")),
        Reading::judged("brightness", format!("{brightness:.0} %"), is_lit, LIT),
    ]
}

/// Mean luma (ITU-R BT.601) in percent.
fn brightness(picture: &RgbImage) -> f32 {
    let luma = picture.pixels().map(|pixel| {
        let [red, green, blue] = pixel.0.map(u64::from);
        299 * red + 587 * green + 114 * blue
    });
    let count = u64::from(picture.width()) * u64::from(picture.height());
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a share of 100 needs no more digits"
    )]
    let percent = (luma.sum::<u64>() as f64 / (count.max(1) * 2550) as f64) as f32;
    percent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brightness_runs_from_black_to_white() {
        let of = |value| brightness(&RgbImage::from_pixel(8, 8, image::Rgb([value; 3])));
        assert_eq!((of(0), of(255)), (0.0, 100.0));
        assert!((of(128) - 50.2).abs() < 0.1);
        assert!(!BRIGHTNESS.contains(&of(3)), "a capped lens");
    }
}
