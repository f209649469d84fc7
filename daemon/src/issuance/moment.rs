//! What is so of an order only for the moment: how far its print is, and a hold that could not be recorded. Never stored;
//! whoever watches sees the latest value.

use crate::condition::Condition;
use crate::prompt::Prompt;
use std::collections::BTreeMap;
use tokio::sync::watch;

/// What is so of one order for the moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Artwork bytes sent, of all.
    pub sent: (u64, u64),
    /// Why it does not go on, where even that could not be recorded.
    pub hold: Option<Condition>,
    /// What it waits for because of that.
    pub prompt: Option<Prompt>,
}

/// The moments by order; an order of which nothing momentary is so has none.
pub type ByOrder = BTreeMap<String, Moment>;

/// The moments of all orders, watched.
#[derive(Debug, Default)]
pub struct Moments(watch::Sender<ByOrder>);

impl Moments {
    /// All of them, watched.
    pub fn watch(&self) -> watch::Receiver<ByOrder> {
        self.0.subscribe()
    }

    /// What is so of this order.
    pub fn of(&self, id: &str) -> Moment {
        self.0.borrow().get(id).cloned().unwrap_or_default()
    }

    /// So much of the artwork is sent. Watchers are told of each whole percent.
    pub(super) fn progress(&self, id: &str, sent: u64, total: u64) {
        self.0.send_if_modified(|orders| {
            let moment = orders.entry(id.to_owned()).or_default();
            let before = percent(moment.sent);
            moment.sent = (sent, total);
            percent(moment.sent) != before
        });
    }

    /// The order does not go on, and its record does not say so.
    pub(super) fn hold(&self, id: &str, condition: Condition, prompt: Option<Prompt>) {
        self.0.send_modify(|orders| {
            let moment = orders.entry(id.to_owned()).or_default();
            moment.hold = Some(condition);
            moment.prompt = prompt;
        });
    }

    /// The order has changed: its record says all again.
    pub(super) fn end(&self, id: &str) {
        self.0
            .send_if_modified(|orders| orders.remove(id).is_some());
    }
}

/// In whole percent; `None` while there is nothing to send.
fn percent((sent, total): (u64, u64)) -> Option<u64> {
    (u128::from(sent) * 100)
        .checked_div(u128::from(total))
        .and_then(|percent| u64::try_from(percent).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::Reason;

    #[test]
    fn watchers_are_told_of_each_percent_and_of_the_end() {
        let moments = Moments::default();
        let mut watched = moments.watch();
        let told: Vec<u64> = (0..=1000)
            .filter(|sent| {
                moments.progress("o", *sent, 1000);
                let told = watched.has_changed().unwrap();
                watched.mark_unchanged();
                told
            })
            .collect();
        assert_eq!(
            told,
            (0..=100).map(|percent| percent * 10).collect::<Vec<_>>()
        );
        moments.end("o");
        assert!(watched.has_changed().unwrap());
        assert!(watched.borrow_and_update().is_empty());
        moments.end("o");
        assert!(!watched.has_changed().unwrap());
    }

    #[test]
    fn a_hold_and_progress_stand_beside_each_other() {
        let moments = Moments::default();
        moments.progress("o", 5, 10);
        moments.hold("o", Reason::Internal.into(), None);
        let expected = Moment {
            sent: (5, 10),
            hold: Some(Reason::Internal.into()),
            prompt: None,
        };
        assert_eq!(moments.of("o"), expected);
        assert_eq!(moments.of("another"), Moment::default());
    }
}
