//! What the operator of an office in memory answers to what an order waits for.

use super::office::{Office, oblige, operator};
use loket_card::finger::FingerPosition;
use loket_daemon::device::token::Token;
use loket_daemon::issuance::order::Order;
use loket_daemon::person::Person;
use loket_daemon::prompt::Subject;
use loket_daemon::prompt::answer::{Answer, Content};
use loket_daemon::prompt::progress::{Progress, Report};
use loket_daemon::refusal::Refusal;
use loket_simulator::card::Place;
use loket_simulator::world::World;
use std::sync::Arc;

impl Office {
    /// The operator answers what the order waits for now.
    ///
    /// # Errors
    /// The answer's refusal.
    pub fn answer(&self, order: &str, choice: &str, note: &str) -> Result<Order, Refusal> {
        let present = self.counter.prompt(&Subject::Order(order.to_owned()))?;
        let generation = present.map_or(0, |prompt| prompt.generation);
        self.answer_to(generation, order, choice, note)
    }

    /// The same by a front end that shows this lease.
    ///
    /// # Errors
    /// The answer's refusal.
    pub fn answer_with(&self, lease: Token, order: &str, choice: &str) -> Result<Order, Refusal> {
        let present = self.counter.prompt(&Subject::Order(order.to_owned()))?;
        let generation = present.map_or(0, |prompt| prompt.generation);
        self.give(
            operator(),
            generation,
            (order, choice),
            Content::None,
            Some(lease),
        )
    }

    /// Somebody else than the operator answers, with a note.
    ///
    /// # Errors
    /// The answer's refusal.
    pub fn answer_as(
        &self,
        by: Person,
        order: &str,
        choice: &str,
        note: &str,
    ) -> Result<Order, Refusal> {
        let present = self.counter.prompt(&Subject::Order(order.to_owned()))?;
        let generation = present.map_or(0, |prompt| prompt.generation);
        self.give(
            by,
            generation,
            (order, choice),
            Content::Note(note.to_owned()),
            None,
        )
    }

    /// The operator answers the order's prompt with that number.
    ///
    /// # Errors
    /// The answer's refusal.
    pub fn answer_to(
        &self,
        generation: u64,
        order: &str,
        choice: &str,
        note: &str,
    ) -> Result<Order, Refusal> {
        let content = match note {
            "" => Content::None,
            note => Content::Note(note.to_owned()),
        };
        self.give(operator(), generation, (order, choice), content, None)
    }

    fn give(
        &self,
        by: Person,
        generation: u64,
        (order, choice): (&str, &str),
        content: Content,
        lease: Option<Token>,
    ) -> Result<Order, Refusal> {
        let bytes = content.to_bytes()?;
        let store = &self.counter.base.store;
        let fingerprint = store.call(move |database| Ok(database.fingerprint(&bytes)))?;
        let answer = Answer {
            generation,
            choice: choice.to_owned(),
            by,
            lease,
            content,
            fingerprint,
        };
        let world = self.world.clone();
        let report: Report = Arc::new(move |progress| {
            if let Progress::Hint(finger, hint) = progress {
                oblige(&world, finger, hint);
            }
        });
        self.counter.issuance.answer(order, &answer, &report)
    }

    /// The operator says that the hold is dealt with.
    ///
    /// # Errors
    /// `PromptStale` without a hold.
    pub fn go_on(&self, order: &str) -> Result<Order, Refusal> {
        self.answer(order, "continue", "")?;
        self.counter.issuance.work_until_idle();
        Ok(self.counter.issuance.orders().get(order)?)
    }

    /// The operator takes the card, finds it good, has the holder activate it and hands it over.
    ///
    /// # Errors
    /// The first refusal.
    pub fn hand_over(&self, order: &str, finger: FingerPosition) -> Result<Order, Refusal> {
        self.answer(order, "good", "")?;
        self.card_to_desk();
        self.activate(order, finger)?;
        self.world
            .with(|world| world.move_last_card(Place::DeskReader, Place::HandedOver))
            .expect("the card is on the desk");
        self.answer(order, "handed_over", "")
    }

    /// From the output tray to the desk reader.
    pub fn card_to_desk(&self) {
        self.world
            .with(|world| world.move_last_card(Place::Output, Place::DeskReader))
            .expect("a card is in the output tray");
    }

    /// Activates the card on the desk with the seated applicant's finger.
    ///
    /// # Errors
    /// The activation's refusal.
    pub fn activate(&self, order: &str, finger: FingerPosition) -> Result<Order, Refusal> {
        let activated = self.answer(order, &format!("activate:{}", finger.code()), "");
        self.world.with(World::lift_finger);
        activated
    }
}
