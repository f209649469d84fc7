//! Code 128 in resin: bars of whole pixels, so that none is wider than it should be.

use crate::ArtworkError;
use crate::raster::PixelRect;
use barcoders::sym::code128::Code128;

/// Selects code set B: all printable characters of ASCII.
const SET_B: char = '\u{181}';

/// Encodes `text` for a place of `width` pixels of the grid: one value per module, 1 = bar.
///
/// # Errors
/// [`ArtworkError::BarcodeTooLong`] when a module would be narrower than two pixels of the grid, 0.17 mm at 300 dpi;
/// [`ArtworkError::UnprintableCharacter`] for what is not ASCII.
pub(crate) fn encode(field: &str, text: &str, width: f32) -> Result<Vec<u8>, ArtworkError> {
    let named = || field.to_owned();
    let unfit = || ArtworkError::UnprintableCharacter { field: named() };
    if !text.chars().all(|c| matches!(c, ' '..='~')) {
        return Err(unfit());
    }
    let code = Code128::new(format!("{SET_B}{text}")).map_err(|_| unfit())?;
    let modules = code.encode();
    if modules.len() as f32 * 2.0 > width {
        return Err(ArtworkError::BarcodeTooLong { field: named() });
    }
    Ok(modules)
}

/// Fills the bars in `black` (one byte per pixel, rows of `stride`), in the middle of `area`.
pub(crate) fn draw(modules: &[u8], black: &mut [u8], stride: u32, area: PixelRect) {
    let count = u32::try_from(modules.len()).unwrap_or(u32::MAX).max(1);
    let module = (area.width / count).max(1);
    let left = area.width.saturating_sub(module * count) / 2;
    area.stamp(black, stride, |x, _| {
        let at = x.checked_sub(left).map(|x| (x / module) as usize);
        at.and_then(|at| modules.get(at)) == Some(&1)
    });
}
