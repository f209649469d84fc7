//! Draws one face: dye first, then resin cut out of it, then the chip's place cleared.

use crate::face::Face;
use crate::ink::{self, Ink};
use crate::manifest::{FaceManifest, Grid, TextField};
use crate::raster::{Canvas, PixelRect};
use crate::template::Template;
use crate::{ArtworkError, FaceFields, photo, text, turn};
use image::RgbImage;
use resvg::usvg::{Options, Tree};
use std::collections::BTreeMap;

/// What both faces of a card share.
pub(crate) struct Sheet<'a> {
    pub(crate) canvas: Canvas,
    pub(crate) fields: &'a FaceFields,
    pub(crate) portrait: &'a RgbImage,
    pub(crate) specimen: Option<&'a Tree>,
    pub(crate) options: &'a Options<'static>,
}

/// Draws the face that `template` and `manifest` describe.
pub(crate) fn face(
    template: &Template,
    manifest: &FaceManifest,
    sheet: &Sheet<'_>,
) -> Result<Face, ArtworkError> {
    let canvas = sheet.canvas;
    let mut face = Face {
        width: canvas.width,
        height: canvas.height,
        rgb: dye(template, manifest, sheet)?,
        black: resin(template, manifest, sheet)?,
        overlay: vec![1; canvas.pixels()],
        upright: canvas.grid.is_upright(),
    };
    for (pixel, black) in face.rgb.chunks_exact_mut(3).zip(&face.black) {
        if *black == 1 {
            pixel.fill(u8::MAX);
        }
    }
    if let Some(chip) = manifest.chip {
        clear(&mut face, canvas.pixel_rect(chip));
    }
    Ok(face.laid())
}

/// Leaves bare plastic.
fn clear(face: &mut Face, area: PixelRect) {
    for row in area.rows(face.width) {
        face.rgb[row.start * 3..row.end * 3].fill(u8::MAX);
        face.black[row.clone()].fill(0);
        face.overlay[row].fill(0);
    }
}

/// The colour layer on white, three bytes per pixel.
fn dye(
    template: &Template,
    manifest: &FaceManifest,
    sheet: &Sheet<'_>,
) -> Result<Vec<u8>, ArtworkError> {
    let canvas = sheet.canvas;
    let mut pixmap = template.colour.on(canvas)?;
    if let Some(area) = manifest.photo {
        photo::draw(
            sheet.portrait,
            pixmap.data_mut(),
            canvas.width,
            canvas.pixel_rect(area),
        );
    }
    if let Some(mark) = sheet.specimen {
        resvg::render(mark, canvas.transform(), &mut pixmap.as_mut());
    }
    Ok(pixmap
        .data()
        .chunks_exact(4)
        .flat_map(|p| [p[0], p[1], p[2]])
        .collect())
}

/// The black layer, one byte per pixel.
fn resin(
    template: &Template,
    manifest: &FaceManifest,
    sheet: &Sheet<'_>,
) -> Result<Vec<u8>, ArtworkError> {
    let canvas = sheet.canvas;
    let ink = Ink::set(manifest, canvas.grid, &sheet.fields.text, sheet.options)?;
    let mut black = ink.on(template.resin.on(canvas)?, canvas);
    if let Some(area) = manifest.signature {
        sheet
            .fields
            .signature
            .draw(&mut black, canvas.width, canvas.pixel_rect(area));
    }
    Ok(black)
}

/// Adds texts to a drawn face that has room for them.
pub(crate) fn add(
    face: &mut Face,
    manifest: &FaceManifest,
    grid: Grid,
    texts: &BTreeMap<String, String>,
    options: &Options<'_>,
) -> Result<(), ArtworkError> {
    let given = |field: &&TextField| texts.contains_key(&field.field);
    let lines = text::lines(manifest.text.iter().filter(given), texts)?;
    if lines.is_empty() {
        return Ok(());
    }
    let canvas = Canvas::new((face.width, face.height), grid)?;
    let drawing = text::set(&lines, grid, options)?;
    let mut black = ink::draw_texts(&drawing, canvas.blank()?, canvas);
    if face.upright {
        black = turn::to_the_left::<1>(&black, canvas.width);
    }
    let pixels = face.rgb.chunks_exact_mut(3).zip(&mut face.black);
    for ((rgb, resin), _) in pixels.zip(black).filter(|(_, black)| *black == 1) {
        rgb.fill(u8::MAX);
        *resin = 1;
    }
    Ok(())
}
