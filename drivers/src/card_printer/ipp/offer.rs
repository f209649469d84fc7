//! What is best of that which the printer offers: medium, format, resolution, colours, sides.

use super::IppPrinterError;
use loket_wire::ipp::{Group, Value};
use loket_wire::pwg_raster::{Binding, Colour, Transform};

/// A card of ISO/IEC 7810 ID-1, in hundredths of a millimetre; long side, then short side.
const CARD: (u32, u32) = (8560, 5398);
/// Names of media round to whole millimetres.
const TOLERANCE: u32 = 100;
/// Pixels per inch: what card printers have.
const USUAL: (u32, u32) = (300, 300);
const HUNDREDTHS_PER_INCH: u32 = 2540;
/// Finer than any card printer.
const FINEST: u32 = 2400;

/// How a document reaches the printer, best first: without loss and both faces at once, then one face, then with loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    PwgRaster,
    Pdf,
    Png,
    Jpeg,
}

impl Format {
    const ALL: [Self; 4] = [Self::PwgRaster, Self::Pdf, Self::Png, Self::Jpeg];

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::PwgRaster => "image/pwg-raster",
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// Whether one document can have two pages.
    fn has_pages(self) -> bool {
        matches!(self, Self::PwgRaster | Self::Pdf)
    }
}

/// The choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) format: Format,
    /// Name of the medium, as the printer has it.
    pub(super) media: String,
    /// Whether the medium is named and fed short side across.
    pub(super) portrait: bool,
    pub(super) resolution: (u32, u32),
    pub(super) colour: Colour,
    /// How both sides hang together, if the printer turns cards.
    pub(super) binding: Option<Binding>,
    /// How the second page must be transformed in PWG raster.
    pub(super) back: Transform,
}

impl Offer {
    /// Chooses.
    ///
    /// # Errors
    /// `NoCards`, `NoFormat`.
    pub(super) fn of(printer: &Group) -> Result<Self, IppPrinterError> {
        let (media, portrait) = card(printer).ok_or(IppPrinterError::NoCards)?;
        let format = format(printer).ok_or(IppPrinterError::NoFormat)?;
        let binding = binding(printer).filter(|_| format.has_pages());
        let sheet_back = printer.text("pwg-raster-document-sheet-back");
        Ok(Self {
            format,
            media,
            portrait,
            resolution: resolution(printer, format),
            colour: colour(printer, format),
            binding,
            back: back(sheet_back.unwrap_or("normal"), binding),
        })
    }

    /// The canvas in landscape, in pixels.
    pub(super) fn canvas(&self) -> (u32, u32) {
        let (across, along) = self.resolution;
        let (of_long, of_short) = if self.portrait {
            (along, across)
        } else {
            (across, along)
        };
        (pixels(CARD.0, of_long), pixels(CARD.1, of_short))
    }

    pub(super) fn is_dual_sided(&self) -> bool {
        self.binding.is_some()
    }
}

fn pixels(hundredths: u32, resolution: u32) -> u32 {
    (hundredths * resolution + HUNDREDTHS_PER_INCH / 2) / HUNDREDTHS_PER_INCH
}

/// The medium nearest to a card, and whether its short side is named first.
fn card(printer: &Group) -> Option<(String, bool)> {
    let far = |(long, short): (u32, u32)| long.abs_diff(CARD.0).max(short.abs_diff(CARD.1));
    let sizes = printer.texts("media-supported").filter_map(|name| {
        let (x, y) = size(name)?;
        let distance = far((x.max(y), x.min(y)));
        (distance <= TOLERANCE).then(|| (distance, name.to_owned(), x < y))
    });
    let (_, name, portrait) = sizes.min_by_key(|(distance, ..)| *distance)?;
    Some((name, portrait))
}

/// The size in a self-describing name of a medium (PWG 5101.1), in hundredths of a millimetre: `om_card_53.98x85.6mm`.
fn size(name: &str) -> Option<(u32, u32)> {
    let numbers = name.rsplit('_').next()?;
    let (numbers, unit) = numbers
        .strip_suffix("mm")
        .map(|numbers| (numbers, 100.0))
        .or_else(|| Some((numbers.strip_suffix("in")?, 2540.0)))?;
    let (x, y) = numbers.split_once('x')?;
    Some((hundredths(x, unit)?, hundredths(y, unit)?))
}

/// Nothing that is printed is 100 m long, so that all of them are whole numbers.
fn hundredths(number: &str, unit: f64) -> Option<u32> {
    let length = (number.parse::<f64>().ok()? * unit).round();
    let whole = format!("{length:.0}");
    whole.parse().ok()
}

fn format(printer: &Group) -> Option<Format> {
    let offered = |format: &Format| {
        printer
            .texts("document-format-supported")
            .any(|name| name.eq_ignore_ascii_case(format.media_type()))
    };
    Format::ALL.into_iter().find(offered)
}

fn resolution(printer: &Group, format: Format) -> (u32, u32) {
    let raster = "pwg-raster-document-resolution-supported";
    let names = match format {
        Format::PwgRaster => [raster, "printer-resolution-supported"],
        _ => ["printer-resolution-default", "printer-resolution-supported"],
    };
    let offered: Vec<_> = names
        .iter()
        .flat_map(|name| printer.values(name))
        .filter_map(Value::dots_per_inch)
        .filter(|(across, along)| (1..=FINEST).contains(across) && (1..=FINEST).contains(along))
        .collect();
    match offered.first() {
        Some(first) if !offered.contains(&USUAL) => *first,
        _ => USUAL,
    }
}

