//! Artwork, manifests and data that somebody made to do harm: each is refused by name, soon, and in bounded memory.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[path = "faces/sample.rs"]
mod sample;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};
use loket_artwork::{ArtworkError, Layout};
use std::time::{Duration, Instant};

const MANIFEST: &str = include_str!("../layouts/ktp-like/layout.toml");
const FRONT: &str = include_str!("../layouts/ktp-like/front.svg");
const BACK: &str = include_str!("../layouts/ktp-like/back.svg");
/// None of them may take longer; a debug build on a busy machine needs a hundredth of it.
const SOON: Duration = Duration::from_secs(10);

/// Artwork with something added to its colour layer.
fn with(content: &str) -> String {
    FRONT.replacen(
        r#"<g id="colour">"#,
        &format!(r#"<g id="colour">{content}"#),
        1,
    )
}

fn refusal(front: &str) -> String {
    let begun = Instant::now();
    let refused = Layout::from_files(MANIFEST, front, BACK).unwrap_err();
    assert!(
        begun.elapsed() < SOON,
        "{refused} took {:?}",
        begun.elapsed()
    );
    assert!(
        matches!(refused, ArtworkError::Template { face: "front", .. }),
        "{refused:?}"
    );
    refused.to_string()
}

/// Each is referred to ten times by the next.
fn laughs(levels: usize) -> String {
    let level = |n: usize| {
        let uses = format!(r##"<use href="#laugh{}"/>"##, n - 1).repeat(10);
        format!(r#"<g id="laugh{n}">{uses}</g>"#)
    };
    let all: String = (1..=levels).map(level).collect();
    format!(r#"<defs><path id="laugh0" d="M0 0H9"/>{all}</defs>"#)
}

fn hostile() -> Vec<(String, &'static str)> {
    vec![
        (
            FRONT.replacen("<svg", r#"<!DOCTYPE svg [<!ENTITY a "b">]><svg"#, 1),
            "DTD",
        ),
        (
            FRONT.replacen(
                "<svg",
                r#"<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg"#,
                1,
            ),
            "DTD",
        ),
        (with("<script>alert(1)</script>"), "<script> is not allowed"),
        (
            with(r#"<image href="/etc/hostname"/>"#),
            "<image> is not allowed",
        ),
        (with("<foreignObject/>"), "<foreignObject> is not allowed"),
        (
            with("<style>@import url(http://localhost/a.css);</style>"),
            "<style> is not allowed",
        ),
        (
            with(r#"<animate attributeName="x" dur="1s"/>"#),
            "<animate> is not allowed",
        ),
        (
            with(r#"<rect onload="go()"/>"#),
            "onload of <rect> is not allowed",
        ),
        (
            with(r#"<rect style="fill:url(file:///etc/passwd)"/>"#),
            "style of <rect> is not allowed",
        ),
        (
            with(r#"<use href="other.svg#a"/>"#),
            "href of <use> leads out of the file",
        ),
        (
            with(r#"<rect fill="url(http://localhost/a.svg#b)"/>"#),
            "fill of <rect> leads out of the file",
        ),
        (
            with(r##"<use href="#nobody"/>"##),
            "there is no element #nobody",
        ),
        (
            with(r##"<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>"##),
            "contains itself",
        ),
        (
            with(r#"<text font-family="Comic Sans MS">a</text>"#),
            "there is no font `Comic Sans MS`, only `Roboto`",
        ),
        (
            with(r#"<path stroke-dasharray="0.0001" d="M0 0H9"/>"#),
            "stroke-dasharray of <path> is not allowed",
        ),
        (with(&laughs(9)), "elements and"),
        (with(&"<rect/>".repeat(4_100)), "4000"),
        (with(&"<g>".repeat(30_000)), "nested deeper than 32"),
        (with(&"<g>".repeat(100)), "nested deeper than 32"),
        (with(&" ".repeat(300_000)), "more than 262144 bytes"),
        (with("<g>"), "expected"),
        (String::new(), "root"),
    ]
}

#[test]
fn hostile_artwork_is_refused_with_what_is_wrong() {
    for (front, expected) in hostile() {
        let message = refusal(&front);
        assert!(message.contains(expected), "{message:?} lacks {expected:?}");
    }
}

#[test]
fn patterns_that_would_need_endless_tiles_are_refused() {
    let paint = |pattern: &str, scale: u32| {
        with(&format!(
            r##"<defs>{pattern}</defs><g transform="scale({scale})"><rect width="9" height="9" fill="url(#tile)"/></g>"##
        ))
    };
    let tile = |size: &str| {
        format!(
            r#"<pattern id="tile" width="{size}" height="{size}" patternUnits="userSpaceOnUse"><path d="M0 0H9V9Z"/></pattern>"#
        )
    };
    let turned = tile("9").replace("id=", r#"patternTransform="scale(100000)" id="#);
    for front in [
        paint(&tile("20000"), 1),
        paint(&tile("9"), 5_000),
        paint(&turned, 1),
    ] {
        let message = refusal(&front);
        assert!(
            message.ends_with("the tile of #tile is larger than the card"),
            "{message}"
        );
    }
    let tiny = paint(&tile("0.0001"), 1);
    let begun = Instant::now();
    let layout = Layout::from_files(MANIFEST, &tiny, BACK).unwrap();
    layout.render(&sample::card(), (1016, 648)).unwrap();
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
}

#[test]
fn numbers_of_a_manifest_are_named_with_their_limits() {
    let cases = [
        (
            "width = 1016",
            "width = 1000000",
            "grid.width is 1000000, not 100 to 4096",
        ),
        (
            "width = 1016",
            "width = nan",
            "grid.width is NaN, not 100 to 4096",
        ),
        (
            "min_size = 30",
            "min_size = 60",
            "front nik min_size is 60, not 4 to 37",
        ),
        (
            "min_size = 30",
            "min_size = nan",
            "front nik min_size is NaN, not 4 to 37",
        ),
        (
            "weight = 700",
            "weight = 900",
            "front province weight is 900, not one of [400, 500, 700]",
        ),
        (
            "opacity = 0.28",
            "opacity = 0",
            "specimen.opacity is 0, not 0.1 to 1",
        ),
        ("x = 749", "x = inf", "front photo leaves the card"),
        (
            r#"name = "ktp-like""#,
            r#"name = "../etc""#,
            "name must be 1 to 32 of a-z 0-9 -",
        ),
    ];
    for (from, to, expected) in cases {
        assert!(MANIFEST.contains(from));
        let manifest = MANIFEST.replacen(from, to, 1);
        let refused = Layout::from_files(&manifest, FRONT, BACK).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!("the layout is wrong: {expected}")
        );
    }
}

#[test]
fn a_colour_of_the_specimen_mark_cannot_become_markup() {
    let manifest = MANIFEST.replacen("#9c2350", r##"#000\"/><image href=\"/etc/hostname"##, 1);
    Layout::from_files(&manifest, FRONT, BACK).unwrap();
}

#[test]
fn a_name_of_400_characters_is_refused_soon_with_its_limit() {
    for name in ["M".repeat(400), "M ".repeat(200), "É".repeat(400)] {
        let mut fields = sample::card();
        fields.text.insert("name".to_owned(), name);
        for layout in Layout::shipped_names() {
            let layout = Layout::shipped(layout).unwrap().unwrap();
            let begun = Instant::now();
            let refused = layout.check(&fields).unwrap_err();
            assert!(begun.elapsed() < SOON);
            assert!(matches!(refused, ArtworkError::TextTooLong { field, .. } if field == "name"));
        }
    }
}

#[test]
fn a_photo_of_40_megapixels_is_refused_before_it_is_decoded() {
    let (width, height) = (7_300, 5_480);
    let mut jpeg = Vec::new();
    let grey = vec![128; width as usize * height as usize];
    JpegEncoder::new(&mut jpeg)
        .write_image(&grey, width, height, ExtendedColorType::L8)
        .unwrap();
    let layout = Layout::shipped("ktp-like").unwrap().unwrap();
    // Even of a file that ends after its header only the size is known, and that is enough.
    for photo_jpeg in [jpeg.clone(), jpeg[..700].to_vec()] {
        let mut fields = sample::card();
        fields.photo_jpeg = photo_jpeg;
        let refused = layout.check(&fields).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the photo has 7300 by 5480 pixels; 25000000 in all are allowed"
        );
    }
}
