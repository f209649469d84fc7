//! The people at the counter, who look at the world and answer truly.

use crate::disk::Disk;
use crate::sight;
use loket_card::finger::FingerPosition;
use loket_daemon::condition::Reason;
use loket_daemon::issuance::order::{AttemptState, Order};
use loket_daemon::prompt::{Key, Kind, Prompt};
use loket_daemon::refusal::Refusal;
use loket_simulator::card::{CardId, Place};
use loket_simulator::device::Device;
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::World;
use loket_tests::memory::office::Office;

const FINGER: FingerPosition = FingerPosition::RightIndex;

/// An operator during one run.
#[derive(Debug, Default)]
pub(crate) struct Operator {
    /// How often a person decided what evidence had left open.
    pub(crate) settled: u32,
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
        let choice = match prompt.question.kind {
            Kind::ClearHold => {
                let reason = prompt.question.condition.as_ref().map(|held| held.reason);
                office.world.with(|world| clear_up(world, reason));
                disk.fail(None);
                Key::Continue
            }
            Kind::InspectCard => office.world.with(inspect),
            Kind::SettleUnknown => {
                self.settled += 1;
                office.world.with(|world| settle(world, order, prompt))
            }
            Kind::ActivateCard => return activate(office, order),
            Kind::HandOverCard => office.world.with(|world| hand_over(world, order)),
            _ => return Ok(()),
        };
        let note = match choice {
            Key::Spoiled => "not fit to hand out",
            _ => "",
        };
        office.answer(&order.id, &choice.to_string(), note)?;
        Ok(())
    }
}

/// Makes everything work again that a person can.
pub(crate) fn repair_all(world: &SharedWorld, disk: &Disk) {
    world.with(plug_all);
    disk.fail(None);
}

fn plug_all(world: &mut World) {
    for device in Device::ALL {
        world.plug(device);
    }
}

fn clear_up(world: &mut World, reason: Option<Reason>) {
    plug_all(world);
    let in_the_way = [
        Reason::EncoderOccupied,
        Reason::EncoderNotPaired,
        Reason::CardJam,
    ];
    if reason.is_some_and(|reason| in_the_way.contains(&reason)) {
        take_out(world);
    }
}

/// Takes the card out of the printer, once that is at rest, and puts it with those to be destroyed.
fn take_out(world: &mut World) -> Option<CardId> {
    come_to_rest(world);
    let card = world.take_card_out()?;
    destroy(world, card);
    Some(card)
}

fn come_to_rest(world: &mut World) {
    while let Some(next) = world.next_change() {
        world.advance_to(next);
    }
}

/// What the printer never took from the hopper goes back where somebody got it from.
fn destroy(world: &mut World, card: CardId) {
    let place = if sight::fed(world).contains(&card) {
        Place::Destroyed
    } else {
        Place::Store
    };
    // Whatever a hand holds can be destroyed, and a blank can go back.
    let _ = world.move_card(card, place);
}

/// The card that came out last is the one that is asked about.
fn inspect(world: &mut World) -> Key {
    come_to_rest(world);
    let Some(card) = sight::fed(world).last().copied() else {
        return Key::Spoiled;
    };
    let good = world
        .cards()
        .get(card)
        .is_some_and(|card| lies_outside(card.place()) && sight::is_printed(world, card));
    let (place, verdict) = if good {
        (Place::Hand, Key::Good)
    } else {
        (Place::Destroyed, Key::Spoiled)
    };
    // It lies in the tray, or is in the hand already.
    let _ = world.move_card(card, place);
    verdict
}

/// Whether a blank left the hopper for the attempt, and what became of it.
fn settle(world: &mut World, order: &Order, prompt: &Prompt) -> Key {
    come_to_rest(world);
    let Some(card) = unaccounted(world, order) else {
        return Key::NoCard;
    };
    let printed = world
        .cards()
        .get(card)
        .is_some_and(|card| lies_outside(card.place()) && sight::is_printed(world, card));
    if printed && prompt.question.choices.contains(&Key::OnDesk) {
        // The reader is empty: there is one card about.
        let _ = world.move_card(card, Place::DeskReader);
        return Key::OnDesk;
    }
    if sight::place(world, card).is_some_and(Place::is_in_printer_path) {
        world.take_card_out();
    }
    destroy(world, card);
    Key::Spoiled
}

/// Whether it came out of the printer, and is where an operator looks for it.
fn lies_outside(place: Place) -> bool {
    matches!(place, Place::Output | Place::Hand | Place::DeskReader)
}

/// The card that was taken from the hopper last, if no earlier attempt had it.
fn unaccounted(world: &World, order: &Order) -> Option<CardId> {
    let fed = sight::fed(world);
    let earlier = order.attempts.iter().rev().skip(1);
    let used = earlier
        .filter(|attempt| attempt.state != AttemptState::NotFed)
        .count();
    fed.get(used).copied()
}

/// The inspected card goes to the desk reader; its holder puts a finger on the glass.
fn activate(office: &Office, order: &Order) -> Result<(), Refusal> {
    office.world.with(|world| {
        plug_all(world);
        let card = card_of(world, order);
        if let Some(card) = card.filter(|card| sight::place(world, *card) == Some(Place::Hand)) {
            // The reader is empty: there is one card about.
            let _ = world.move_card(card, Place::DeskReader);
        }
    });
    office.activate(&order.id, FINGER)?;
    Ok(())
}

fn hand_over(world: &mut World, order: &Order) -> Key {
    if let Some(card) = card_of(world, order) {
        // It is in the reader or in a hand.
        let _ = world.move_card(card, Place::HandedOver);
    }
    Key::HandedOver
}

/// The card that lies ready: its number is printed on its back.
fn card_of(world: &World, order: &Order) -> Option<CardId> {
    let serial = order.attempt()?.serial?;
    sight::with_serial(world, serial.0)
}
