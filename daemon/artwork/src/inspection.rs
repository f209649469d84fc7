//! What artwork may contain. An office brings its own files, so nothing in them may reach outside, run, or grow without bounds.

use crate::manifest::Grid;
use resvg::tiny_skia::Transform;
use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};
use resvg::usvg::{Group, Node as Drawn, Paint, Path, Tree};
use std::collections::BTreeMap;

/// Longest artwork file in bytes.
pub(crate) const MOST_BYTES: usize = 256 << 10;
/// Nodes of one file, and elements that there are once each reference is followed.
const MOST_NODES: u32 = 10_000;
const MOST_ELEMENTS: usize = 4_000;
/// Bytes of attributes and text once each reference is followed.
const MOST_CONTENT: usize = 1 << 20;
/// Elements within elements.
const DEEPEST: usize = 32;

/// Shapes, text, paint and what groups them. No pictures, styles, scripts, animation, filters or masks.
const ELEMENTS: [&str; 20] = [
    "svg",
    "g",
    "defs",
    "title",
    "desc",
    "use",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "linearGradient",
    "radialGradient",
    "stop",
    "pattern",
    "clipPath",
];
/// Attributes that carry more than a value, or that can make endless work of a short text.
const ATTRIBUTES: [&str; 6] = [
    "style",
    "class",
    "filter",
    "mask",
    "stroke-dasharray",
    "base",
];

/// How much there is to draw once references are followed.
#[derive(Clone, Copy, Default)]
struct Size {
    elements: usize,
    content: usize,
}

impl Size {
    fn add(&mut self, other: Size) {
        self.elements = self.elements.saturating_add(other.elements);
        self.content = self.content.saturating_add(other.content);
    }

    fn fits(self) -> bool {
        self.elements <= MOST_ELEMENTS && self.content <= MOST_CONTENT
    }
}

/// Parses artwork and refuses what it may not contain; the text says what that is.
pub(crate) fn document<'a>(svg: &'a str, family: &str) -> Result<Document<'a>, String> {
    if svg.len() > MOST_BYTES {
        return Err(format!("it has more than {MOST_BYTES} bytes"));
    }
    if deepest(svg) > DEEPEST {
        return Err(format!("elements are nested deeper than {DEEPEST}"));
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(svg, options).map_err(|e| e.to_string())?;
    let elements = document.descendants().filter(Node::is_element);
    elements
        .clone()
        .try_for_each(|node| element(node, family))?;
    Census::of(elements).whole(document.root_element())?;
    Ok(document)
}

/// A bound of how deep elements are nested, found without the recursion of a parser.
fn deepest(svg: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in svg.split('<').skip(1) {
        match tag.as_bytes().first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'!' | b'?') => {}
            _ => {
                deepest = deepest.max(depth + 1);
                let ends = tag.split('>').next().is_some_and(|tag| tag.ends_with('/'));
                depth += usize::from(!ends);
            }
        }
    }
    deepest
}

fn element(node: Node<'_, '_>, family: &str) -> Result<(), String> {
    let name = node.tag_name().name();
    if !ELEMENTS.contains(&name) {
        return Err(format!("<{name}> is not allowed"));
    }
    for attribute in node.attributes() {
        let (key, value) = (attribute.name(), attribute.value());
        if ATTRIBUTES.contains(&key) || key.starts_with("on") {
            return Err(format!("{key} of <{name}> is not allowed"));
        }
        if key == "font-family" && value != family {
            return Err(format!("there is no font `{value}`, only `{family}`"));
        }
        let inside = value.starts_with('#') || value.trim_start().starts_with("url(#");
        let reference = key == "href" || value.contains("url(");
        if reference && !inside {
            return Err(format!("{key} of <{name}> leads out of the file"));
        }
    }
    Ok(())
}

/// Counts what elements come to, each reference followed as often as it is made.
struct Census<'a, 'input> {
    by_id: BTreeMap<&'a str, Node<'a, 'input>>,
    /// `None` while an element is being counted: whoever meets it then is part of it.
    known: BTreeMap<&'a str, Option<Size>>,
}

