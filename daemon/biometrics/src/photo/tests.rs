//! Pictures at the edges of what is allowed, and measures on drawn shapes.

use super::*;
use image::{DynamicImage, Rgb, imageops};

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    encode_jpeg(picture, 90).unwrap()
}

/// A head on shoulders before a backdrop, with texture so that it has edges.
fn sitter(width: u32, height: u32, backdrop: [u8; 3]) -> RgbImage {
    let (cx, unit) = (f64::from(width) / 2.0, f64::from(height) / 10.0);
    RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = ((f64::from(x) - cx) / unit, f64::from(y) / unit);
        let head = (dx / 1.5).powi(2) + ((dy - 3.5) / 2.0).powi(2) < 1.0;
        let neck = dx.abs() < 0.8 && (4.5..7.0).contains(&dy);
        let shoulders = dy > 6.5 && dx.abs() < 3.5;
        let shade = if (x / 4 + y / 4) % 2 == 0 { 30 } else { 0 };
        if head || neck {
            Rgb([190 - shade, 150 - shade, 120 - shade])
        } else if shoulders {
            Rgb([70 + shade, 80 + shade, 90])
        } else {
            Rgb(backdrop)
        }
    })
}

const RED: [u8; 3] = [205, 25, 25];

fn failed(picture: &RgbImage, backdrop: Backdrop) -> Vec<MeasureName> {
    let report = assess(
        picture,
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
fn a_huge_header_is_refused_before_it_is_decoded() {
    let mut bytes = jpeg(&RgbImage::new(16, 16));
    let frame = bytes
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .unwrap();
    bytes[frame + 7..frame + 9].copy_from_slice(&20_000_u16.to_be_bytes());
    assert!(matches!(
        decode(&bytes, &Limits::default()),
        Err(PhotoError::TooLarge { width: 20_000, .. })
    ));
}

#[test]
fn what_is_no_picture_is_refused() {
    let whole = jpeg(&sitter(120, 160, RED));
    for bytes in [&b""[..], b"hello", &whole[..20], b"\x89PNG\r\n\x1a\n"] {
        assert!(matches!(
            decode(bytes, &Limits::default()),
            Err(PhotoError::NotJpeg(_))
        ));
    }
    let small = Limits {
        bytes: 10,
        ..Limits::default()
    };
    assert!(matches!(
        decode(&whole, &small),
        Err(PhotoError::TooManyBytes { .. })
    ));
}

#[test]
fn a_picture_that_breaks_off_is_refused() {
    let whole = jpeg(&sitter(120, 160, RED));
    for cut in [whole.len() / 2, whole.len() * 9 / 10, whole.len() - 1] {
        assert!(matches!(
            decode(&whole[..cut], &Limits::default()),
            Err(PhotoError::CutOff)
        ));
    }
    let padded = [&whole[..], &[0; 7]].concat();
    assert!(decode(&padded, &Limits::default()).is_ok());
}

#[test]
fn four_colour_pictures_are_pictures() {
    // Ink as Adobe stores it, inverted: full cyan and magenta without yellow and black is blue.
    let mut bytes = Vec::new();
    let ink = [255, 255, 0, 0].repeat(32 * 32);
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder
        .encode(&ink, 32, 32, jpeg_encoder::ColorType::Cmyk)
        .unwrap();
    let picture = decode(&bytes, &Limits::default()).unwrap();
    assert_eq!(picture.dimensions(), (32, 32));
    let [red, green, blue] = picture.get_pixel(16, 16).0;
    assert!(blue > 200 && red < 60 && green < 60, "{red} {green} {blue}");
}

#[test]
fn gray_pictures_are_pictures() {
    let gray = DynamicImage::from(sitter(60, 80, RED)).into_luma8();
    let mut bytes = Vec::new();
    DynamicImage::from(gray)
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg)
        .unwrap();
    assert_eq!(
        decode(&bytes, &Limits::default()).unwrap().dimensions(),
        (60, 80)
    );
}

#[test]
fn the_head_is_put_in_its_place() {
    let wide = sitter(1280, 720, RED);
    let portrait = crop_portrait(&wide, 480, 640);
    assert_eq!(portrait.dimensions(), (480, 640));
    assert_eq!(failed(&portrait, Backdrop::Red), []);
    let middle = portrait.get_pixel(240, 300).0;
    assert!(middle[1] > 90, "a face is in the middle: {middle:?}");
    assert!(
        portrait.get_pixel(240, 20).0[1] < 60,
        "backdrop above the hair"
    );
}

#[test]
fn each_fault_is_named() {
    use MeasureName as M;
    let good = crop_portrait(&sitter(1280, 720, RED), 480, 640);
    assert_eq!(failed(&good, Backdrop::Blue), [M::BackdropColour]);
    assert!(failed(&imageops::blur(&good, 8.0), Backdrop::Red).contains(&M::Sharpness));
    let empty = RgbImage::from_pixel(480, 640, Rgb(RED));
    assert!(failed(&empty, Backdrop::Red).contains(&M::Subject));
    let black = RgbImage::new(480, 640);
    assert!(failed(&black, Backdrop::Any).contains(&M::Underexposed));
    let white = RgbImage::from_pixel(480, 640, Rgb([255; 3]));
    assert!(failed(&white, Backdrop::Any).contains(&M::Overexposed));
}

#[test]
fn degenerate_pictures_are_measured_without_panic() {
    for (width, height) in [(1, 1), (2, 1), (1, 300), (3, 3)] {
        let picture = RgbImage::from_pixel(width, height, Rgb([9, 9, 9]));
        let portrait = crop_portrait(&picture, 30, 40);
        assert!(!assess(&portrait, &Rules::default()).acceptable);
        assert!(encode_to_budget(&picture, 4000).unwrap().jpeg.len() <= 4000);
    }
}

#[test]
fn the_chip_version_keeps_its_budget() {
    let portrait = crop_portrait(&sitter(1280, 720, RED), 480, 640);
    for budget in [1500, 2500, 4094] {
        let small = encode_to_budget(&portrait, budget).unwrap();
        assert!(
            small.jpeg.len() <= budget && small.quality >= 35,
            "{small:?}"
        );
        assert_eq!(
            decode(&small.jpeg, &Limits::default())
                .unwrap()
                .dimensions(),
            (small.width, small.height)
        );
        assert_eq!(
            encode_to_budget(&portrait, budget).unwrap(),
            small,
            "deterministic"
        );
    }
    assert!(matches!(
        encode_to_budget(&portrait, 100),
        Err(PhotoError::OverBudget { .. })
    ));
}

#[test]
fn an_encoded_portrait_is_decoded_to_the_same_picture() {
    let portrait = crop_portrait(&sitter(1280, 720, RED), 480, 640);
    let decoded = decode(&encode_jpeg(&portrait, 92).unwrap(), &Limits::default()).unwrap();
    let off = |(a, b): (&u8, &u8)| u64::from(a.abs_diff(*b));
    let apart: u64 = portrait.iter().zip(decoded.iter()).map(off).sum();
    let mean = apart / u64::try_from(portrait.len()).unwrap();
    assert!(mean <= 4, "mean difference {mean}");
}

/// Left half red, right half blue; written by libjpeg-turbo's `cjpeg -sample 2x2 -scans`.
const SEPARATE_SCANS: &[u8] = include_bytes!("separate_scans.jpg");

#[test]
fn a_picture_in_separate_scans_is_refused() {
    let refused = decode(SEPARATE_SCANS, &Limits::default());
    assert!(matches!(refused, Err(PhotoError::SeparateScans)));
}

/// The reason for the refusal. When this fails, the decoder has learnt to read such pictures, and both tests may go.
#[test]
fn the_decoder_misreads_separate_scans_without_an_error() {
    let misread = image::load_from_memory(SEPARATE_SCANS).unwrap().into_rgb8();
    let (upper, lower) = (misread.get_pixel(28, 4), misread.get_pixel(28, 28));
    assert!(upper[2] > 150 && lower[2] < 50, "{upper:?} {lower:?}");
}
