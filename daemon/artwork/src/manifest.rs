//! The manifest of a layout: where the data of a card goes.
//!
//! All lengths are pixels of the layout's own grid, which is stretched to whatever canvas a printer has.

use crate::ArtworkError;
use serde::Deserialize;

/// A whole `layout.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    pub(crate) name: String,
    pub(crate) grid: Grid,
    pub(crate) head_celsius: Option<Window>,
    pub(crate) specimen: Specimen,
    pub(crate) front: FaceManifest,
    pub(crate) back: FaceManifest,
}

/// Temperatures of the print head at which cards come out well, in degrees Celsius, both included.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Window {
    pub(crate) from: u16,
    pub(crate) to: u16,
}

/// Size of the design, card in landscape.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grid {
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// The mark across a card that nobody may take for a real one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Specimen {
    pub(crate) text: String,
    pub(crate) size: f32,
    /// Degrees, clockwise.
    pub(crate) angle: f32,
    /// Added between letters.
    #[serde(default)]
    pub(crate) spacing: f32,
    /// CSS colour.
    pub(crate) colour: String,
    /// 0 to 1.
    pub(crate) opacity: f32,
}

/// What one face takes from the data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaceManifest {
    pub(crate) photo: Option<Area>,
    pub(crate) signature: Option<Area>,
    /// Contact chip: neither dye, resin nor overlay.
    pub(crate) chip: Option<Area>,
    pub(crate) qr: Option<Qr>,
    pub(crate) text: Vec<TextField>,
}

/// A rectangle on the grid.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Area {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// A square QR code of one text, without its quiet zone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Qr {
    pub(crate) field: String,
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) size: f32,
}

/// One text of the data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextField {
    pub(crate) field: String,
    /// The anchor's place.
    pub(crate) x: f32,
    /// The baseline.
    pub(crate) y: f32,
    /// The text may be this wide.
    pub(crate) width: f32,
    /// Type size when there is room.
    pub(crate) size: f32,
    /// A text that is too wide shrinks to this.
    pub(crate) min_size: f32,
    #[serde(default = "regular")]
    pub(crate) weight: u16,
    #[serde(default)]
    pub(crate) anchor: Anchor,
    /// Added between letters at `size`, shrinks along.
    #[serde(default)]
    pub(crate) spacing: f32,
    /// Put before the text unless it begins so already.
    #[serde(default)]
    pub(crate) prefix: String,
    /// A text too wide at `min_size` is broken into two lines of that size.
    #[serde(default)]
    pub(crate) two_lines: bool,
    /// May be absent from the data: then nothing is printed.
    #[serde(default)]
    pub(crate) optional: bool,
}

fn regular() -> u16 {
    400
}

/// Which point of a text lies at its `x`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Anchor {
    #[default]
    Start,
    Middle,
    End,
}

impl TextField {
    /// The room that the text may fill, from the tallest letter to the deepest.
    fn area(&self) -> Area {
        let left = match self.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => self.width / 2.0,
            Anchor::End => self.width,
        };
        Area {
            x: self.x - left,
            y: self.y - self.size * 0.8,
            width: self.width,
            height: self.size,
        }
    }
}

impl Qr {
    pub(crate) fn area(&self) -> Area {
        Area {
            x: self.x,
            y: self.y,
            width: self.size,
            height: self.size,
        }
    }
}

impl Area {
    fn overlaps(&self, other: &Area) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    fn is_inside(&self, grid: Grid) -> bool {
        self.width > 0.0
            && self.height > 0.0
            && self.x >= 0.0
            && self.y >= 0.0
            && self.x + self.width <= grid.width
            && self.y + self.height <= grid.height
    }
}

impl FaceManifest {
    fn areas(&self) -> Vec<(&str, Area)> {
        let mut areas: Vec<_> = [
            ("photo", self.photo),
            ("signature", self.signature),
            ("chip", self.chip),
            ("qr", self.qr.as_ref().map(Qr::area)),
        ]
        .into_iter()
        .filter_map(|(name, area)| Some((name, area?)))
        .collect();
        areas.extend(self.text.iter().map(|t| (t.field.as_str(), t.area())));
        areas
    }

    /// Nothing reaches over the edge or lies on something else: so resin never meets the photo or the chip.
    fn check(&self, face: &str, grid: Grid) -> Result<(), ArtworkError> {
        let areas = self.areas();
        for (i, (name, area)) in areas.iter().enumerate() {
            if !area.is_inside(grid) {
                return Err(ArtworkError::Layout(format!(
                    "{face} {name} leaves the card"
                )));
            }
            if let Some((other, _)) = areas[..i].iter().find(|(_, o)| o.overlaps(area)) {
                return Err(ArtworkError::Layout(format!(
                    "{face} {name} lies on {other}"
                )));
            }
        }
        match self
            .text
            .iter()
            .find(|t| t.min_size <= 0.0 || t.min_size > t.size)
        {
            Some(t) => Err(ArtworkError::Layout(format!(
                "{face} {} has no sizes",
                t.field
            ))),
            None => Ok(()),
        }
    }
}

impl Manifest {
    /// Reads and checks a manifest.
    pub(crate) fn parse(text: &str) -> Result<Manifest, ArtworkError> {
        let manifest: Manifest =
            toml::from_str(text).map_err(|e| ArtworkError::Manifest(Box::new(e)))?;
        if manifest
            .head_celsius
            .is_some_and(|window| window.from > window.to)
        {
            return Err(ArtworkError::Layout("head_celsius is empty".into()));
        }
        manifest.front.check("front", manifest.grid)?;
        manifest.back.check("back", manifest.grid)?;
        Ok(manifest)
    }
}
