//! The manifest of a layout: where the data of a card goes.
//!
//! All lengths are pixels of the layout's own grid, which is stretched to whatever canvas a printer has.

mod check;

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

/// Size of the design, as it is read: higher than wide for a card that is held upright.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grid {
    pub(crate) width: f32,
    pub(crate) height: f32,
}

impl Grid {
    /// Whether the card is held upright to read it.
    pub(crate) fn is_upright(self) -> bool {
        self.height > self.width
    }
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
    pub(crate) barcode: Option<Barcode>,
    #[serde(default)]
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

/// A Code 128 of one text, without its quiet zones.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Barcode {
    pub(crate) field: String,
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
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

impl FaceManifest {
    /// Fields that are taken from the data, and whether each may be absent.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, bool)> {
        let qr = self.qr.iter().map(|code| code.field.as_str());
        let barcode = self.barcode.iter().map(|code| code.field.as_str());
        let codes = qr.chain(barcode).map(|field| (field, false));
        codes.chain(self.text.iter().map(|t| (t.field.as_str(), t.optional)))
    }
}

impl Manifest {
    /// Reads and checks a manifest.
    pub(crate) fn parse(text: &str) -> Result<Manifest, ArtworkError> {
        let manifest: Manifest =
            toml::from_str(text).map_err(|e| ArtworkError::Manifest(Box::new(e)))?;
        manifest.check().map_err(ArtworkError::Layout)?;
        Ok(manifest)
    }
}
