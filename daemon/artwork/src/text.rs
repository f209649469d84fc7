//! Texts of the data: checked, fitted into the room that the layout gives, and written as SVG.

use crate::ArtworkError;
use crate::fonts::{FAMILY, is_printable};
use crate::manifest::{Anchor, Grid, TextField};
use resvg::usvg::{Node, Options, Tree};
use std::collections::BTreeMap;

/// Baseline distance of two lines, in type sizes.
const LINE_PITCH: f32 = 1.04;
/// Type size at which texts are measured; widths are proportional to it.
const MEASURE_SIZE: f32 = 100.0;
const MEASURE_GRID: Grid = Grid {
    width: MEASURE_SIZE,
    height: MEASURE_SIZE,
};

/// One line of type, ready to draw.
#[derive(Clone, Debug)]
pub(crate) struct Line<'a> {
    text: String,
    y: f32,
    size: f32,
    style: &'a TextField,
}

/// The value of `field`, or `None` when it may be and is absent.
pub(crate) fn value<'a>(
    field: &str,
    optional: bool,
    texts: &'a BTreeMap<String, String>,
) -> Result<Option<&'a str>, ArtworkError> {
    let named = || field.to_owned();
    match texts.get(field).map(|t| t.trim()).filter(|t| !t.is_empty()) {
        Some(text) if text.chars().all(is_printable) => Ok(Some(text)),
        Some(_) => Err(ArtworkError::UnprintableCharacter { field: named() }),
        None if optional => Ok(None),
        None => Err(ArtworkError::MissingField { field: named() }),
    }
}

/// The texts of a face, each on one line at its full size.
pub(crate) fn lines<'a>(
    fields: impl IntoIterator<Item = &'a TextField>,
    texts: &BTreeMap<String, String>,
) -> Result<Vec<Line<'a>>, ArtworkError> {
    let line = |field: &'a TextField| {
        let text = value(&field.field, field.optional, texts)?;
        Ok(text.map(|text| line(field, &with_prefix(field, text), 0.0, field.size)))
    };
    let lines = fields.into_iter().map(line);
    lines.filter_map(Result::transpose).collect()
}

/// Sets lines as a drawing on the layout's grid, those that are too wide at full size smaller or on two lines.
pub(crate) fn set(
    lines: &[Line<'_>],
    grid: Grid,
    options: &Options<'_>,
) -> Result<Tree, ArtworkError> {
    let drawing = parse(&document(grid, lines), options)?;
    let widths: Vec<f32> = widths(&drawing).collect();
    let fits = |(line, width): (&Line<'_>, &f32)| *width <= line.style.width;
    if widths.len() == lines.len() && lines.iter().zip(&widths).all(fits) {
        return Ok(drawing);
    }
    let fitted = lines
        .iter()
        .map(|line| fit(line.style, &line.text, options));
    let fitted = fitted.collect::<Result<Vec<_>, _>>()?.concat();
    parse(&document(grid, &fitted), options)
}

/// How wide each text of a drawing is.
fn widths(drawing: &Tree) -> impl Iterator<Item = f32> {
    let nodes = drawing.root().children().iter();
    nodes.filter_map(|node| match node {
        Node::Text(text) => Some(text.bounding_box().width()),
        _ => None,
    })
}

fn with_prefix(field: &TextField, text: &str) -> String {
    if text.starts_with(&field.prefix) {
        text.to_owned()
    } else {
        format!("{}{text}", field.prefix)
    }
}

/// One line as large as there is room, else two small ones where the layout allows it.
fn fit<'a>(
    field: &'a TextField,
    text: &str,
    options: &Options<'_>,
) -> Result<Vec<Line<'a>>, ArtworkError> {
    let width = width_per_size(field, text, options)?;
    let size = field.size.min(field.width / width);
    if size >= field.min_size {
        return Ok(vec![line(field, text, 0.0, size)]);
    }
    let Some((first, second, width)) = halves(field, text, options)? else {
        return Err(too_long(field, width));
    };
    if width * field.min_size > field.width {
        return Err(too_long(field, width));
    }
    let half = field.min_size * LINE_PITCH / 2.0;
    // Centred on where the middle of the single line would have been.
    let middle = (field.min_size - field.size) * 0.36;
    Ok(vec![
        line(field, first, middle - half, field.min_size),
        line(field, second, middle + half, field.min_size),
    ])
}

fn line<'a>(field: &'a TextField, text: &str, down: f32, size: f32) -> Line<'a> {
    Line {
        text: text.to_owned(),
        y: field.y + down,
        size,
        style: field,
    }
}

/// The break at a space that leaves the narrowest pair, with the width per size of its wider half.
fn halves<'t>(
    field: &TextField,
    text: &'t str,
    options: &Options<'_>,
) -> Result<Option<(&'t str, &'t str, f32)>, ArtworkError> {
    if !field.two_lines {
        return Ok(None);
    }
    let middle = text.len() / 2;
    let nearest = text
        .match_indices(' ')
        .min_by_key(|(at, _)| at.abs_diff(middle));
    let Some((at, _)) = nearest else {
        return Ok(None);
    };
    let (first, second) = (&text[..at], &text[at + 1..]);
    let width = width_per_size(field, first, options)?.max(width_per_size(field, second, options)?);
    Ok(Some((first, second, width)))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "widths of a text on a card are positive and saturate"
)]
fn too_long(field: &TextField, width_per_size: f32) -> ArtworkError {
    ArtworkError::TextTooLong {
        field: field.field.clone(),
        limit_px: field.width as u32,
        needed_px: (width_per_size * field.min_size).ceil() as u32,
    }
}

/// How wide `text` is at type size 1, by the same engine that draws it.
fn width_per_size(
    field: &TextField,
    text: &str,
    options: &Options<'_>,
) -> Result<f32, ArtworkError> {
    let mut probe = line(field, text, 0.0, MEASURE_SIZE);
    probe.y = MEASURE_SIZE;
    let drawing = parse(&document(MEASURE_GRID, &[probe]), options)?;
    Ok(widths(&drawing).next().unwrap_or_default() / MEASURE_SIZE)
}

/// A drawing of lines on the layout's grid.
fn document(grid: Grid, lines: &[Line<'_>]) -> String {
    let Grid { width, height } = grid;
    let body: String = lines.iter().map(element).collect();
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">{body}</svg>"#
    )
}

/// Parses a drawing of [`document`].
fn parse(svg: &str, options: &Options<'_>) -> Result<Tree, ArtworkError> {
    crate::template::parse_svg("text", svg, options)
}

fn element(line: &Line<'_>) -> String {
    let anchor = match line.style.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    format!(
        r#"<text x="{}" y="{}" font-family="{FAMILY}" font-size="{}" font-weight="{}" letter-spacing="{}" text-anchor="{anchor}">{}</text>"#,
        line.style.x,
        line.y,
        line.size,
        line.style.weight,
        line.style.spacing * line.size / line.style.size,
        escape(&line.text)
    )
}

/// Makes a text inert inside an element or an attribute.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
