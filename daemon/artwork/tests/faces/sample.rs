//! A synthetic card to draw.

use image::{Rgb, RgbImage};
use loket_artwork::{FaceFields, SignatureImage};
use std::io::Cursor;
use std::sync::LazyLock;

const TEXTS: [(&str, &str); 20] = [
    ("province", "SUMATERA SELATAN"),
    ("regency", "KABUPATEN MUSI BANYUASIN"),
    ("nik", "1606015708920003"),
    ("name", "RATNA DEWI KUSUMANINGRUM"),
    ("birth_place_date", "SEKAYU, 17-08-1992"),
    ("sex", "PEREMPUAN"),
    ("blood_type", "O"),
    ("address", "JL. KOLONEL WAHID UDIN NO. 47"),
    ("rt_rw", "004/002"),
    ("village", "SERASAN JAYA"),
    ("district", "SEKAYU"),
    ("religion", "ISLAM"),
    ("marital_status", "BELUM KAWIN"),
    ("occupation", "KARYAWAN SWASTA"),
    ("citizenship", "WNI"),
    ("valid_until", "SEUMUR HIDUP"),
    ("issued_place", "MUSI BANYUASIN"),
    ("issued_date", "22-11-2026"),
    ("card_number", "LKT-0001-000042"),
    ("chip_serial", "04A1B2C3D4E580"),
];

/// A drawn head and shoulders; nobody's.
fn portrait() -> Vec<u8> {
    let photo = RgbImage::from_fn(480, 640, |x, y| {
        let (x, y) = (f64::from(x) - 240.0, f64::from(y));
        let inside = |cx: f64, cy: f64, rx: f64, ry: f64| {
            ((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2) < 1.0
        };
        let colour = if inside(-48.0, 275.0, 11.0, 8.0) || inside(48.0, 275.0, 11.0, 8.0) {
            [40, 28, 24]
        } else if inside(0.0, 372.0, 38.0, 8.0) {
            [168, 88, 80]
        } else if inside(0.0, 300.0, 112.0, 150.0) && y > 200.0 {
            [206, 160, 128]
        } else if inside(0.0, 260.0, 140.0, 160.0) {
            [38, 30, 30]
        } else if inside(0.0, 700.0, 220.0, 230.0) {
            [52, 78, 120]
        } else if inside(0.0, 430.0, 55.0, 90.0) {
            [190, 144, 114]
        } else {
            [176, 36, 44]
        };
        Rgb(colour)
    });
    let mut jpeg = Cursor::new(Vec::new());
    photo.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    jpeg.into_inner()
}

/// A running loop, three pixels thick.
fn signature() -> SignatureImage {
    let track: Vec<(f64, f64)> = (0..400)
        .map(|step| loops(f64::from(step) / 400.0))
        .collect();
    let mut packed = vec![0_u8; 924];
    for (i, byte) in packed.iter_mut().enumerate() {
        for bit in 0..8 {
            let x = f64::from(u8::try_from(i % 21 * 8 + bit).unwrap());
            let y = f64::from(u8::try_from(i / 21).unwrap());
            if track.iter().any(|(tx, ty)| (tx - x).hypot(ty - y) < 1.0) {
                *byte |= 0x80 >> bit;
            }
        }
    }
    SignatureImage::from_packed(&packed).unwrap()
}

/// Where the pen is at a time from 0 to 1.
fn loops(t: f64) -> (f64, f64) {
    let x = 14.0 + 132.0 * t + 9.0 * (t * 40.0).sin();
    let y = 22.0 + (16.0 - 10.0 * t) * (t * 40.0 + 1.2).cos();
    (x, y)
}

static CARD: LazyLock<FaceFields> = LazyLock::new(drawn_card);

/// A card that the shipped layout takes.
pub(crate) fn card() -> FaceFields {
    CARD.clone()
}

fn drawn_card() -> FaceFields {
    let text = TEXTS
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    FaceFields {
        text,
        photo_jpeg: portrait(),
        signature: signature(),
        specimen: false,
    }
}
