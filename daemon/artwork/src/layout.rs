//! A layout: the fixed artwork of both faces, parsed once, onto which cards are drawn.

use crate::draw::{self, Sheet};
use crate::face::CardFaces;
use crate::fonts::{self, FAMILY};
use crate::ink::Ink;
use crate::manifest::{FaceManifest, Grid, Manifest, Specimen};
use crate::raster::Canvas;
use crate::template::{Template, parse_svg};
use crate::{ArtworkError, FaceFields, photo, text};
use resvg::usvg::{Options, Tree};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// How the faces of a card look. Keep it: it is parsed once, and what is the same on every card is drawn once for a canvas.
/// It can be shared between threads.
pub struct Layout {
    manifest: Manifest,
    front: Template,
    back: Template,
    specimen: Tree,
    options: Options<'static>,
}

impl Layout {
    /// Reads a layout: its manifest (TOML) and the artwork of both faces (SVG on the manifest's grid, with a group
    /// `colour` for dye and a group `resin` for black). Nothing else is loaded, whatever the files name.
    ///
    /// # Errors
    /// [`ArtworkError::Manifest`], [`ArtworkError::Layout`] or [`ArtworkError::Template`].
    pub fn from_files(
        manifest: &str,
        front_svg: &str,
        back_svg: &str,
    ) -> Result<Layout, ArtworkError> {
        let manifest = Manifest::parse(manifest)?;
        let options = fonts::closed_options();
        let specimen = specimen_svg(&manifest.specimen, manifest.grid);
        Ok(Layout {
            front: Template::parse("front", front_svg, manifest.grid, &options)?,
            back: Template::parse("back", back_svg, manifest.grid, &options)?,
            specimen: parse_svg("specimen", &specimen, &options)?,
            manifest,
            options,
        })
    }

    /// The name in its manifest.
    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// Temperatures of the print head at which these cards come out well, in degrees Celsius; `None` when it does not matter.
    pub fn head_celsius(&self) -> Option<RangeInclusive<u16>> {
        let window = self.manifest.head_celsius?;
        Some(window.from..=window.to)
    }

    /// Every field that it takes from the data besides photo and signature, and whether it may be absent.
    pub fn fields(&self) -> impl Iterator<Item = (&str, bool)> {
        let faces = [&self.manifest.front, &self.manifest.back];
        faces.into_iter().flat_map(FaceManifest::fields)
    }

    /// Checks without drawing that the data can be drawn: every text fits, the code holds its text, the photo opens.
    ///
    /// # Errors
    /// Those of [`Self::render`] for data.
    pub fn check(&self, fields: &FaceFields) -> Result<(), ArtworkError> {
        photo::decode(&fields.photo_jpeg)?;
        for manifest in [&self.manifest.front, &self.manifest.back] {
            Ink::set(manifest, self.manifest.grid, &fields.text, &self.options)?;
        }
        Ok(())
    }

    /// Draws both faces on a canvas of width by height pixels, each 1 to 4096, card in landscape; a layout that is read
    /// upright is turned onto it.
    ///
    /// # Errors
    /// [`ArtworkError::Canvas`]; for data, [`ArtworkError::MissingField`], [`ArtworkError::TextTooLong`],
    /// [`ArtworkError::UnprintableCharacter`], [`ArtworkError::QrTooLong`], [`ArtworkError::BarcodeTooLong`],
    /// [`ArtworkError::PhotoTooLarge`] or [`ArtworkError::Photo`].
    pub fn render(
        &self,
        fields: &FaceFields,
        canvas: (u32, u32),
    ) -> Result<CardFaces, ArtworkError> {
        let canvas = Canvas::new(canvas, self.manifest.grid)?;
        let portrait = photo::decode(&fields.photo_jpeg)?;
        let sheet = Sheet {
            canvas,
            fields,
            portrait: &portrait,
            specimen: fields.specimen.then_some(&self.specimen),
            options: &self.options,
        };
        Ok(CardFaces {
            front: draw::face(&self.front, &self.manifest.front, &sheet)?,
            back: draw::face(&self.back, &self.manifest.back, &sheet)?,
        })
    }

    /// Adds texts that were not known when the faces were drawn, such as the chip's serial number: the same pixels as if
    /// they had been. Names that the layout lacks are ignored.
    ///
    /// # Errors
    /// [`ArtworkError::TextTooLong`], [`ArtworkError::UnprintableCharacter`].
    pub fn add_texts(
        &self,
        faces: &mut CardFaces,
        texts: &BTreeMap<String, String>,
    ) -> Result<(), ArtworkError> {
        let Manifest {
            grid, front, back, ..
        } = &self.manifest;
        for (face, manifest) in [(&mut faces.front, front), (&mut faces.back, back)] {
            draw::add(face, manifest, *grid, texts, &self.options)?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Layout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Layout({})", self.manifest.name)
    }
}

fn specimen_svg(mark: &Specimen, grid: Grid) -> String {
    let (x, y) = (grid.width / 2.0, grid.height / 2.0);
    let text = text::escape(&mark.text);
    let colour = text::escape(&mark.colour);
    let Specimen {
        size,
        angle,
        spacing,
        opacity,
        ..
    } = mark;
    let down = size * 0.36;
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}"><text transform="translate({x} {y}) rotate({angle})" y="{down}" font-family="{FAMILY}" font-weight="700" font-size="{size}" letter-spacing="{spacing}" text-anchor="middle" fill="{colour}" fill-opacity="{opacity}">{text}</text></svg>"#,
        grid.width, grid.height
    )
}
