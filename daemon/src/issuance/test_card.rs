//! The test card: what shows on one face whether every panel is laid down in full, in register and in step.
//!
//! From top to bottom: eight bars of all mixtures of the dyes, a wedge of sixteen steps of each dye, and resin lines one to
//! eight pixels wide. A frame of resin, one pixel wide, shows how the card lies. The overlay covers all.

use crate::issuance::preflight::Needs;
use loket_drivers::card_printer::{CardArtwork, FacePanels, RibbonPanel};

/// Mixtures of yellow, magenta and cyan, as bits 2, 1 and 0, from light to dark.
const BARS: [u8; 8] = [0b000, 0b100, 0b001, 0b101, 0b010, 0b110, 0b011, 0b111];
const STEPS: u32 = 16;

/// What it needs of a printer. It is printed at any temperature, to see what comes of that.
pub(super) fn needs() -> Needs {
    use RibbonPanel as P;
    Needs {
        faces: 1,
        panels: [P::Yellow, P::Magenta, P::Cyan, P::Black, P::Overlay].into(),
        window: None,
    }
}

/// The card for a printer with this canvas, width then height in pixels; its back stays blank.
pub(super) fn artwork((width, height): (u32, u32)) -> CardArtwork {
    let canvas = Canvas { width, height };
    CardArtwork {
        front: FacePanels {
            width,
            height,
            colour: Some([0, 1, 2].map(|dye| canvas.paint(|x, y| canvas.dye(dye, x, y)))),
            black: canvas.paint(|x, y| u8::from(canvas.is_frame(x, y) || canvas.is_line(x, y))),
            overlay: canvas.paint(|_, _| 1),
        },
        back: None,
    }
}

#[derive(Clone, Copy)]
struct Canvas {
    width: u32,
    height: u32,
}

impl Canvas {
    fn paint(self, value: impl Fn(u32, u32) -> u8) -> Vec<u8> {
        let lines = 0..self.height;
        let points = lines.flat_map(|y| (0..self.width).map(move |x| (x, y)));
        points.map(|(x, y)| value(x, y)).collect()
    }

    /// How much of the dye (yellow, magenta, cyan) lies at a point.
    fn dye(self, dye: u32, x: u32, y: u32) -> u8 {
        let (bars, wedges) = (self.height * 5 / 10, self.height * 8 / 10);
        if y < bars {
            let bar = BARS.get((x * 8 / self.width) as usize).copied();
            let has_dye = bar.is_some_and(|bar| bar >> (2 - dye) & 1 == 1);
            return if has_dye { 255 } else { 0 };
        }
        let wedge = (y - bars) * 3 / (wedges - bars).max(1);
        if y < wedges && wedge == dye {
            let step = x * STEPS / self.width;
            return u8::try_from(step * 255 / (STEPS - 1)).unwrap_or(u8::MAX);
        }
        0
    }

    fn is_frame(self, x: u32, y: u32) -> bool {
        x == 0 || y == 0 || x + 1 == self.width || y + 1 == self.height
    }

    /// Eight groups of lines with gaps of their own width.
    fn is_line(self, x: u32, y: u32) -> bool {
        let line_width = x * 8 / self.width + 1;
        y >= self.height * 8 / 10 && (x / line_width).is_multiple_of(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_panel_covers_the_canvas_and_is_used() {
        let card = artwork((1016, 648));
        let area = 1016 * 648;
        let dyes = card.front.colour.unwrap();
        for panel in dyes.iter().chain([&card.front.black, &card.front.overlay]) {
            assert_eq!(panel.len(), area);
            assert!(panel.iter().any(|value| *value > 0));
        }
        for dye in &dyes {
            let mut levels = dye.clone();
            levels.sort_unstable();
            levels.dedup();
            assert_eq!((levels.len(), levels[15]), (16, 255), "sixteen steps");
        }
        assert!(card.front.black.iter().all(|value| *value <= 1));
        assert!(card.back.is_none());
    }

    #[test]
    fn the_bars_are_all_mixtures() {
        let canvas = Canvas {
            width: 1016,
            height: 648,
        };
        let mut mixtures: Vec<_> = (0..8)
            .map(|bar| [0, 1, 2].map(|dye| canvas.dye(dye, bar * 127 + 60, 10)))
            .collect();
        mixtures.sort_unstable();
        mixtures.dedup();
        assert_eq!(mixtures.len(), 8);
    }
}
