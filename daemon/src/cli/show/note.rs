//! What people wrote.

use super::table::table;
use crate::cli::json;
use crate::cli::screen::{Look, Show};
use loket_proto::v1;
use serde_json::Value;

impl Show for v1::ListNotesResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let rows = self.notes.iter().map(|note| {
            vec![
                note.at.as_ref().and_then(json::time).unwrap_or_default(),
                note.by.clone(),
                note.choice.clone(),
                note.text.clone(),
            ]
        });
        table(look, &["when", "who", "answered", "note"], rows)
    }
}
