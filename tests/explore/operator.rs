//! The people at the counter, who look at the world and answer truly, but for one mishap.

use crate::disk::Disk;
use crate::mishap::{self, Mishap};
use crate::{desk, hands, ledger, sight};
use loket_daemon::issuance::order::{AttemptState, Order};
use loket_daemon::prompt::{Key, Kind, Prompt};
use loket_daemon::refusal::Refusal;
use loket_simulator::card::{CardId, Place};
use loket_simulator::world::World;
use loket_tests::memory::office::Office;

/// An operator during one run.
#[derive(Debug, Default)]
pub(crate) struct Operator {
    /// The mishap that is still to come.
    pub(crate) mishap: Option<Mishap>,
    /// Cards that the printer had taken before the order was begun.
    pub(crate) fed_before: usize,
    /// How often a person decided what evidence had left open.
    pub(crate) settled: u32,
    /// What must not be and was seen.
    pub(crate) seen: Vec<String>,
}

impl Operator {
    /// Does what the prompt asks for, then answers it.
    ///
    /// # Errors
    /// The answer's refusal.
    pub(crate) fn answer(
        &mut self,
        office: &Office,
        order: &Order,
        prompt: &Prompt,
        disk: &Disk,
    ) -> Result<(), Refusal> {
        ledger::report_fallen(office)?;
        let world = &office.world;
        let choice = match prompt.question.kind {
            Kind::ClearHold => {
                let reason = prompt.question.condition.as_ref().map(|held| held.reason);
                world.with(|world| hands::clear_up(world, reason));
                disk.fail(None);
                self.put_back(
                    world.with(|world| world.cards().last_at(Place::Reject)),
                    office,
                );
                Key::Continue
            }
            Kind::InspectCard => world.with(hands::inspect),
            Kind::SettleUnknown => self.settle(office, order, prompt),
            Kind::ActivateCard => {
                self.seen
                    .extend(desk::mishap(&mut self.mishap, office, order));
                return desk::activate(office, order);
            }
            Kind::RetireOldCard => return desk::retire(office, order),
            Kind::HandOverCard => {
                let card = world.with(|world| hands::card_of(world, order));
                if let Some(card) = card {
                    world.with(|world| hands::hand_over(world, card));
                }
                Key::HandedOver
            }
            _ => return Ok(()),
        };
        let note = match choice {
            Key::Spoiled => "not fit to hand out",
            _ => "",
        };
        office.answer(&order.id, &choice.to_string(), note)?;
        Ok(())
    }

    fn put_back(&mut self, rejected: Option<CardId>, office: &Office) {
        if rejected.is_some() && self.mishap == Some(Mishap::PutBack) {
            self.mishap = None;
            office.world.with(mishap::put_back);
        }
    }

    fn settle(&mut self, office: &Office, order: &Order, prompt: &Prompt) -> Key {
        self.settled += 1;
        let choices = &prompt.question.choices;
        let mistaken = self.mishap.take_if(|mishap| *mishap == Mishap::WrongAnswer);
        office.world.with(|world| {
            let card = self.unaccounted(world, order);
            let truth = hands::settle(world, card, choices);
            let mut others = choices.iter().filter(|choice| **choice != truth);
            let wrong = mistaken.and_then(|_| others.next()).copied();
            // Whoever takes a card for spoiled puts it with those to be destroyed.
            if let (Some(Key::Spoiled), Some(card)) = (wrong, card) {
                hands::destroy(world, card);
            }
            wrong.unwrap_or(truth)
        })
    }

    /// The card that was taken from the hopper last, if no earlier attempt had it.
    fn unaccounted(&self, world: &World, order: &Order) -> Option<CardId> {
        let earlier = order.attempts.iter().rev().skip(1);
        let used = earlier
            .filter(|attempt| attempt.state != AttemptState::NotFed)
            .count();
        let fed = sight::fed(world);
        fed.get(self.fed_before + used).copied()
    }
}
