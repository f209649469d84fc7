//! The fixed artwork of a face: an SVG with a group `colour` for dye and a group `resin` for black.

use crate::ArtworkError;
use crate::fonts::FAMILY;
use crate::inspection;
use crate::layer::Layer;
use crate::manifest::Grid;
use resvg::tiny_skia::Color;
use resvg::usvg::roxmltree::{Document, Node};
use resvg::usvg::{Options, Tree};

/// The two layers of one face, parsed.
pub(crate) struct Template {
    pub(crate) colour: Layer,
    pub(crate) resin: Layer,
}

impl Template {
    /// Splits the artwork of `face` into its layers.
    pub(crate) fn parse(
        face: &'static str,
        svg: &str,
        grid: Grid,
        options: &Options<'_>,
    ) -> Result<Template, ArtworkError> {
        let refuse = |reason: String| ArtworkError::Template { face, reason };
        let document = inspection::document(svg, FAMILY).map_err(refuse)?;
        let group = |id: &str| {
            layer(&document, id).ok_or_else(|| refuse(format!("there is no group {id}")))
        };
        let (colour, resin) = (group("colour")?, group("resin")?);
        let without = |group| {
            let tree = parse_svg(face, &without(svg, group), options)?;
            inspection::tiles(&tree, grid).map_err(refuse)?;
            Ok(tree)
        };
        Ok(Template {
            colour: Layer::new(without(resin)?, Color::WHITE),
            resin: Layer::new(without(colour)?, Color::TRANSPARENT),
        })
    }
}

fn layer<'a, 'input>(document: &'a Document<'input>, id: &str) -> Option<Node<'a, 'input>> {
    document
        .root_element()
        .children()
        .find(|n| n.tag_name().name() == "g" && n.attribute("id") == Some(id))
}

/// The document without one of its groups.
fn without(svg: &str, group: Node<'_, '_>) -> String {
    let range = group.range();
    [&svg[..range.start], &svg[range.end..]].concat()
}

/// Parses SVG that this crate or a layout wrote.
pub(crate) fn parse_svg(
    face: &'static str,
    svg: &str,
    options: &Options<'_>,
) -> Result<Tree, ArtworkError> {
    Tree::from_str(svg, options).map_err(|e| ArtworkError::Template {
        face,
        reason: e.to_string(),
    })
}
