//! One change, as the journal tells it.

use crate::enrolment::record::Enrolment;
use crate::issuance::order::Order;
use crate::store::journal::Entry;
use crate::store::records::Record;
use std::sync::LazyLock;

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
    sequence: u64,
    kind: String,
    id: String,
    event: String,
    state: LazyLock<Option<State>, Reading>,
}

type Reading = Box<dyn FnOnce() -> Option<State> + Send>;

impl Change {
    /// The change that this entry tells of.
    pub fn new(entry: Entry) -> Self {
        let (sequence, kind, body) = (entry.sequence, entry.kind.clone(), entry.body);
        Self {
            sequence,
            kind: entry.kind,
            id: entry.id,
            event: entry.event,
            state: LazyLock::new(Box::new(move || read(sequence, &kind, &body))),
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
        self.sequence
    }

    /// Kind of the record.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Identifier of the record.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What happened, in the journal's words; empty for a record as it was found.
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The record as the change left it; `None` for one that this version does not know or cannot read.
    pub fn state(&self) -> Option<&State> {
        self.state.as_ref()
    }
}

/// A damaged entry must not keep watchers from all that follow.
fn read(sequence: u64, kind: &str, body: &str) -> Option<State> {
    let state = match kind {
        Order::KIND => serde_json::from_str(body).map(State::Order),
        Enrolment::KIND => serde_json::from_str(body).map(State::Enrolment),
        _ => return None,
    };
    if state.is_err() {
        // The parser's text may quote the record.
        tracing::error!(sequence, "a journal entry is damaged");
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
