//! The fields of a card.

use super::table;
use crate::cli::json;
use crate::cli::screen::{Look, Show};
use loket_proto::v1;
use serde_json::Value;

impl Show for v1::DescribeProfileResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let head = ["field", "label", "characters", "must be"];
        let rows = self.fields.iter().map(|field| {
            vec![
                field.name.clone(),
                look.lang.pick(&field.label_en, &field.label_id).to_owned(),
                format!("{} to {}", field.min_length, field.max_length),
                match field.values.as_slice() {
                    [] => field.pattern.clone(),
                    values => values.join(", "),
                },
            ]
        });
        table::table(look, &head, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    #[test]
    fn a_choice_lists_its_values_and_a_text_its_pattern() {
        let profile = v1::DescribeProfileResponse {
            fields: vec![
                v1::Field {
                    name: "biodata.blood_type".to_owned(),
                    values: vec!["A".to_owned(), "B".to_owned()],
                    ..Default::default()
                },
                v1::Field {
                    name: "biodata.rt".to_owned(),
                    pattern: "^[0-9]*$".to_owned(),
                    max_length: 3,
                    ..Default::default()
                },
            ],
            ..Default::default()
        };
        let text = profile.text(LOOK);
        assert!(text.contains("A, B") && text.contains("^[0-9]*$"), "{text}");
        assert!(text.contains("0 to 3"));
    }
}