fn colour(printer: &Group, format: Format) -> Colour {
    let types = "pwg-raster-document-type-supported";
    let mut known = printer.texts(types).peekable();
    let is_grey = match format {
        Format::PwgRaster if known.peek().is_some() => !known.any(|word| word == "srgb_8"),
        _ => printer.flag("color-supported") == Some(false),
    };
    if is_grey { Colour::Grey } else { Colour::Rgb }
}

/// A card is turned about its short side, as one turns a page: both faces are upright in landscape then.
fn binding(printer: &Group) -> Option<Binding> {
    let can = |binding: &Binding| {
        let mut offered = printer.texts("sides-supported");
        offered.any(|side| side == sides(*binding))
    };
    [Binding::ShortEdge, Binding::LongEdge]
        .into_iter()
        .find(can)
}

/// The words for it.
pub(super) fn sides(binding: Binding) -> &'static str {
    match binding {
        Binding::OneSided => "one-sided",
        Binding::LongEdge => "two-sided-long-edge",
        Binding::ShortEdge => "two-sided-short-edge",
    }
}

/// How a second page has to be transformed for this printer (PWG 5102.4, table 2).
fn back(sheet_back: &str, binding: Option<Binding>) -> Transform {
    let (mirrored, flipped) = match (sheet_back, binding) {
        ("flipped", Some(Binding::LongEdge)) => (false, true),
        ("flipped", Some(Binding::ShortEdge)) => (true, false),
        ("rotated", Some(Binding::LongEdge)) => (true, true),
        ("manual-tumble", Some(Binding::ShortEdge)) => (true, true),
        _ => (false, false),
    };
    Transform { mirrored, flipped }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card_printer::ipp::samples::printer;

    fn of_media(names: &[&str]) -> Option<(String, bool)> {
        let names: Vec<_> = names.iter().copied().map(Value::keyword).collect();
        card(&printer(&[("media-supported", &names)]))
    }

    #[test]
    fn the_medium_nearest_to_a_card_is_chosen() {
        let chosen = |names: &[&str]| of_media(names).map(|(name, _)| name);
        let exact = "om_card_53.98x85.6mm";
        assert_eq!(
            chosen(&["iso_a4_210x297mm", "om_card_54x86mm", exact]).as_deref(),
            Some(exact)
        );
        for name in [
            "om_card_54x86mm",
            "na_card_2.125x3.37in",
            "custom_card_53.98x85.6mm_53.98x85.6mm",
        ] {
            assert_eq!(chosen(&[name]).as_deref(), Some(name));
        }
        for name in [
            "iso_a4_210x297mm",
            "na_index-3x5_3x5in",
            "auto",
            "x_1x1mm",
            "",
        ] {
            assert_eq!(chosen(&[name]), None, "{name}");
        }
        assert_eq!(
            of_media(&["om_card_85.6x53.98mm"]).map(|it| it.1),
            Some(false)
        );
    }

    #[test]
    fn a_canvas_is_a_card_at_the_printers_resolution() {
        let media = [Value::keyword("om_card_53.98x85.6mm")];
        let formats = [Value::keyword("image/pwg-raster")];
        let canvas = |resolutions: &[Value]| {
            let printer = printer(&[
                ("media-supported", &media),
                ("document-format-supported", &formats),
                ("pwg-raster-document-resolution-supported", resolutions),
            ]);
            Offer::of(&printer).unwrap().canvas()
        };
        let (coarse, fine) = (
            Value::Resolution(300, 300, 3),
            Value::Resolution(600, 600, 3),
        );
        assert_eq!(canvas(&[fine.clone(), coarse]), (1011, 638));
        assert_eq!(canvas(&[fine]), (2022, 1275));
        assert_eq!(canvas(&[]), (1011, 638));
        assert_eq!(canvas(&[Value::Resolution(0, -1, 3)]), (1011, 638));
    }

    #[test]
    fn the_back_is_transformed_as_the_table_of_pwg_raster_says() {
        let (long, short) = (Some(Binding::LongEdge), Some(Binding::ShortEdge));
        for (sheet_back, binding, expected) in [
            ("normal", long, (false, false)),
            ("normal", short, (false, false)),
            ("flipped", long, (false, true)),
            ("flipped", short, (true, false)),
            ("rotated", long, (true, true)),
            ("rotated", short, (false, false)),
            ("manual-tumble", long, (false, false)),
            ("manual-tumble", short, (true, true)),
        ] {
            let found = back(sheet_back, binding);
            assert_eq!((found.mirrored, found.flipped), expected, "{sheet_back}");
        }
    }

    #[test]
    fn a_printer_without_a_card_or_a_known_format_is_none() {
        let media = [Value::keyword("om_card_53.98x85.6mm")];
        let formats = [Value::keyword("application/postscript")];
        let nothing = Offer::of(&printer(&[]));
        assert!(matches!(nothing, Err(IppPrinterError::NoCards)));
        let unknown = printer(&[
            ("media-supported", &media),
            ("document-format-supported", &formats),
        ]);
        assert!(matches!(
            Offer::of(&unknown),
            Err(IppPrinterError::NoFormat)
        ));
    }
}
