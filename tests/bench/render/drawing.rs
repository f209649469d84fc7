//! The same card as one SVG for each face, as other programs draw it.

use super::card::{Card, TEXTS, layout_file};
use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{GrayAlphaImage, ImageFormat, LumaA};
use std::fmt::Write;
use std::io::Cursor;
use std::path::Path;
use toml::{Table, Value};

/// Pixels of a signature on the chip.
const SIGNATURE: (u32, u32) = (168, 44);

/// Writes `front.svg` and `back.svg`, and `fonts.conf`, which knows the layout's fonts alone.
pub(super) fn save(card: &Card, folder: &Path) -> anyhow::Result<()> {
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../daemon/artwork/fonts");
    let (fonts, cache) = (fonts.display(), folder.display());
    let config = format!("<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>");
    std::fs::write(folder.join("fonts.conf"), config)?;
    let manifest: Table = std::fs::read_to_string(layout_file("layout.toml"))?.parse()?;
    for face in ["front", "back"] {
        let artwork = std::fs::read_to_string(layout_file(&format!("{face}.svg")))?;
        let fixed = artwork.trim_end().strip_suffix("</svg>");
        let fixed = fixed.context("artwork that does not end")?;
        let described = manifest.get(face).and_then(Value::as_table);
        let data = face_data(described.context("no such face")?, card)?;
        let mark = specimen(&manifest)?;
        let svg = format!("{fixed}{data}{mark}</svg>");
        std::fs::write(folder.join(format!("{face}.svg")), svg)?;
    }
    Ok(())
}

fn face_data(face: &Table, card: &Card) -> anyhow::Result<String> {
    let mut svg = String::new();
    for line in face
        .get("text")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let line = line.as_table().context("a text is a table")?;
        let name = line.get("field").and_then(Value::as_str);
        let text = TEXTS.iter().find(|(known, _)| Some(*known) == name);
        text_line(&mut svg, line, text.context("a field without text")?.1)?;
    }
    if let Some(area) = face.get("photo").and_then(Value::as_table) {
        picture(&mut svg, area, "jpeg", &card.photo_jpeg)?;
    }
    if let Some(area) = face.get("signature").and_then(Value::as_table) {
        picture(&mut svg, area, "png", &ink(&card.signature)?)?;
    }
    Ok(svg)
}

fn text_line(svg: &mut String, line: &Table, text: &str) -> anyhow::Result<()> {
    let prefix = line.get("prefix").and_then(Value::as_str).unwrap_or("");
    let anchor = line
        .get("anchor")
        .and_then(Value::as_str)
        .unwrap_or("start");
    let spacing = line.get("spacing").map_or(Ok(0.0), number)?;
    let [x, y, size, weight] = numbers(line, ["x", "y", "size", "weight"])?;
    writeln!(
        svg,
        r#"<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" letter-spacing="{spacing}" text-anchor="{anchor}">{prefix}{text}</text>"#
    )?;
    Ok(())
}

fn picture(svg: &mut String, area: &Table, kind: &str, file: &[u8]) -> anyhow::Result<()> {
    let [x, y, width, height] = numbers(area, ["x", "y", "width", "height"])?;
    let file = STANDARD.encode(file);
    writeln!(
        svg,
        r#"<image x="{x}" y="{y}" width="{width}" height="{height}" preserveAspectRatio="xMidYMid slice" href="data:image/{kind};base64,{file}"/>"#
    )?;
    Ok(())
}

fn specimen(manifest: &Table) -> anyhow::Result<String> {
    let table = |name| manifest.get(name).and_then(Value::as_table);
    let (mark, grid) = table("specimen").zip(table("grid")).context("no mark")?;
    let [size, angle, spacing, opacity] = numbers(mark, ["size", "angle", "spacing", "opacity"])?;
    let [width, height] = numbers(grid, ["width", "height"])?;
    let (x, y, down) = (width / 2.0, height / 2.0, size * 0.36);
    Ok(format!(
        r##"<text transform="translate({x} {y}) rotate({angle})" y="{down}" font-weight="700" font-size="{size}" letter-spacing="{spacing}" text-anchor="middle" fill="#9c2350" fill-opacity="{opacity}">SPECIMEN</text>"##
    ))
}

/// The bits of a signature as a PNG of black ink on nothing.
fn ink(packed: &[u8]) -> anyhow::Result<Vec<u8>> {
    let (width, height) = SIGNATURE;
    let bit = |at: u32| {
        packed
            .get(at as usize / 8)
            .is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1)
    };
    let picture = GrayAlphaImage::from_fn(width, height, |x, y| {
        LumaA([0, if bit(y * width + x) { 255 } else { 0 }])
    });
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}

fn numbers<const N: usize>(table: &Table, names: [&str; N]) -> anyhow::Result<[f64; N]> {
    let mut found = [0.0; N];
    for (value, name) in found.iter_mut().zip(names) {
        *value = number(table.get(name).with_context(|| format!("no {name}"))?)?;
    }
    Ok(found)
}

fn number(value: &Value) -> anyhow::Result<f64> {
    let whole = || Some(f64::from(i32::try_from(value.as_integer()?).ok()?));
    value.as_float().or_else(whole).context("not a number")
}
