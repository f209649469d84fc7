//! Layouts that are wrong are refused when they are read, not when a card is on its way.

use loket_artwork::{ArtworkError, Layout};

const MANIFEST: &str = include_str!("../layouts/ktp-like/layout.toml");
const FRONT: &str = include_str!("../layouts/ktp-like/front.svg");
const BACK: &str = include_str!("../layouts/ktp-like/back.svg");

fn refusal(manifest: &str, front: &str) -> String {
    match Layout::from_files(manifest, front, BACK) {
        Ok(layout) => panic!("{layout:?} was read"),
        Err(error @ ArtworkError::Manifest(_)) => format!("{error}: manifest"),
        Err(error) => error.to_string(),
    }
}

fn swap(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "nothing to replace");
    text.replacen(from, to, 1)
}

#[test]
fn a_key_that_no_one_reads_is_refused() {
    let manifest = swap(MANIFEST, "angle = -26", "angle = -26\ncolor = \"red\"");
    assert!(refusal(&manifest, FRONT).ends_with(": manifest"));
}

#[test]
fn a_window_without_a_temperature_is_refused() {
    let manifest = swap(MANIFEST, "to = 170", "to = 159");
    assert_eq!(
        refusal(&manifest, FRONT),
        "the layout is wrong: head_celsius is empty"
    );
}

#[test]
fn a_layout_may_leave_the_temperature_to_the_printer() {
    let manifest = swap(MANIFEST, "head_celsius = { from = 160, to = 170 }", "");
    let layout = Layout::from_files(&manifest, FRONT, BACK).unwrap();
    assert_eq!(layout.head_celsius(), None);
    let shipped = Layout::shipped("ktp-like").unwrap().unwrap();
    assert_eq!(shipped.head_celsius(), Some(160..=170));
}

#[test]
fn a_text_on_the_photo_is_refused() {
    let manifest = swap(MANIFEST, "y = 164\nwidth = 476", "y = 164\nwidth = 600");
    assert_eq!(
        refusal(&manifest, FRONT),
        "the layout is wrong: front nik lies on photo"
    );
}

#[test]
fn a_text_over_the_edge_is_refused() {
    let manifest = swap(MANIFEST, "y = 585", "y = 645");
    assert_eq!(
        refusal(&manifest, FRONT),
        "the layout is wrong: front valid_until leaves the card"
    );
}

#[test]
fn artwork_without_its_layers_is_refused() {
    let front = swap(FRONT, r#"<g id="resin">"#, r#"<g id="black">"#);
    assert_eq!(
        refusal(MANIFEST, &front),
        "the front artwork is not usable: there is no group resin"
    );
}

#[test]
fn artwork_that_would_load_a_file_is_refused() {
    let front = swap(FRONT, "</svg>", r#"<image href="/etc/hostname"/></svg>"#);
    assert_eq!(
        refusal(MANIFEST, &front),
        "the front artwork is not usable: <image> is not allowed"
    );
}
