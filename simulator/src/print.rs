//! What a print head leaves on a card face.

use image::{Rgb, RgbImage};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Lines of the canvas along the print direction; the long edge of the card.
pub const LINES: u32 = 1016;
/// Dots in one line; the short edge of the card.
pub const DOTS: u32 = 648;

/// Paper white of a blank card.
pub const BLANK: Rgb<u8> = Rgb([252, 252, 250]);
/// What resin black looks like.
const RESIN: Rgb<u8> = Rgb([18, 18, 20]);

/// A face of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The face with the photo.
    Front,
    /// The other one.
    Back,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Side::Front => "front",
            Side::Back => "back",
        })
    }
}

/// A panel of the ribbon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Panel {
    /// Yellow dye.
    Yellow,
    /// Magenta dye.
    Magenta,
    /// Cyan dye.
    Cyan,
    /// Black resin.
    Black,
    /// Clear overlay.
    Overlay,
}

impl Panel {
    /// All panels in the order of the ribbon.
    pub const ALL: [Panel; 5] = [
        Panel::Yellow,
        Panel::Magenta,
        Panel::Cyan,
        Panel::Black,
        Panel::Overlay,
    ];

    /// The letter used in ribbon names and in the printer's language.
    pub fn letter(self) -> char {
        match self {
            Panel::Yellow => 'y',
            Panel::Magenta => 'm',
            Panel::Cyan => 'c',
            Panel::Black => 'k',
            Panel::Overlay => 'o',
        }
    }
}

/// The text names no ribbon panel.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no ribbon panel; there are y, m, c, k, o")]
pub struct UnknownPanel(String);

impl FromStr for Panel {
    type Err = UnknownPanel;

    fn from_str(text: &str) -> Result<Self, UnknownPanel> {
        Self::ALL
            .into_iter()
            .find(|panel| text.chars().eq([panel.letter()]))
            .ok_or_else(|| UnknownPanel(text.to_owned()))
    }
}

impl fmt::Display for Panel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.letter())
    }
}

/// What the head is told to lay down of one panel: [`LINES`] lines of [`DOTS`] dots in print order, 0 = nothing, 255 = all.
#[derive(Clone, PartialEq, Eq)]
pub struct Plane(Vec<u8>);

impl Plane {
    /// A plane from its dots; `None` unless there are exactly `LINES * DOTS`.
    pub fn new(dots: Vec<u8>) -> Option<Self> {
        (dots.len() == (LINES * DOTS) as usize).then_some(Self(dots))
    }

    /// A plane that lays nothing down.
    pub(crate) fn empty() -> Self {
        Self(vec![0; (LINES * DOTS) as usize])
    }

    fn line(&self, line: u32) -> &[u8] {
        let start = (line * DOTS) as usize;
        &self.0[start..start + DOTS as usize]
    }
}

impl fmt::Debug for Plane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plane({LINES} lines)")
    }
}

/// A card face as it looks, in landscape: [`LINES`] wide and [`DOTS`] high.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PrintedFace {
    picture: Option<RgbImage>,
    panels: Vec<Panel>,
    overlaid: u32,
}

impl PrintedFace {
    /// Whether nothing was printed on it.
    pub fn is_blank(&self) -> bool {
        self.panels.is_empty()
    }

    /// The panels laid on it, in order, also those cut short.
    pub fn panels(&self) -> &[Panel] {
        &self.panels
    }

    /// Dots covered by the clear overlay.
    pub fn overlaid(&self) -> u32 {
        self.overlaid
    }

    /// What it looks like.
    pub fn picture(&self) -> RgbImage {
        self.picture.clone().unwrap_or_else(blank)
    }

    /// Lays the first `lines` lines of a panel down.
    pub fn lay(&mut self, panel: Panel, plane: &Plane, lines: u32) {
        self.panels.push(panel);
        let picture = self.picture.get_or_insert_with(blank);
        for x in 0..lines.min(LINES) {
            let dots = (0..DOTS).zip(plane.line(x));
            for (y, &density) in dots.filter(|(_, density)| **density > 0) {
                lay_dot(picture.get_pixel_mut(x, y), panel, density);
                self.overlaid += u32::from(panel == Panel::Overlay);
            }
        }
    }
}

impl fmt::Debug for PrintedFace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrintedFace({:?})", self.panels)
    }
}

fn blank() -> RgbImage {
    RgbImage::from_pixel(LINES, DOTS, BLANK)
}

/// Dyes take away their complementary light; resin covers; the overlay is clear.
fn lay_dot(dot: &mut Rgb<u8>, panel: Panel, density: u8) {
    match panel {
        Panel::Yellow => dot.0[2] = dimmed(dot.0[2], density),
        Panel::Magenta => dot.0[1] = dimmed(dot.0[1], density),
        Panel::Cyan => dot.0[0] = dimmed(dot.0[0], density),
        Panel::Black if density >= 128 => *dot = RESIN,
        Panel::Black | Panel::Overlay => {}
    }
}

fn dimmed(light: u8, density: u8) -> u8 {
    let left = u16::from(light) * u16::from(255 - density) / 255;
    u8::try_from(left).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(density: u8) -> Plane {
        Plane::new(vec![density; (LINES * DOTS) as usize]).unwrap()
    }

    #[test]
    fn dyes_subtract_and_resin_covers() {
        let mut face = PrintedFace::default();
        face.lay(Panel::Yellow, &plane(255), LINES);
        face.lay(Panel::Magenta, &plane(255), LINES);
        assert_eq!(face.picture().get_pixel(5, 5), &Rgb([252, 0, 0]));
        face.lay(Panel::Black, &plane(255), LINES);
        assert_eq!(face.picture().get_pixel(5, 5), &RESIN);
        face.lay(Panel::Overlay, &plane(255), LINES);
        assert_eq!(face.picture().get_pixel(5, 5), &RESIN);
        assert_eq!(face.overlaid(), LINES * DOTS);
    }

    #[test]
    fn a_panel_cut_short_leaves_the_rest_blank() {
        let mut face = PrintedFace::default();
        face.lay(Panel::Cyan, &plane(255), 500);
        let picture = face.picture();
        assert_eq!(picture.get_pixel(499, 0).0[0], 0);
        assert_eq!(picture.get_pixel(500, 0), &BLANK);
        assert!(!face.is_blank());
    }

    #[test]
    fn a_plane_has_the_size_of_the_canvas() {
        assert!(Plane::new(vec![0; 10]).is_none());
    }

    #[test]
    fn panels_are_read_as_they_are_written() {
        for panel in Panel::ALL {
            assert_eq!(panel.to_string().parse(), Ok(panel));
        }
        assert!("ym".parse::<Panel>().is_err());
    }
}