impl<'a, 'input: 'a> Census<'a, 'input> {
    fn of(elements: impl Iterator<Item = Node<'a, 'input>>) -> Self {
        Census {
            by_id: elements
                .filter_map(|node| Some((node.attribute("id")?, node)))
                .collect(),
            known: BTreeMap::new(),
        }
    }

    fn whole(mut self, root: Node<'a, 'input>) -> Result<(), String> {
        let size = self.size(root)?;
        if size.fits() {
            return Ok(());
        }
        Err(format!(
            "it comes to {} elements and {} bytes; {MOST_ELEMENTS} and {MOST_CONTENT} are allowed",
            size.elements, size.content
        ))
    }

    /// What is referred to counts for every element inside, which inherits it.
    fn size(&mut self, node: Node<'a, 'input>) -> Result<Size, String> {
        let mut size = Size {
            elements: 1,
            content: node.text().map_or(0, str::len),
        };
        for child in node.children().filter(Node::is_element) {
            size.add(self.size(child)?);
        }
        let heirs = size.elements;
        for attribute in node.attributes() {
            size.content = size.content.saturating_add(attribute.value().len());
            if let Some(id) = target(attribute.value()) {
                let target = self.target(id)?;
                size.add(Size {
                    elements: target.elements.saturating_mul(heirs),
                    content: target.content.saturating_mul(heirs),
                });
            }
        }
        Ok(size)
    }

    fn target(&mut self, id: &'a str) -> Result<Size, String> {
        match (self.known.get(id), self.by_id.get(id).copied()) {
            (Some(Some(size)), _) => Ok(*size),
            (Some(None), _) => Err(format!("#{id} contains itself")),
            (None, None) => Err(format!("there is no element #{id}")),
            (None, Some(node)) => {
                self.known.insert(id, None);
                let size = self.size(node)?;
                self.known.insert(id, Some(size));
                Ok(size)
            }
        }
    }
}

/// What `#id` or `url(#id)` names; a colour such as `#fff` is no such thing for it has digits of that base alone.
fn target(value: &str) -> Option<&str> {
    let value = value.trim();
    if let Some(id) = value.strip_prefix("url(#") {
        return id.split(')').next();
    }
    let id = value.strip_prefix('#')?;
    let is_colour = matches!(id.len(), 3 | 4 | 6 | 8) && id.chars().all(|c| c.is_ascii_hexdigit());
    (!is_colour).then_some(id)
}

/// Refuses patterns whose tile would need more pixels than the card has.
pub(crate) fn tiles(tree: &Tree, grid: Grid) -> Result<(), String> {
    group(tree.root(), Transform::identity(), grid.width * grid.height)
}

fn group(drawn: &Group, outer: Transform, limit: f32) -> Result<(), String> {
    drawn.children().iter().try_for_each(|node| match node {
        Drawn::Group(inner) => group(inner, outer, limit),
        Drawn::Path(path) => paints(path, outer, limit),
        Drawn::Text(text) => group(text.flattened(), outer, limit),
        Drawn::Image(_) => Ok(()),
    })
}

fn paints(path: &Path, outer: Transform, limit: f32) -> Result<(), String> {
    let fill = path.fill().map(|fill| fill.paint());
    let stroke = path.stroke().map(|stroke| stroke.paint());
    for paint in fill.into_iter().chain(stroke) {
        if let Paint::Pattern(pattern) = paint {
            let at = outer.pre_concat(path.abs_transform());
            let at = at.pre_concat(pattern.transform());
            let ((sx, sy), tile) = (at.get_scale(), pattern.rect());
            let pixels = tile.width() * sx * tile.height() * sy;
            if !(0.0..=limit).contains(&pixels) {
                return Err(format!(
                    "the tile of #{} is larger than the card",
                    pattern.id()
                ));
            }
            group(pattern.root(), at, limit)?;
        }
    }
    Ok(())
}
