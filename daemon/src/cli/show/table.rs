//! Tables and lists of facts.

use crate::cli::screen::Look;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};

/// Spaces between columns.
const GAP: u16 = 2;

/// Rows below a head; fits the terminal by wrapping cells.
pub(super) fn table(
    look: Look,
    head: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(head);
    if let Some(width) = look.width {
        table.set_width(width);
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, GAP));
    }
    table.trim_fmt()
}

/// One fact a line, the names in a column; facts without a value are left out.
pub(super) fn facts(facts: &[(&str, String)]) -> String {
    let known = || facts.iter().filter(|(_, value)| !value.is_empty());
    let width = known()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or_default();
    let lines: Vec<_> = known()
        .map(|(name, value)| format!("{name:width$}  {value}"))
        .collect();
    lines.join("\n")
}

/// `yes` or `no`.
pub(super) fn yes(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

/// A number that is left out when it is 0.
pub(super) fn count(value: u32) -> String {
    match value {
        0 => String::new(),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    fn row(cells: [&str; 2]) -> Vec<String> {
        cells.map(str::to_owned).to_vec()
    }

    #[test]
    fn a_table_has_its_head_and_rows() {
        let text = table(LOOK, &["name", "state"], [row(["printer", "ready"])]);
        let cells: Vec<Vec<_>> = text
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert!(cells.contains(&vec!["name", "state"]), "{text}");
        assert!(cells.contains(&vec!["printer", "ready"]), "{text}");
    }

    #[test]
    fn a_table_fits_the_terminal() {
        let look = Look {
            width: Some(40),
            ..LOOK
        };
        let long = "word ".repeat(40);
        let text = table(look, &["name", "remedy"], [row(["X", &long])]);
        assert!(
            text.lines().all(|line| line.chars().count() <= 40),
            "{text}"
        );
        assert_eq!(text.matches("word").count(), 40);
    }

    #[test]
    fn facts_stand_in_columns_and_empty_ones_are_left_out() {
        let text = facts(&[
            ("id", "7".to_owned()),
            ("hold", String::new()),
            ("state", "issued".to_owned()),
        ]);
        assert_eq!(text, "id     7\nstate  issued");
    }
}
