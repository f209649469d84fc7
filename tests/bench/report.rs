//! The table for people and the file for programs.

use crate::row::{Direction, Row};
use anyhow::Context;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use std::fs;
use std::path::Path;

/// All rows as a table.
pub(crate) fn table(rows: &[Row]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header([
        "row",
        "ours",
        "reference",
        "unit",
        "ratio",
        "target",
        "",
        "reference is",
    ]);
    for row in rows {
        table.add_row([
            row.name.clone(),
            digits(row.ours),
            digits(row.reference),
            row.unit.to_owned(),
            format!("{:.3}", row.ratio),
            target(row),
            if row.is_met() { "met" } else { "MISSED" }.to_owned(),
            row.reference_name.clone(),
        ]);
    }
    for column in 1..5 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn target(row: &Row) -> String {
    let sign = match row.direction {
        Direction::Lower => "≤",
        Direction::Higher => "≥",
    };
    format!("{sign}{}", row.target)
}

/// Three significant digits or all before the point.
fn digits(value: f64) -> String {
    let decimals = match value.abs() {
        value if value >= 100.0 => 0,
        value if value >= 10.0 => 1,
        value if value >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.decimals$}")
}

/// Writes the rows as a JSON array.
pub(crate) fn write(rows: &[Row], path: &Path) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let text = serde_json::to_string_pretty(rows)?;
    fs::write(path, text + "\n").with_context(|| format!("cannot write {}", path.display()))
}
