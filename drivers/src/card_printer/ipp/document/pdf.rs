//! A PDF with one picture on each page, pixel for pixel and without loss.

use super::{Colour, Picture};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref};

const POINTS_PER_INCH: f32 = 72.0;
const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const FIRST: i32 = 3;
const PICTURE: Name<'_> = Name(b"Face");

pub(super) fn document(resolution: (u32, u32), pictures: &[Picture]) -> Vec<u8> {
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(PAGES);
    // A page is three objects: itself, its picture, what it does with it.
    let places: Vec<_> = (FIRST..).step_by(3).take(pictures.len()).collect();
    let kids = places.iter().map(|place| Ref::new(*place));
    pdf.pages(PAGES)
        .kids(kids)
        .count(i32::try_from(pictures.len()).unwrap_or(0));
    for (place, picture) in places.into_iter().zip(pictures) {
        page(&mut pdf, place, resolution, picture);
    }
    pdf.finish()
}

fn page(pdf: &mut Pdf, place: i32, (across, along): (u32, u32), picture: &Picture) {
    let (width, height) = (points(picture.width, across), points(picture.height, along));
    let (face, content) = (Ref::new(place + 1), Ref::new(place + 2));
    let mut page = pdf.page(Ref::new(place));
    page.media_box(Rect::new(0.0, 0.0, width, height))
        .parent(PAGES)
        .contents(content);
    page.resources().x_objects().pair(PICTURE, face);
    page.finish();
    let mut drawing = Content::new();
    drawing
        .transform([width, 0.0, 0.0, height, 0.0, 0.0])
        .x_object(PICTURE);
    pdf.stream(content, &drawing.finish());
    let mut image = pdf.image_xobject(face, &picture.pixels);
    image
        .width(i32::try_from(picture.width).unwrap_or(0))
        .height(i32::try_from(picture.height).unwrap_or(0))
        .bits_per_component(8);
    match picture.colour {
        Colour::Rgb => image.color_space().device_rgb(),
        Colour::Grey => image.color_space().device_gray(),
    };
}

/// A card has less than 65,536 pixels in a row or column, so that nothing is lost.
fn points(pixels: u32, resolution: u32) -> f32 {
    let narrow = |number: u32| f32::from(u16::try_from(number).unwrap_or(u16::MAX));
    narrow(pixels) * POINTS_PER_INCH / narrow(resolution)
}
