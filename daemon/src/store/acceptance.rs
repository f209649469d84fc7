//! A person takes damaged records as they are. That is an entry of the journal like any other, and its chain begins there
//! anew; what is wrong before it stays where it is.

use crate::store::chain::{self, Head};
use crate::store::damage::{Damage, Which, strange};
use crate::store::database::{Database, StoreError};
use crate::store::records::{Record, RequestKey};
use serde::{Deserialize, Serialize};

/// What the journal keeps of it; the reason is sealed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Acceptance {
    id: String,
    by: String,
    /// What was wrong.
    found: Option<String>,
}

impl Record for Acceptance {
    const KIND: &'static str = "acceptance";

    fn id(&self) -> &str {
        &self.id
    }

    fn is_open(&self) -> bool {
        false
    }
}

impl Database {
    /// Takes the records as they are, in the name of `by` (an account), and returns what was wrong with them. Their time
    /// counts from now on, so that a clock which was ahead for a while does not block.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn accept(&mut self, by: &str, reason: &str) -> Result<Option<Damage>, StoreError> {
        let found = self.forgive()?;
        let acceptance = Acceptance {
            id: uuid::Uuid::now_v7().to_string(),
            by: by.to_owned(),
            found: found.as_ref().map(Damage::to_string),
        };
        let request = RequestKey {
            id: acceptance.id.clone(),
            sha256: [0; 32],
        };
        let reason = [("reason".to_owned(), reason.as_bytes().to_vec())];
        self.write(|writing| {
            writing.insert(&acceptance, &request, "accepted", &reason)?;
            writing.accept_states()
        })?;
        self.settle()?;
        Ok(found)
    }

    /// Goes on after the highest number that was ever noted, so that nobody takes a new entry for an old one.
    fn forgive(&mut self) -> Result<Option<Damage>, StoreError> {
        let found = self.damage.take();
        let last = chain::last(&self.connection)?;
        let sequence = match found {
            Some(Damage::Truncated { noted, .. }) => noted,
            _ => last.sequence,
        };
        self.go_on_from(Head { sequence, ..last });
        Ok(found)
    }
}

impl crate::store::writing::Writing<'_> {
    /// The journal tells of records as they are where it told otherwise.
    fn accept_states(&mut self) -> Result<(), StoreError> {
        let strange: Vec<(String, String, String, bool)> = {
            let mut query = self.transaction.prepare(&strange(Which::All))?;
            let rows = query.query_map([], |row| row.try_into())?;
            rows.collect::<Result<_, _>>()?
        };
        for (kind, id, body, open) in strange {
            self.append(&kind, &id, open, "accepted as found", body)?;
        }
        Ok(())
    }
}
