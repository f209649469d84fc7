//! A small result of the command line's own.

use super::table;
use crate::cli::screen::{Look, Show};
use serde_json::Value;

/// Keys, which are stable, with values.
pub(crate) struct Facts(pub(crate) Vec<(&'static str, Value)>);

impl Show for Facts {
    fn json(&self) -> Value {
        let pairs = self.0.iter();
        pairs
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect()
    }

    fn text(&self, _: Look) -> String {
        let text = |value: &Value| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let facts: Vec<_> = self
            .0
            .iter()
            .map(|(key, value)| (*key, text(value)))
            .collect();
        table::facts(&facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;
    use serde_json::json;

    #[test]
    fn both_forms_say_the_same() {
        let facts = Facts(vec![
            ("pictures", 3.into()),
            ("file", "a.jpg".into()),
            ("why", Value::Null),
        ]);
        assert_eq!(
            facts.json(),
            json!({"pictures": 3, "file": "a.jpg", "why": null})
        );
        assert_eq!(facts.text(LOOK), "pictures  3\nfile      a.jpg");
    }
}
