//! One change, as the journal tells it.

use crate::enrolment::record::Enrolment;
use crate::issuance::order::Order;
use crate::store::journal::Entry;
use crate::store::records::Record;
use std::sync::OnceLock;

/// The record that a change is of, as the change left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// An order.
    Order(Box<Order>),
    /// An enrolment.
    Enrolment(Box<Enrolment>),
}

/// An entry of the journal, read when somebody first wants to know.
#[derive(Debug)]
pub struct Change {
    entry: Entry,
    state: OnceLock<Option<State>>,
}

impl Change {
    /// The change that this entry tells of.
    pub fn new(entry: Entry) -> Self {
        Self {
            entry,
            state: OnceLock::new(),
        }
    }

    /// As [`Self::new`], and read at once, where that keeps nobody waiting.
    pub fn read(entry: Entry) -> Self {
        let change = Self::new(entry);
        change.state();
        change
    }

    /// Its number.
    pub fn sequence(&self) -> u64 {
        self.entry.sequence
    }

    /// Kind of the record.
    pub fn kind(&self) -> &str {
        &self.entry.kind
    }

    /// Identifier of the record.
    pub fn id(&self) -> &str {
        &self.entry.id
    }

    /// What happened, in the journal's words; empty for a record as it was found.
    pub fn event(&self) -> &str {
        &self.entry.event
    }

    /// The record as the change left it; `None` for one that this version does not know or cannot read.
    pub fn state(&self) -> Option<&State> {
        self.state.get_or_init(|| read(&self.entry)).as_ref()
    }
}

/// A damaged entry must not keep watchers from all that follow.
fn read(entry: &Entry) -> Option<State> {
    let state = match entry.kind.as_str() {
        Order::KIND => serde_json::from_str(&entry.body).map(State::Order),
        Enrolment::KIND => serde_json::from_str(&entry.body).map(State::Enrolment),
        _ => return None,
    };
    if state.is_err() {
        // The parser's text may quote the record.
        tracing::error!(sequence = entry.sequence, "a journal entry is damaged");
    }
    state.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_has_no_state() {
        for kind in ["order", "enrolment", "from a newer version"] {
            let change = Change::new(Entry {
                sequence: 1,
                kind: kind.into(),
                id: "x".into(),
                event: "e".into(),
                body: "{}".into(),
            });
            assert_eq!(change.state(), None, "{kind}");
        }
    }
}
