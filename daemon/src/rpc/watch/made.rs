//! The newest changes as messages: made for the first watcher that sees one, told again to all others.

use loket_proto::v1::watch_response::Event;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// How many are kept: what several watchers see at about the same time, some KiB each.
const KEPT: usize = 256;

/// Messages by the number of their change.
#[derive(Default)]
pub(super) struct Made(Mutex<VecDeque<(u64, Event)>>);

impl Made {
    /// The message of that change; `make` makes it if nobody has.
    pub(super) fn message(
        &self,
        sequence: u64,
        make: impl FnOnce() -> Option<Event>,
    ) -> Option<Event> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = made.binary_search_by_key(&sequence, |(sequence, _)| *sequence);
        match place {
            Ok(place) => made.get(place).map(|(_, event)| event.clone()),
            Err(place) => {
                let event = make()?;
                made.insert(place, (sequence, event.clone()));
                if made.len() > KEPT {
                    made.pop_front();
                }
                Some(event)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loket_proto::v1::Heartbeat;

    #[test]
    fn a_message_is_made_once_and_only_the_newest_are_kept() {
        let made = Made::default();
        let make = || Some(Event::Heartbeat(Heartbeat {}));
        let newest = KEPT as u64 + 1;
        for sequence in [2, 1].into_iter().chain(3..=newest) {
            assert!(made.message(sequence, make).is_some());
        }
        for kept in 2..=newest {
            assert!(made.message(kept, || panic!("made before")).is_some());
        }
        assert_eq!(made.message(1, || None), None, "the oldest is gone");
    }
}
