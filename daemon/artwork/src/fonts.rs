//! The card's typeface, built into the program: rendering never depends on the fonts of a machine.

use resvg::usvg::{ImageHrefResolver, Options, fontdb};
use std::sync::Arc;

/// The only family a layout can name; weights 400, 500 and 700.
pub(crate) const FAMILY: &str = "Roboto";

const FACES: [&[u8]; 3] = [
    include_bytes!("../fonts/Roboto-Regular.ttf"),
    include_bytes!("../fonts/Roboto-Medium.ttf"),
    include_bytes!("../fonts/Roboto-Bold.ttf"),
];

/// SVG options that know the built-in typeface and load nothing from outside the document.
pub(crate) fn closed_options() -> Options<'static> {
    let mut faces = fontdb::Database::new();
    for face in FACES {
        faces.load_font_data(face.to_vec());
    }
    Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::new(faces),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

/// Whether the typeface has a glyph for `c`: printable Basic Latin, Latin-1 and Latin Extended-A.
pub(crate) fn is_printable(c: char) -> bool {
    const SOFT_HYPHEN: char = '\u{ad}';
    matches!(c, ' '..='~' | '\u{a0}'..='\u{17f}' | '–' | '—' | '‘' | '’' | '“' | '”')
        && c != SOFT_HYPHEN
}
