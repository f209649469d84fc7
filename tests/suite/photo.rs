//! The photo checks on what the simulated camera sees: drawn people pass before the right backdrop, faults are named.

use image::{Rgb, RgbImage, imageops};
use loket_biometrics::photo::{Backdrop, MeasureName, Rules, assess, crop_portrait};
use loket_simulator::person::face::FaceSpec;

const RED: [u8; 3] = [200, 28, 32];
const BLUE: [u8; 3] = [32, 92, 190];

fn seen(seed: u64, backdrop: [u8; 3]) -> RgbImage {
    FaceSpec::from_seed(seed).render(960, 720, backdrop, 0.4, seed)
}

fn failed(picture: &RgbImage, backdrop: Backdrop) -> Vec<MeasureName> {
    let portrait = crop_portrait(picture, 480, 640);
    let report = assess(
        &portrait,
        &Rules {
            backdrop,
            ..Rules::default()
        },
    );
    report
        .measures
        .iter()
        .filter(|measure| !measure.passed)
        .map(|measure| measure.name)
        .collect()
}

#[test]
fn drawn_people_pass_before_the_right_backdrop() {
    for seed in 0..16 {
        assert_eq!(failed(&seen(seed, RED), Backdrop::Red), [], "seed {seed}");
        assert_eq!(failed(&seen(seed, BLUE), Backdrop::Blue), [], "seed {seed}");
    }
}

#[test]
fn the_wrong_backdrop_is_named() {
    for seed in 0..4 {
        assert!(failed(&seen(seed, BLUE), Backdrop::Red).contains(&MeasureName::BackdropColour));
        assert!(failed(&seen(seed, RED), Backdrop::Blue).contains(&MeasureName::BackdropColour));
    }
}

#[test]
fn an_empty_chair_a_dark_room_and_a_blur_are_named() {
    let empty = RgbImage::from_pixel(960, 720, Rgb(RED));
    assert!(failed(&empty, Backdrop::Red).contains(&MeasureName::Subject));
    assert!(failed(&RgbImage::new(960, 720), Backdrop::Any).contains(&MeasureName::Underexposed));
    let blurred = imageops::blur(&seen(1, RED), 6.0);
    assert!(failed(&blurred, Backdrop::Red).contains(&MeasureName::Sharpness));
}
