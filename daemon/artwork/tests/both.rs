//! What holds of every shipped layout, on the canvases of several models of printers.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[path = "faces/sample.rs"]
mod sample;

use image::RgbImage;
use loket_artwork::{ArtworkError, CardFaces, Face, Layout, Panels};
use std::path::Path;

/// Evolis at 300 dpi; a card of 1012 by 638 as several makers have it; 672 lines of Magicard; 600 dpi.
const CANVASES: [(u32, u32); 4] = [(1016, 648), (1012, 638), (1016, 672), (2032, 1296)];

fn layout(name: &str) -> Layout {
    Layout::shipped(name).unwrap().unwrap()
}

fn drawn(canvas: (u32, u32)) -> impl Iterator<Item = (&'static str, CardFaces)> {
    Layout::shipped_names()
        .map(move |name| (name, layout(name).render(&sample::card(), canvas).unwrap()))
}

fn picture(png: &[u8]) -> RgbImage {
    image::load_from_memory(png).unwrap().into_rgb8()
}

/// The panels laid on white plastic, as a printer does.
fn printed(panels: &Panels) -> RgbImage {
    let [yellow, magenta, cyan] = panels.colour.as_ref().unwrap();
    RgbImage::from_fn(panels.width, panels.height, |x, y| {
        let at = (y * panels.width + x) as usize;
        image::Rgb(match panels.black[at] {
            1 => [0, 0, 0],
            _ => [255 - cyan[at], 255 - magenta[at], 255 - yellow[at]],
        })
    })
}

fn is_proof_of(face: &Face, upright: bool) -> bool {
    let lying = printed(&face.panels());
    let proof = picture(&face.proof_png().unwrap());
    match upright {
        true => image::imageops::rotate270(&proof) == lying,
        false => proof == lying,
    }
}

#[test]
fn every_proof_is_what_the_panels_give_on_every_canvas() {
    for canvas in CANVASES {
        for (name, faces) in drawn(canvas) {
            for face in [&faces.front, &faces.back] {
                assert_eq!((face.width, face.height), canvas);
                assert!(
                    is_proof_of(face, name == "resident-card"),
                    "{name} {canvas:?}"
                );
            }
        }
    }
}

#[test]
fn few_levels_are_in_the_proof_too_and_leave_resin_as_it_is() {
    for levels in [2, 32, 64] {
        for (name, faces) in drawn((1016, 648)) {
            let coarse = faces.clone().in_levels(levels);
            assert_eq!(coarse.front.panels().black, faces.front.panels().black);
            assert!(coarse != faces);
            assert!(is_proof_of(&coarse.front, name == "resident-card"));
            let mut seen = coarse.front.panels().colour.unwrap().concat();
            seen.sort_unstable();
            seen.dedup();
            assert!(seen.len() <= usize::from(levels), "{} levels", seen.len());
        }
    }
}

#[test]
fn a_text_added_later_gives_the_same_pixels_on_a_card_that_is_turned_and_in_few_levels() {
    for name in Layout::shipped_names() {
        let layout = layout(name);
        let whole = layout.render(&sample::card(), (1016, 648)).unwrap();
        let mut fields = sample::card();
        let serial = fields.text.remove_entry("chip_serial").unwrap();
        let without = layout.render(&fields, (1016, 648)).unwrap();
        let mut later = without.in_levels(32);
        layout.add_texts(&mut later, &[serial].into()).unwrap();
        assert!(later == whole.in_levels(32), "{name}");
    }
}

#[test]
fn a_chip_stays_bare_where_the_blank_has_it_whatever_way_the_card_is_read() {
    for (name, faces) in drawn((1016, 648)) {
        let panels = faces.back.panels();
        let bare = |x: usize, y: usize| (104..264).contains(&x) && (208..356).contains(&y);
        for (at, overlay) in panels.overlay.iter().enumerate() {
            assert_eq!(*overlay == 0, bare(at % 1016, at / 1016), "{name} {at}");
        }
    }
}

#[test]
fn panels_are_pictures_in_which_black_is_laid_down_in_full() {
    let (_, faces) = drawn((1016, 648)).next().unwrap();
    let panels = faces.back.panels();
    let pictures = panels.pictures().unwrap();
    let letters: String = pictures.iter().map(|(letter, _)| letter).collect();
    assert_eq!(letters, "ymcko");
    let grey = |at: usize| {
        image::load_from_memory(&pictures[at].1)
            .unwrap()
            .into_luma8()
    };
    let cyan = &panels.colour.as_ref().unwrap()[2];
    assert!(
        grey(2)
            .iter()
            .zip(cyan)
            .all(|(grey, dye)| *grey == 255 - dye)
    );
    assert!(
        grey(3)
            .iter()
            .zip(&panels.black)
            .all(|(grey, on)| (*grey == 0) == (*on == 1))
    );
}

#[test]
fn a_barcode_holds_ascii_that_leaves_its_bars_wide_enough() {
    let layout = layout("resident-card");
    let refusal = |number: &str| {
        let mut fields = sample::card();
        fields
            .text
            .insert("card_number".to_owned(), number.to_owned());
        layout.check(&fields).unwrap_err()
    };
    assert!(
        matches!(refusal(&"7".repeat(40)), ArtworkError::BarcodeTooLong { field } if field == "card_number")
    );
    assert!(matches!(
        refusal("NÚMERO"),
        ArtworkError::UnprintableCharacter { .. }
    ));
}

#[test]
fn pictures_can_be_looked_at() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("artwork");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, faces) in drawn((1016, 648)) {
        for (side, face) in [("front", &faces.front), ("back", &faces.back)] {
            let file = folder.join(format!("{name}-{side}.png"));
            std::fs::write(&file, face.proof_png().unwrap()).unwrap();
        }
    }
}
