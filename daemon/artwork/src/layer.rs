//! A fixed layer of a face, drawn once for each canvas: most of a card's ink is the same on every card.

use crate::ArtworkError;
use crate::raster::Canvas;
use resvg::tiny_skia::{Color, Pixmap};
use resvg::usvg::Tree;
use std::sync::{Mutex, PoisonError};

/// Artwork on its ground, with the pixels for the canvas last asked for: a counter has one printer.
pub(crate) struct Layer {
    tree: Tree,
    ground: Color,
    drawn: Mutex<Option<Pixmap>>,
}

impl Layer {
    pub(crate) fn new(tree: Tree, ground: Color) -> Layer {
        Layer {
            tree,
            ground,
            drawn: Mutex::new(None),
        }
    }

    /// The layer's pixels, to draw on.
    pub(crate) fn on(&self, canvas: Canvas) -> Result<Pixmap, ArtworkError> {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |p: &&Pixmap| (p.width(), p.height()) == (canvas.width, canvas.height);
        if let Some(pixmap) = drawn.as_ref().filter(fits) {
            return Ok(pixmap.clone());
        }
        let pixmap = self.draw(canvas)?;
        *drawn = Some(pixmap.clone());
        Ok(pixmap)
    }

    fn draw(&self, canvas: Canvas) -> Result<Pixmap, ArtworkError> {
        let mut pixmap = canvas.blank()?;
        pixmap.fill(self.ground);
        resvg::render(&self.tree, canvas.transform(), &mut pixmap.as_mut());
        Ok(pixmap)
    }
}
