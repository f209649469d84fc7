//! The watching half of a slot: its state and its count of insertions and removals.

use super::error::{context_is_lost, meaning};
use crate::card_channel::{ChannelError, SlotState, SlotStatus};
use pcsc::{Context, Error, ReaderState, Scope, State};
use std::ffi::CString;
use std::time::Duration;

/// Watches one reader by name, over any number of lives of the service and the reader.
pub(super) struct Watch {
    reader: CString,
    context: Option<Context>,
    /// The service's 16-bit event count at the last look; none before the first look of a life of service or reader.
    count: Option<u16>,
    changes: u64,
}

impl Watch {
    pub(super) fn new(reader: CString) -> Self {
        Self {
            reader,
            context: None,
            count: None,
            changes: 0,
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
            self.count = None;
            return Err(ChannelError::NoReader);
        }
        self.add_changes(seen.event_count());
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
        })
    }

    fn add_changes(&mut self, count: u32) {
        // The service keeps 16 bits.
        let count = u16::try_from(count).unwrap_or(u16::MAX);
        self.changes += match self.count {
            Some(last) => u64::from(count.wrapping_sub(last)),
            // What happened while nobody counted is one change at least.
            None => 1,
        };
        self.count = Some(count);
    }

    fn forget(&mut self) {
        self.context = None;
        self.count = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_count_wraps_and_ours_grows() {
        let mut watch = Watch::new(CString::default());
        watch.add_changes(65_534);
        let first = watch.changes;
        watch.add_changes(65_534);
        assert_eq!(watch.changes, first);
        watch.add_changes(1);
        assert_eq!(watch.changes, first + 3);
    }

    #[test]
    fn a_new_life_of_the_service_is_a_change() {
        let mut watch = Watch::new(CString::default());
        watch.add_changes(0);
        let first = watch.changes;
        watch.forget();
        watch.add_changes(0);
        assert!(watch.changes > first);
    }
}
