//! The counter loses its power.

use super::{Slot, World};
use crate::event::Happening;

impl World {
    /// The power of printer and readers is cut and comes back at once: the mechanism stops where it is and forgets what it
    /// was doing and what trouble it had; what hung hangs no more; chips lose what was selected. Cards lie where they lay, and what is counted, written
    /// or printed stays.
    pub fn cut_power(&mut self) {
        self.settle();
        self.lose_power();
    }

    /// How often the power was cut; connections to the printer end with it.
    pub(crate) fn power_cuts(&self) -> u32 {
        self.power_cuts
    }

    pub(super) fn lose_power(&mut self) {
        self.power_cuts += 1;
        self.printer.stop();
        self.hung.clear();
        for slot in Slot::ALL {
            self.power_off(slot);
        }
        self.note(Happening::PowerCut);
    }
}

#[cfg(test)]
mod tests {
    use crate::card::Place;
    use crate::mechanism::Movement;
    use crate::testing;

    #[test]
    fn a_movement_ends_where_it_is_and_another_can_begin() {
        let mut world = testing::world();
        let ticket = world.start(Movement::Present).unwrap();
        let fed = world.next_change().unwrap();
        world.advance_to(fed);
        world.cut_power();
        assert_eq!(world.next_change(), None);
        assert_eq!(world.printer().outcome(ticket), None);
        let inside = world.cards().in_printer_path().unwrap();
        assert_eq!(world.cards().get(inside).unwrap().place(), Place::Path);
        world.start(Movement::Reject).unwrap();
        world.advance_to(world.next_change().unwrap());
        assert_eq!(world.cards().first_at(Place::Reject), Some(inside));
    }
}
