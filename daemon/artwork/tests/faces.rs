//! The shipped layout, drawn with a synthetic card: what the panels hold, and pictures for a person to look at.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[path = "faces/sample.rs"]
mod sample;

use loket_artwork::{ArtworkError, CardFaces, Face, FaceFields, Layout, Panels};
use std::path::Path;
use std::sync::LazyLock;

const CANVAS: (u32, u32) = (1016, 648);
static LAYOUT: LazyLock<Layout> = LazyLock::new(|| Layout::shipped("ktp-like").unwrap().unwrap());
static PLAIN: LazyLock<CardFaces> = LazyLock::new(|| draw(&sample::card()));
static SPECIMEN: LazyLock<CardFaces> = LazyLock::new(|| draw(&specimen()));

fn draw(fields: &FaceFields) -> CardFaces {
    LAYOUT.render(fields, CANVAS).unwrap()
}

fn with(field: &str, value: &str) -> FaceFields {
    let mut fields = sample::card();
    fields.text.insert(field.to_owned(), value.to_owned());
    fields
}

fn specimen() -> FaceFields {
    let mut fields = sample::card();
    fields.specimen = true;
    fields
}

/// Why the card is not drawn, which is also found without drawing.
fn refusal(fields: &FaceFields) -> ArtworkError {
    let refused = LAYOUT.render(fields, CANVAS).unwrap_err();
    let checked = LAYOUT.check(fields).unwrap_err();
    assert_eq!(refused.to_string(), checked.to_string());
    refused
}

/// Pixel indexes of a rectangle of the canvas.
fn area(x: usize, y: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    (y..y + height).flat_map(move |row| (x..x + width).map(move |column| row * 1016 + column))
}

fn ink(panels: &Panels, area: impl Iterator<Item = usize>) -> usize {
    area.filter(|&i| panels.black[i] == 1).count()
}

fn proof(face: &Face) -> image::RgbImage {
    image::load_from_memory(&face.proof_png().unwrap())
        .unwrap()
        .into_rgb8()
}

/// Lays the panels on white plastic, as the printer does.
fn recompose(panels: &Panels) -> Vec<[u8; 3]> {
    let [yellow, magenta, cyan] = panels.colour.as_ref().unwrap();
    (0..panels.black.len())
        .map(|i| match panels.black[i] {
            1 => [0, 0, 0],
            _ => [255 - cyan[i], 255 - magenta[i], 255 - yellow[i]],
        })
        .collect()
}

#[test]
fn the_proof_is_what_the_panels_give() {
    for face in [&SPECIMEN.front, &PLAIN.back] {
        let (panels, picture) = (face.panels(), proof(face));
        assert_eq!(picture.dimensions(), CANVAS);
        for (pixel, recomposed) in picture.pixels().zip(recompose(&panels)) {
            assert_eq!(pixel.0, recomposed);
        }
    }
}

#[test]
fn resin_and_dye_never_meet() {
    let faces = &*SPECIMEN;
    for panels in [faces.front.panels(), faces.back.panels()] {
        let colour = panels.colour.as_ref().unwrap();
        assert!(ink(&panels, 0..panels.black.len()) > 10_000);
        assert!(panels.black.iter().all(|&k| k <= 1));
        for (i, _) in panels.black.iter().enumerate().filter(|(_, k)| **k == 1) {
            assert_eq!([colour[0][i], colour[1][i], colour[2][i]], [0, 0, 0]);
        }
    }
}

#[test]
fn text_is_resin_and_nothing_else_changes_with_it() {
    let (one, other) = (&PLAIN.front, &draw(&with("name", "BUDI")).front);
    let (before, after) = (proof(one), proof(other));
    let (one, other) = (one.panels(), other.panels());
    let name = |i: &usize| (250..730).contains(&(i % 1016)) && (185..220).contains(&(i / 1016));
    let changed: Vec<usize> = (0..one.black.len())
        .filter(|&i| one.black[i] != other.black[i])
        .collect();
    assert!(changed.len() > 500);
    assert!(changed.iter().all(name));
    for (i, (a, b)) in before.pixels().zip(after.pixels()).enumerate() {
        assert!(
            a == b || one.black[i] != other.black[i],
            "a grey edge at {i}"
        );
    }
}

#[test]
fn the_photo_is_dye_alone() {
    let panels = PLAIN.front.panels();
    assert_eq!(ink(&panels, area(743, 134, 225, 296)), 0);
    let [yellow, magenta, cyan] = panels.colour.unwrap();
    // A red ground: little cyan, much magenta and yellow.
    let corner = (150 * 1016) + 760;
    assert!(cyan[corner] < 100 && magenta[corner] > 180 && yellow[corner] > 180);
}

#[test]
fn the_signature_is_inked() {
    let panels = PLAIN.front.panels();
    assert!(ink(&panels, area(751, 510, 210, 55)) > 400);
}

#[test]
fn the_chip_stays_bare() {
    for faces in [&PLAIN, &SPECIMEN] {
        let panels = faces.back.panels();
        let colour = panels.colour.as_ref().unwrap();
        for i in area(104, 208, 160, 148) {
            assert_eq!((panels.black[i], panels.overlay[i]), (0, 0));
            assert!(colour.iter().all(|dye| dye[i] == 0));
        }
        let open = panels.overlay.iter().filter(|&&o| o == 0).count();
        assert_eq!(open, 160 * 148);
    }
    assert!(PLAIN.front.panels().overlay.iter().all(|&o| o == 1));
}

