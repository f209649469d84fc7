//! The watching half of a slot: its state and its count of insertions and removals.

use super::error::{context_is_lost, meaning};
use crate::card_channel::{ChannelError, SlotState, SlotStatus};
use pcsc::{Context, Error, ReaderState, Scope, State};
use std::ffi::CString;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Watchers so far: each counts arrivals from a number of its own, which no other reaches.
static WATCHERS: AtomicU64 = AtomicU64::new(0);
/// Arrivals that one watcher may count.
const MOST_ARRIVALS: u64 = 1 << 32;

/// Watches one reader by name, over any number of lives of the service and the reader.
pub(super) struct Watch {
    reader: CString,
    context: Option<Context>,
    /// The last look; none before the first one of a life of service or reader.
    last: Option<Look>,
    changes: u64,
    arrivals: u64,
}

/// What one look found.
#[derive(Clone, Copy)]
struct Look {
    /// The service's 16-bit count of insertions and removals.
    count: u16,
    has_card: bool,
}

impl Watch {
    pub(super) fn new(reader: CString) -> Self {
        Self {
            reader,
            context: None,
            last: None,
            changes: 0,
            arrivals: WATCHERS.fetch_add(1, Ordering::Relaxed) * MOST_ARRIVALS,
        }
    }

    /// The state now.
    pub(super) fn status(&mut self) -> Result<SlotStatus, ChannelError> {
        let mut known = self.unaware();
        match self.look(&mut known, Duration::ZERO)? {
            Some(status) => Ok(status),
            // Not knowing the state, one cannot wait in vain for it to differ.
            None => Err(ChannelError::Service(Error::Timeout.into())),
        }
    }

    /// Knows nothing: the first look with it returns at once.
    pub(super) fn unaware(&self) -> [ReaderState; 1] {
        [ReaderState::new(self.reader.clone(), State::UNAWARE)]
    }

    /// Waits up to `slice` for a state other than `known`, which becomes the new one; `None` when there is none.
    ///
    /// # Errors
    /// `NoService`, `NoReader`, `NotPermitted`, `Service`.
    pub(super) fn look(
        &mut self,
        known: &mut [ReaderState; 1],
        slice: Duration,
    ) -> Result<Option<SlotStatus>, ChannelError> {
        match self.ask(known, slice) {
            Ok(()) => {
                known[0].sync_current_state();
                self.note(&known[0]).map(Some)
            }
            Err(Error::Timeout) => Ok(None),
            Err(error) => {
                self.forget();
                Err(meaning(error))
            }
        }
    }

    /// A service that was restarted since the last call is found by a second attempt.
    fn ask(&mut self, known: &mut [ReaderState; 1], slice: Duration) -> Result<(), Error> {
        let had_context = self.context.is_some();
        match self.ask_once(known, slice) {
            Err(error) if had_context && context_is_lost(error) => {
                self.forget();
                *known = self.unaware();
                self.ask_once(known, slice)
            }
            answer => answer,
        }
    }

    fn ask_once(&mut self, known: &mut [ReaderState; 1], slice: Duration) -> Result<(), Error> {
        let context = match &self.context {
            Some(context) => context,
            None => self.context.insert(Context::establish(Scope::User)?),
        };
        context.get_status_change(slice, known)
    }

    fn note(&mut self, seen: &ReaderState) -> Result<SlotStatus, ChannelError> {
        let state = seen.event_state();
        if state.intersects(State::UNKNOWN | State::UNAVAILABLE | State::IGNORE) {
            self.last = None;
            return Err(ChannelError::NoReader);
        }
        self.add(Look {
            // The service keeps 16 bits.
            count: u16::try_from(seen.event_count()).unwrap_or(u16::MAX),
            has_card: state.contains(State::PRESENT),
        });
        Ok(SlotStatus {
            state: if state.contains(State::MUTE) {
                SlotState::Mute
            } else if state.contains(State::PRESENT) {
                SlotState::Card {
                    atr: seen.atr().to_vec(),
                }
            } else {
                SlotState::Empty
            },
            changes: self.changes,
            arrivals: self.arrivals,
        })
    }

    fn add(&mut self, now: Look) {
        // What happened while nobody counted is one change at least, and may have been an arrival.
        let (changes, arrivals) = self.last.map_or((1, 1), |last| now.since(last));
        self.changes += changes;
        self.arrivals += arrivals;
        self.last = Some(now);
    }

    fn forget(&mut self) {
        self.context = None;
        self.last = None;
    }
}

impl Look {
    /// Insertions and removals since then, and how many of them were insertions. Cards come and go in turns; where count and
    /// card do not agree, one more may have come.
    fn since(self, last: Self) -> (u64, u64) {
        let changes = u64::from(self.count.wrapping_sub(last.count));
        let coming = changes + u64::from(self.has_card);
        (
            changes,
            coming.saturating_sub(last.has_card.into()).div_ceil(2),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: bool = false;
    const FULL: bool = true;

    /// A watch that has had these looks.
    fn watched(looks: &[(u16, bool)]) -> Watch {
        let mut watch = Watch::new(CString::default());
        for &(count, has_card) in looks {
            watch.add(Look { count, has_card });
        }
        watch
    }

    #[test]
    fn the_services_count_wraps_and_ours_grows() {
        let mut watch = watched(&[(65_534, EMPTY)]);
        let first = watch.changes;
        watch.add(Look {
            count: 65_534,
            has_card: EMPTY,
        });
        assert_eq!(watch.changes, first);
        watch.add(Look {
            count: 1,
            has_card: FULL,
        });
        assert_eq!(watch.changes, first + 3);
    }

    #[test]
    fn a_new_life_of_the_service_is_a_change_and_may_have_brought_a_card() {
        let mut watch = watched(&[(0, FULL)]);
        let (changes, arrivals) = (watch.changes, watch.arrivals);
        watch.forget();
        watch.add(Look {
            count: 0,
            has_card: FULL,
        });
        assert!(watch.changes > changes && watch.arrivals > arrivals);
    }

    #[test]
    fn arrivals_are_what_came_between_two_looks_whatever_is_there_now() {
        for (before, changes, now, arrivals) in [
            (EMPTY, 0, EMPTY, 0),
            (EMPTY, 1, FULL, 1),
            (EMPTY, 2, EMPTY, 1),
            (EMPTY, 3, FULL, 2),
            (FULL, 0, FULL, 0),
            (FULL, 1, EMPTY, 0),
            (FULL, 2, FULL, 1),
            // Never by turns: rather one too many.
            (FULL, 1, FULL, 1),
            (EMPTY, 1, EMPTY, 1),
        ] {
            let mut watch = watched(&[(7, before)]);
            let first = watch.arrivals;
            watch.add(Look {
                count: 7 + changes,
                has_card: now,
            });
            assert_eq!(watch.arrivals - first, arrivals, "{before} {changes} {now}");
        }
    }

    #[test]
    fn no_two_watches_find_the_same() {
        let one = watched(&[(0, EMPTY), (1, FULL)]);
        assert_ne!(one.arrivals, watched(&[(0, EMPTY), (1, FULL)]).arrivals);
    }
}
