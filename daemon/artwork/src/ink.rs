//! What of the data becomes resin besides the signature: texts set and codes encoded, nothing drawn yet.

use crate::manifest::{Barcode, FaceManifest, Grid, Qr};
use crate::raster::Canvas;
use crate::{ArtworkError, barcode, qr, text};
use qrcode::QrCode;
use resvg::tiny_skia::Pixmap;
use resvg::usvg::{Options, Tree};
use std::collections::BTreeMap;

/// Coverage from which a pixel becomes resin: a card has no grey in its black.
const HALF: u8 = 128;

/// The resin of one face's data.
pub(crate) struct Ink<'a> {
    texts: Tree,
    code: Option<(&'a Qr, QrCode)>,
    bars: Option<(&'a Barcode, Vec<u8>)>,
}

impl<'a> Ink<'a> {
    /// Sets every text of a face so that it fits, and encodes what its codes say.
    pub(crate) fn set(
        manifest: &'a FaceManifest,
        grid: Grid,
        texts: &BTreeMap<String, String>,
        options: &Options<'_>,
    ) -> Result<Self, ArtworkError> {
        let lines = text::lines(&manifest.text, texts)?;
        let texts_set = text::set(&lines, grid, options)?;
        let code = match &manifest.qr {
            Some(code) => text::value(&code.field, false, texts)?
                .map(|text| Ok((code, qr::encode(&code.field, text)?)))
                .transpose()?,
            None => None,
        };
        let bars = match &manifest.barcode {
            Some(bars) => text::value(&bars.field, false, texts)?
                .map(|text| Ok((bars, barcode::encode(&bars.field, text, bars.width)?)))
                .transpose()?,
            None => None,
        };
        Ok(Self {
            texts: texts_set,
            code,
            bars,
        })
    }

    /// Draws the texts onto what is there; the black layer, one byte per pixel, with the codes in it.
    pub(crate) fn on(&self, pixmap: Pixmap, canvas: Canvas) -> Vec<u8> {
        let mut black = draw_texts(&self.texts, pixmap, canvas);
        if let Some((place, code)) = &self.code {
            qr::draw(
                code,
                &mut black,
                canvas.width,
                canvas.pixel_rect(place.area()),
            );
        }
        if let Some((place, bars)) = &self.bars {
            let area = canvas.pixel_rect(place.area());
            barcode::draw(bars, &mut black, canvas.width, area);
        }
        black
    }
}

/// Draws set texts onto what is there, as resin: one byte per pixel, without grey.
pub(crate) fn draw_texts(texts: &Tree, mut pixmap: Pixmap, canvas: Canvas) -> Vec<u8> {
    resvg::render(texts, canvas.transform(), &mut pixmap.as_mut());
    let pixels = pixmap.data().chunks_exact(4);
    pixels.map(|p| u8::from(p[3] >= HALF)).collect()
}
