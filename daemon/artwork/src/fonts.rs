//! The card's typeface, built into the program: rendering never depends on the fonts of a machine.

use resvg::usvg::{ImageHrefResolver, Options, fontdb};
use std::sync::Arc;

/// The only family a layout can name.
pub(crate) const FAMILY: &str = "Roboto";

/// Weights that there are.
pub(crate) const WEIGHTS: [u16; 3] = [400, 500, 700];

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

#[cfg(test)]
mod tests {
    use super::*;
    use resvg::usvg::{Node, Tree};

    fn glyphs(text: &str, weight: u16) -> Vec<u32> {
        let svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="5" font-weight="{weight}">{text}</text></svg>"#
        );
        let tree = Tree::from_str(&svg, &closed_options()).unwrap();
        let Some(Node::Text(text)) = tree.root().children().first() else {
            panic!("no text was set");
        };
        let spans = text.layouted().iter();
        spans
            .flat_map(|s| &s.positioned_glyphs)
            .map(|g| g.id.0)
            .collect()
    }

    #[test]
    fn every_printable_character_has_a_glyph_in_each_weight() {
        let printable = ('!'..='\u{2fff}').filter(|c| is_printable(*c));
        let text: String = printable
            .filter(|c| !['<', '&', '\u{a0}'].contains(c))
            .collect();
        for weight in WEIGHTS {
            let glyphs = glyphs(&text, weight);
            assert!(glyphs.len() > 300);
            assert!(!glyphs.contains(&0), "weight {weight}");
        }
    }

    #[test]
    fn what_is_not_on_a_keyboard_for_names_is_refused() {
        for c in [
            '\n', '\u{7f}', '\u{85}', '\u{ad}', '\u{301}', '\u{202e}', '漢', '😀',
        ] {
            assert!(!is_printable(c), "{c:?}");
        }
    }
}
