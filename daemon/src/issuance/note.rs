//! What people write beside what they answer. It may name the applicant: it is sealed, and erased with the card data.

use crate::store::database::{Database, StoreError};
use crate::store::records::Item;
use serde::{Deserialize, Serialize};

/// Names of notes in the vault begin so.
const PREFIX: &str = "note/";

/// One note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What was answered, or asked for: the key of the choice.
    pub choice: String,
    /// Account of the writer.
    pub by: String,
    /// When: milliseconds since 1970 by the wall clock.
    pub at_ms: i64,
    /// What was written.
    pub text: String,
}

impl Note {
    /// As an item to be sealed under that name; nothing when nothing was written.
    ///
    /// # Errors
    /// `Damaged` when it cannot be written as JSON.
    pub(super) fn to_items(&self, name: &str) -> Result<Vec<Item>, StoreError> {
        if self.text.is_empty() {
            return Ok(Vec::new());
        }
        let bytes = serde_json::to_vec(self).map_err(StoreError::Damaged)?;
        Ok(vec![(format!("{PREFIX}{name}"), bytes)])
    }

    /// The owner's notes, oldest first; none once they were erased.
    ///
    /// # Errors
    /// `Sealed` when one is not what was written; what the database says.
    pub fn list(database: &Database, owner: &str) -> Result<Vec<Self>, StoreError> {
        let items = database.open_items(owner, PREFIX)?.into_iter();
        let notes = items.map(|item| serde_json::from_slice(&item).map_err(StoreError::Damaged));
        let mut notes = notes.collect::<Result<Vec<Self>, _>>()?;
        notes.sort_by_key(|note| note.at_ms);
        Ok(notes)
    }
}
