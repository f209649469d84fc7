//! The simulated people's fingers, as the daemon sees them.

use image::GrayImage;
use loket_biometrics::finger::{
    FingerImageRef, FingerPosition, FingerProblem, MATCH_THRESHOLD, Minutia, extract, match_score,
    quality, template,
};
use loket_simulator::person::finger::{Condition, Master};

/// Bytes that a chip has for one template.
const CHIP_BUDGET: usize = 512;

/// A touch on a sensor with 256x288 pixels of 4 bits.
fn touch(finger: &Master, seed: u64, condition: Condition) -> GrayImage {
    let mut print = finger.impression(seed, 256, 288, condition);
    for pixel in print.iter_mut() {
        *pixel = (*pixel >> 4) * 17;
    }
    print
}

fn image(print: &GrayImage) -> FingerImageRef<'_> {
    let side = |pixels| u16::try_from(pixels).unwrap();
    FingerImageRef::new(
        side(print.width()),
        side(print.height()),
        500,
        print.as_raw(),
    )
    .unwrap()
}

fn minutiae(print: &GrayImage) -> Vec<Minutia> {
    extract(&image(print))
}

/// What is left of the minutiae after a way through a chip.
fn through_chip(minutiae: &[Minutia]) -> Vec<Minutia> {
    let position = FingerPosition::RightIndex;
    let bytes = template::encode(position, minutiae, 256, 288, 500, CHIP_BUDGET).unwrap();
    assert!(bytes.len() <= CHIP_BUDGET);
    let mut record = template::decode(&bytes).unwrap();
    assert_eq!(record.views[0].position, position);
    record.views.remove(0).minutiae
}

#[test]
fn people_are_told_apart() {
    let prints: Vec<(u64, Vec<Minutia>)> = (0..12_u64)
        .flat_map(|k| {
            let finger = u8::try_from(k % 10 + 1).unwrap();
            let master = Master::grow(40 + k / 3, finger);
            [1, 2, 3].map(|seed| (k, minutiae(&touch(&master, 10 * k + seed, Condition::Good))))
        })
        .collect();
    for (i, (finger, print)) in prints.iter().enumerate() {
        for (other, second) in &prints[i + 1..] {
            let score = match_score(&through_chip(print), second);
            assert_eq!(
                score.is_match(),
                finger == other,
                "{finger} and {other}: {score:?}, threshold {MATCH_THRESHOLD}"
            );
        }
    }
}

#[test]
fn a_pictured_finger_matches_its_picture_and_no_other() {
    let pictures = [(60, 1), (61, 2), (62, 7)]
        .map(|(seed, finger)| Master::grow(seed, finger).impression(9, 256, 240, Condition::Good));
    let seconds = pictures
        .each_ref()
        .map(|picture| minutiae(&touch(&Master::from_image(picture), 5, Condition::Good)));
    for (i, picture) in pictures.iter().enumerate() {
        for (j, second) in seconds.iter().enumerate() {
            let score = match_score(&minutiae(picture), second);
            assert_eq!(score.is_match(), i == j, "{i} and {j}: {score:?}");
        }
    }
}

#[test]
fn the_state_of_a_finger_is_recognised() {
    let expected = [
        (Condition::Good, None),
        (Condition::Dry, Some(FingerProblem::TooDry)),
        (Condition::Light, Some(FingerProblem::TooLight)),
    ];
    for finger in [1, 2, 8] {
        let master = Master::grow(70, finger);
        for (condition, problem) in expected {
            let seen = quality(&image(&touch(&master, 3, condition)));
            assert_eq!(
                seen.problem, problem,
                "finger {finger} {condition:?}: {seen:?}"
            );
        }
    }
}

#[test]
fn spoiled_prints_are_refused() {
    let print = touch(&Master::grow(71, 2), 4, Condition::Good);
    let strip = GrayImage::from_fn(256, 288, |x, y| match y {
        0..100 => *print.get_pixel(x, y),
        _ => image::Luma([238]),
    });
    let wet = GrayImage::from_fn(256, 288, |x, y| {
        let darkest = (0..25_u32)
            .map(|k| {
                print
                    .get_pixel((x + k % 5).min(255), (y + k / 5).min(287))
                    .0[0]
            })
            .min();
        image::Luma([darkest.unwrap_or(0)])
    });
    let problem = |print: &GrayImage| quality(&image(print)).problem;
    assert_eq!(problem(&strip), Some(FingerProblem::TooSmall));
    assert_eq!(problem(&wet), Some(FingerProblem::Smudged));
}
