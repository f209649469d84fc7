//! The people at the counter, who look at the world and answer truly, but for one mishap.

use crate::asked::Asked;
use crate::disk::Disk;
use crate::mishap::{self, Mishap};
use crate::{desk, hands, ledger, sight};
use loket_daemon::issuance::order::Order;
use loket_daemon::person::{Person, Role};
use loket_daemon::prompt::{Key, Kind, Prompt};
use loket_daemon::refusal::Refusal;
use loket_simulator::card::{CardId, Place};
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::World;
use loket_tests::memory::office::Office;

/// An operator during one run.
#[derive(Debug, Default)]
pub(crate) struct Operator {
    /// The mishap that is still to come.
    pub(crate) mishap: Option<Mishap>,
    /// Whether the holder's fingers show nothing, so that a second person is asked.
    pub(crate) vouches: bool,
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
        let asked = Asked::of(order, prompt);
        if asked.kind == Kind::ActivateCard {
            let wrong = desk::mishap(&mut self.mishap, office, order);
            self.seen.extend(wrong);
        }
        let Some(choice) = self.choose(&office.world, disk, &asked) else {
            return Ok(());
        };
        let words = choice.to_string();
        let answered = match choice {
            Key::Vouch => office.answer_as(supervisor(), &order.id, &words, note(choice)),
            _ => office.answer(&order.id, &words, note(choice)),
        };
        office.world.with(World::lift_finger);
        answered.map(|_| ())
    }

    /// Does what is asked for; the answer to give, or none where nobody at this counter is asked.
    pub(crate) fn choose(
        &mut self,
        world: &SharedWorld,
        disk: &Disk,
        asked: &Asked,
    ) -> Option<Key> {
        Some(match asked.kind {
            Kind::ClearHold => {
                world.with(|world| hands::clear_up(world, asked.reason));
                disk.fail(None);
                world.with(|world| self.put_back(world));
                Key::Continue
            }
            Kind::InspectCard => world.with(hands::inspect),
            Kind::SettleUnknown => self.settle(world, asked),
            Kind::ActivateCard if self.vouches => Key::SecondPerson,
            Kind::VouchForHolder => {
                world.with(|world| desk::put_new_card(world, asked.serial));
                Key::Vouch
            }
            Kind::ActivateCard => {
                world.with(|world| desk::put_new_card(world, asked.serial));
                Key::Activate(desk::FINGER)
            }
            Kind::RetireOldCard => {
                world.with(|world| desk::put_old_card(world, asked.serial));
                Key::Retire
            }
            Kind::HandOverCard => {
                world.with(|world| {
                    if let Some(card) = hands::card_with(world, asked.serial) {
                        hands::hand_over(world, card);
                    }
                });
                Key::HandedOver
            }
            _ => return None,
        })
    }

    fn put_back(&mut self, world: &mut World) {
        let rejected = world.cards().last_at(Place::Reject).is_some();
        if rejected && self.mishap == Some(Mishap::PutBack) {
            self.mishap = None;
            mishap::put_back(world);
        }
    }

    fn settle(&mut self, world: &SharedWorld, asked: &Asked) -> Key {
        self.settled += 1;
        let choices = &asked.choices;
        let mistaken = self.mishap.take_if(|mishap| *mishap == Mishap::WrongAnswer);
        world.with(|world| {
            let card = self.unaccounted(world, asked);
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
    fn unaccounted(&self, world: &World, asked: &Asked) -> Option<CardId> {
        let fed = sight::fed(world);
        fed.get(self.fed_before + asked.used).copied()
    }
}

/// Who vouches for a holder.
pub(crate) fn supervisor() -> Person {
    Person {
        id: "supervisor-1".to_owned(),
        role: Role::Supervisor,
    }
}

/// What a person writes beside an answer that wants it.
pub(crate) fn note(choice: Key) -> &'static str {
    match choice {
        Key::Spoiled => "not fit to hand out",
        Key::SecondPerson => "both hands bandaged",
        Key::Vouch => "face, chip and papers agree",
        _ => "",
    }
}
