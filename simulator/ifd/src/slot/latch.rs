//! Makes sure that `pcscd` sees every removal, however soon the next card follows.
//!
//! `pcscd` asks for presence instead of being told, and it counts a removal only when the look that opens an iteration
//! of the reader's event thread finds the slot empty. Its other looks (before each power action, on any thread) do not
//! count. A card swapped between two such looks would be taken for the old one: the old session would go on with the
//! new card.

/// Holds a removal until the event thread has acted on it.
///
/// Iterations of the event thread are told apart by its waits. In one iteration it looks once to three times (before
/// cutting an unused card's power, at the opening, before powering a new card). If all of them found the slot empty, the
/// opening one did, and the removal is counted. If one found a card, it is uncertain which; then the removal is held for
/// one more iteration, which does no harm: an empty slot seen twice is counted once.
#[derive(Debug, Default)]
pub(super) struct RemovalLatch {
    held: bool,
    looks: Looks,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Looks {
    #[default]
    None,
    AllEmpty,
    SawCard,
}

impl RemovalLatch {
    /// A card left.
    pub(super) fn hold(&mut self) {
        self.held = true;
    }

    /// Whether the slot must still be shown as empty.
    pub(super) fn is_held(&self) -> bool {
        self.held
    }

    /// The event thread looked and was told whether the slot is empty.
    pub(super) fn event_thread_looked(&mut self, empty: bool) {
        self.looks = match (self.looks, empty) {
            (Looks::None | Looks::AllEmpty, true) => Looks::AllEmpty,
            _ => Looks::SawCard,
        };
    }

    /// The event thread goes back to waiting. Returns whether a held removal was let go, so that the slot may look
    /// different now.
    pub(super) fn event_thread_waits(&mut self) -> bool {
        let counted = std::mem::take(&mut self.looks) == Looks::AllEmpty;
        let released = self.held && counted;
        self.held &= !counted;
        released
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removal_is_held_until_the_event_thread_found_the_slot_empty() {
        let mut latch = RemovalLatch::default();
        latch.hold();
        assert!(!latch.event_thread_waits(), "nobody looked yet");
        assert!(latch.is_held());
        latch.event_thread_looked(true);
        assert!(latch.event_thread_waits());
        assert!(!latch.is_held());
    }

    #[test]
    fn a_swap_between_two_looks_of_one_iteration_is_held_for_the_next() {
        let mut latch = RemovalLatch::default();
        latch.event_thread_looked(false);
        latch.hold();
        latch.event_thread_looked(true);
        assert!(!latch.event_thread_waits());
        assert!(latch.is_held());
        latch.event_thread_looked(true);
        assert!(latch.event_thread_waits());
    }

    #[test]
    fn an_empty_slot_without_a_removal_releases_nothing() {
        let mut latch = RemovalLatch::default();
        latch.event_thread_looked(true);
        assert!(!latch.event_thread_waits());
    }
}
