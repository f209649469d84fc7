//! The shipped layout, drawn with a synthetic card: what the panels hold, and pictures under `target/artwork/` to look at.

use image::{Rgb, RgbImage};
use loket_artwork::{ArtworkError, CardFaces, Face, FaceFields, Layout, Panels, SignatureImage};
use std::collections::BTreeMap;
use std::path::Path;

const CANVAS: (u32, u32) = (1016, 648);
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
    let mut jpeg = std::io::Cursor::new(Vec::new());
    photo.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    jpeg.into_inner()
}

/// A running loop, two pixels thick.
fn signature() -> SignatureImage {
    let mut packed = vec![0_u8; 924];
    for step in 0..4000 {
        let t = f64::from(step) / 4000.0;
        let x = 14.0 + 132.0 * t + 9.0 * (t * 40.0).sin();
        let y = 22.0 + (16.0 - 10.0 * t) * (t * 40.0 + 1.2).cos();
        for (dx, dy) in [(0, 0), (1, 0), (0, 1)] {
            let (x, y) = (x as usize + dx, y as usize + dy);
            packed[y * 21 + x / 8] |= 0x80 >> (x % 8);
        }
    }
    SignatureImage::from_packed(&packed).unwrap()
}

fn sample() -> FaceFields {
    let text: BTreeMap<_, _> = TEXTS
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

fn draw(fields: &FaceFields) -> CardFaces {
    Layout::ktp_like().unwrap().render(fields, CANVAS).unwrap()
}

fn keep(name: &str, face: &Face) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("artwork");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), face.proof_png().unwrap()).unwrap();
}

#[test]
fn pictures_can_be_looked_at() {
    let layout = Layout::ktp_like().unwrap();
    let start = std::time::Instant::now();
    let faces = layout.render(&sample(), CANVAS).unwrap();
    eprintln!("{:?}", start.elapsed());
    keep("front.png", &faces.front);
    keep("back.png", &faces.back);
    let faces = draw(&FaceFields {
        specimen: true,
        ..sample()
    });
    keep("front-specimen.png", &faces.front);
    keep("back-specimen.png", &faces.back);
}
