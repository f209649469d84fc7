//! Makes sure that `pcscd` sees every removal, however soon the next card follows.
//!
//! `pcscd` asks for presence instead of being told, and it counts a removal only when the look that opens an iteration
//! of the reader's event thread finds the slot empty after an earlier one found a card. Its other looks (before each
//! power action, on any thread) do not count. A card swapped between two looks that count would be taken for the old
//! one: the old session would go on with the new card. So the event thread is shown the cards one after the other, each
//! followed by an empty slot, and everybody else sees only the card that the event thread has been shown.
//!
//! One more thing is needed. For each command `pcscd` checks that the session's card was not removed, and then waits for
//! the event thread to let go of the reader; by then the next card may be powered, and the command would reach it. So the
//! slot is shown empty for [`PAUSE`], and such commands find it empty. Hands and motors never change cards that fast.

use std::time::{Duration, Instant};

/// Shortest time between two cards, as `pcscd` sees them: long for a thread that has passed the check, even on a loaded
/// machine.
pub(super) const PAUSE: Duration = Duration::from_millis(50);

/// One card's stay in the slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stay {
    /// Which event connection told of it: a new counter begins to number anew.
    pub(super) generation: u64,
    /// The counter's number of it.
    pub(super) number: u32,
}

/// What the event thread has been shown.
///
/// Iterations of the event thread are told apart by its waits. In one iteration it looks once to three times (before
/// cutting an unused card's power, at the opening, before powering a new card). If all of them found the slot empty, the
/// opening one did, and a removal is counted. If one found a card, it is uncertain which; then the slot is shown empty for
/// one more iteration, which does no harm: an empty slot seen twice is counted once.
#[derive(Debug, Default)]
pub(super) struct Shown {
    card: Option<Stay>,
    looks: Looks,
    /// End of the pause after the last card.
    pause: Option<Instant>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Looks {
    #[default]
    None,
    AllEmpty,
    SawCard,
}

impl Shown {
    /// The event thread looks while `card` is in the slot. Returns whether it is to see a card.
    pub(super) fn look(&mut self, card: Option<Stay>, now: Instant) -> bool {
        if self.card.is_none() && self.pause_left(now).is_zero() {
            self.card = card;
        }
        let sees_card = self.to_others(card).is_some();
        self.looks = match (self.looks, sees_card) {
            (Looks::None | Looks::AllEmpty, false) => Looks::AllEmpty,
            _ => Looks::SawCard,
        };
        sees_card
    }

    /// What everybody else is to see while `card` is in the slot.
    pub(super) fn to_others(&self, card: Option<Stay>) -> Option<Stay> {
        card.filter(|_| self.card == card)
    }

    /// How long it is until the event thread has something to see while `card` is in the slot; `None` for ever.
    pub(super) fn due(&self, card: Option<Stay>, now: Instant) -> Option<Duration> {
        match self.card {
            shown if shown == card => None,
            Some(_) => Some(Duration::ZERO),
            None => Some(self.pause_left(now)),
        }
    }

    /// The event thread goes back to waiting.
    pub(super) fn event_thread_waits(&mut self, now: Instant) {
        let counted = std::mem::take(&mut self.looks) == Looks::AllEmpty;
        if counted && self.card.take().is_some() {
            self.pause = Some(now + PAUSE);
        }
    }

    fn pause_left(&self, now: Instant) -> Duration {
        self.pause
            .map_or(Duration::ZERO, |end| end.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Option<Stay> = stay(1, 1);
    const SECOND: Option<Stay> = stay(1, 2);

    const fn stay(generation: u64, number: u32) -> Option<Stay> {
        Some(Stay { generation, number })
    }

    /// What has been shown after the event thread saw the first card and waits.
    fn first_card(now: Instant) -> Shown {
        let mut shown = Shown::default();
        assert!(shown.look(FIRST, now));
        shown.event_thread_waits(now);
        shown
    }

    #[test]
    fn a_swap_shows_an_empty_slot_for_a_while_before_the_second_card() {
        let now = Instant::now();
        let mut shown = first_card(now);
        assert_eq!(shown.due(SECOND, now), Some(Duration::ZERO));
        assert!(!shown.look(SECOND, now));
        shown.event_thread_waits(now);
        assert_eq!(shown.due(SECOND, now), Some(PAUSE));
        assert!(!shown.look(SECOND, now));
        assert_eq!(shown.to_others(SECOND), None);
        shown.event_thread_waits(now);
        let later = now + PAUSE;
        assert_eq!(shown.due(SECOND, later), Some(Duration::ZERO));
        assert!(shown.look(SECOND, later));
        assert_eq!(shown.due(SECOND, later), None);
    }

    #[test]
    fn others_see_a_card_after_the_event_thread_and_never_another() {
        let mut shown = Shown::default();
        assert_eq!(shown.to_others(FIRST), None);
        shown.look(FIRST, Instant::now());
        assert_eq!(shown.to_others(FIRST), FIRST);
        assert_eq!(shown.to_others(SECOND), None);
        assert_eq!(shown.to_others(None), None);
    }

    #[test]
    fn a_swap_between_two_looks_of_one_iteration_is_shown_in_the_next() {
        let now = Instant::now();
        let mut shown = first_card(now);
        assert!(shown.look(FIRST, now));
        assert!(!shown.look(SECOND, now), "before powering");
        shown.event_thread_waits(now);
        assert_eq!(shown.due(SECOND, now), Some(Duration::ZERO));
        assert!(!shown.look(SECOND, now), "at the opening");
        shown.event_thread_waits(now);
        assert!(shown.look(SECOND, now + PAUSE));
    }

    #[test]
    fn the_same_number_from_another_counter_is_another_card() {
        let now = Instant::now();
        assert!(!first_card(now).look(stay(2, 1), now));
    }
}
