//! What the printer does by itself when a print failed: nothing, if the host manages errors (`Pem;2`); else (`Pem;0`, as after
//! every start) it prints once more when the trouble is gone, on another blank if the card was taken out.

use super::World;
use crate::mechanism::Movement;

impl World {
    /// The host takes errors upon itself, or leaves them to the printer.
    pub(crate) fn leave_errors_to(&mut self, host: bool) {
        self.printer.host_manages_errors = host;
    }

    /// A hand has removed trouble: a print that waits for that begins again, once.
    pub(super) fn trouble_is_gone(&mut self) {
        if self.printer.cover_open || self.printer.jammed || self.printer.ribbon_fault.is_some() {
            return;
        }
        if let Some((front, back)) = self.printer.take_failed_print() {
            // A printer that cannot begin leaves it.
            let _ = self.start(Movement::Print { front, back });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::card::Place;
    use crate::fault::{Arming, FaultKind, JamPoint};
    use crate::mechanism::Movement;
    use crate::testing;
    use crate::world::World;

    fn run(world: &mut World) {
        while let Some(change) = world.next_change() {
            world.advance_to(change);
        }
    }

    /// A print that jams at the exit, and a hand that clears it.
    fn jammed_and_cleared(world: &mut World) {
        world.arm(Arming::once(FaultKind::Jam { at: JamPoint::Exit }));
        let job = Movement::Print {
            front: Vec::new(),
            back: Vec::new(),
        };
        world.start(job).unwrap();
        run(world);
        world.open_cover();
        assert!(world.clear_jam().is_some());
        world.close_cover();
        run(world);
    }

    #[test]
    fn a_printer_that_manages_errors_prints_once_more_and_one_that_is_told_not_to_does_not() {
        let mut alone = testing::world();
        jammed_and_cleared(&mut alone);
        assert_eq!(alone.cards().at(Place::Output).len(), 1);
        let mut told = testing::world();
        told.leave_errors_to(true);
        jammed_and_cleared(&mut told);
        assert_eq!(told.cards().at(Place::Output).len(), 0);
        // A start without power forgets what it was told.
        told.cut_power();
        jammed_and_cleared(&mut told);
        assert_eq!(told.cards().at(Place::Output).len(), 1);
    }
}