#[test]
fn specimen_is_seen_on_both_faces_and_hides_no_data() {
    let (plain, marked) = (&PLAIN, &SPECIMEN);
    for (plain, marked) in [(&plain.front, &marked.front), (&plain.back, &marked.back)] {
        let pixels = proof(plain);
        let differ = pixels
            .pixels()
            .zip(proof(marked).pixels())
            .filter(|(a, b)| a != b)
            .count();
        assert!(differ > 1016 * 648 / 20, "only {differ} pixels differ");
        assert_eq!(plain.panels().black, marked.panels().black);
    }
}

#[test]
fn the_same_card_is_drawn_the_same_way() {
    let again = Layout::shipped("ktp-like")
        .unwrap()
        .unwrap()
        .render(&specimen(), CANVAS)
        .unwrap();
    assert!(*SPECIMEN == again);
}

#[test]
fn a_long_name_takes_two_lines() {
    let panels = draw(&with(
        "name",
        "RADEN AJENG SITI NURHALIZAH KUSUMAWARDHANI DEWANTARI PRASETY",
    ))
    .front
    .panels();
    assert!(ink(&panels, area(250, 186, 480, 13)) > 300);
    assert!(ink(&panels, area(250, 205, 480, 13)) > 300);
}

#[test]
fn every_text_of_legal_length_fits() {
    let mut fields = sample::card();
    let words = |n: usize| "KARANGANYAR ".repeat(7).chars().take(n).collect::<String>();
    for (field, length) in [
        ("name", 60),
        ("birth_place_date", 42),
        ("address", 70),
        ("village", 30),
        ("district", 30),
    ] {
        fields.text.insert(field.to_owned(), words(length));
    }
    for (field, length) in [
        ("province", 30),
        ("regency", 30),
        ("religion", 30),
        ("marital_status", 20),
        ("occupation", 40),
    ] {
        fields.text.insert(field.to_owned(), words(length));
    }
    fields.text.insert("issued_place".to_owned(), words(30));
    LAYOUT.check(&fields).unwrap();
    draw(&fields);
}

#[test]
fn a_text_without_room_is_refused_with_its_limit() {
    let error = refusal(&with("village", &"M".repeat(60)));
    let ArtworkError::TextTooLong {
        field,
        limit_px,
        needed_px,
    } = error
    else {
        panic!("{error}");
    };
    assert_eq!((field.as_str(), limit_px), ("village", 476));
    assert!(needed_px > limit_px);
}

#[test]
fn a_missing_or_empty_field_is_refused() {
    let mut fields = sample::card();
    fields.text.remove("nik");
    assert!(matches!(refusal(&fields), ArtworkError::MissingField { field } if field == "nik"));
    assert!(
        matches!(refusal(&with("religion", "  ")), ArtworkError::MissingField { field } if field == "religion")
    );
}

#[test]
fn a_card_whose_chip_is_not_yet_known_can_be_shown() {
    let mut fields = sample::card();
    fields.text.remove("chip_serial");
    assert_eq!(
        ink(&draw(&fields).back.panels(), area(392, 515, 380, 40)),
        0
    );
}

#[test]
fn a_text_added_later_gives_the_same_pixels() {
    let mut fields = specimen();
    let serial = fields.text.remove_entry("chip_serial").unwrap();
    let mut faces = draw(&fields);
    assert!(faces != *SPECIMEN);
    LAYOUT.add_texts(&mut faces, &[serial].into()).unwrap();
    assert!(faces == *SPECIMEN);
}

#[test]
fn hostile_text_is_ink_or_refused() {
    let markup = "<tspan>&amp;</tspan><image href=\"file:///etc/hostname\"/>";
    assert!(
        matches!(refusal(&with("name", "A\u{0}B")), ArtworkError::UnprintableCharacter { field } if field == "name")
    );
    assert!(matches!(
        refusal(&with("name", "A\u{202e}B")),
        ArtworkError::UnprintableCharacter { .. }
    ));
    assert!(matches!(
        refusal(&with("village", &markup.repeat(2))),
        ArtworkError::TextTooLong { .. }
    ));
    let panels = draw(&with("village", "<b>&lt;</b>")).front.panels();
    let plain = draw(&with("village", "b")).front.panels();
    let row = || area(250, 360, 476, 26);
    assert!(ink(&panels, row()) > 3 * ink(&plain, row()));
}

#[test]
fn a_photo_that_is_none_is_refused() {
    let mut fields = sample::card();
    fields.photo_jpeg.truncate(40);
    assert!(matches!(refusal(&fields), ArtworkError::Photo(_)));
}

#[test]
fn other_canvases_are_filled_and_absurd_ones_refused() {
    let faces = LAYOUT.render(&sample::card(), (1012, 638)).unwrap();
    assert_eq!(faces.front.panels().overlay.len(), 1012 * 638);
    for canvas in [(0, 648), (1016, 5000)] {
        let refused = LAYOUT.render(&sample::card(), canvas);
        assert!(matches!(refused, Err(ArtworkError::Canvas { .. })));
    }
}

#[test]
fn pictures_can_be_looked_at() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("artwork");
    std::fs::create_dir_all(&folder).unwrap();
    for (kind, faces) in [("", &PLAIN), ("-specimen", &SPECIMEN)] {
        for (side, face) in [("front", &faces.front), ("back", &faces.back)] {
            let file = folder.join(format!("{side}{kind}.png"));
            std::fs::write(&file, face.proof_png().unwrap()).unwrap();
            assert_eq!(image::image_dimensions(&file).unwrap(), CANVAS);
        }
    }
}

#[test]
fn a_canvas_in_between_leaves_no_trace() {
    LAYOUT.render(&sample::card(), (508, 324)).unwrap();
    assert!(*PLAIN == draw(&sample::card()));
}
