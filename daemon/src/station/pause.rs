//! A pause: the card in the machine is finished, and no other is begun, over restarts too.

use crate::person::Person;
use crate::store::records::Record;
use serde::{Deserialize, Serialize};

/// The counter's one pause, in force or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pause {
    id: String,
    /// Who paused the counter; nobody while it works.
    pub(super) by: Option<Person>,
}

impl Pause {
    pub(super) const ID: &'static str = "production";

    pub(super) fn new(by: Option<Person>) -> Self {
        Self {
            id: Self::ID.to_owned(),
            by,
        }
    }
}

impl Default for Pause {
    fn default() -> Self {
        Self::new(None)
    }
}

impl Record for Pause {
    const KIND: &'static str = "pause";

    fn id(&self) -> &str {
        &self.id
    }

    fn is_open(&self) -> bool {
        self.by.is_some()
    }
}
