//! What an operator does with cards and devices, having looked at them.

use crate::disk::Disk;
use crate::sight;
use loket_daemon::condition::Reason;
use loket_daemon::prompt::Key;
use loket_simulator::card::{CardId, Place};
use loket_simulator::device::Device;
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::World;

/// Makes everything work again that a person can.
pub(crate) fn repair_all(world: &SharedWorld, disk: &Disk) {
    world.with(plug_all);
    disk.fail(None);
}

/// Plugs every device in.
pub(crate) fn plug_all(world: &mut World) {
    for device in Device::ALL {
        world.plug(device);
    }
}

/// Sees to what is in the way.
pub(crate) fn clear_up(world: &mut World, reason: Option<Reason>) {
    plug_all(world);
    match reason {
        Some(Reason::EncoderOccupied | Reason::EncoderNotPaired | Reason::CardJam) => {
            take_out(world);
        }
        Some(Reason::RibbonEnded) => world.change_ribbon(),
        _ => {}
    }
}

/// Takes the card out of the printer, once that is at rest.
fn take_out(world: &mut World) {
    come_to_rest(world);
    if let Some(card) = world.take_card_out() {
        destroy(world, card);
    }
}

/// Waits until the printer does not move any more. Where time passes by itself, whoever asks has waited.
pub(crate) fn come_to_rest(world: &mut World) {
    while let Some(next) = world.next_change() {
        if !world.advance_to(next) {
            return;
        }
    }
}

/// Puts the card with those to be destroyed. What the printer never took from the hopper goes back where somebody got it from.
pub(crate) fn destroy(world: &mut World, card: CardId) {
    let place = if sight::fed(world).contains(&card) {
        Place::Destroyed
    } else {
        Place::Store
    };
    // Whatever a hand holds can be destroyed, and a blank can go back.
    let _ = world.move_card(card, place);
}

/// Blanks that the printer never took from the hopper, and that came into it, into its reject tray or into somebody's hand all
/// the same, go back to the store.
pub(crate) fn return_strays(world: &mut World) {
    let fed = sight::fed(world);
    let inside = world.cards().in_printer_path();
    if inside.is_some_and(|card| !fed.contains(&card)) {
        come_to_rest(world);
        world.take_card_out();
    }
    for place in [Place::Reject, Place::Hand] {
        for card in world.cards().at(place) {
            if !fed.contains(&card) {
                // It is a blank that a hand reaches.
                let _ = world.move_card(card, Place::Store);
            }
        }
    }
}

/// Looks at the card that came last.
pub(crate) fn inspect(world: &mut World) -> Key {
    come_to_rest(world);
    let Some(card) = sight::fed(world).last().copied() else {
        return Key::Spoiled;
    };
    let (place, verdict) = if is_found_printed(world, card) {
        (Place::Hand, Key::Good)
    } else {
        (Place::Destroyed, Key::Spoiled)
    };
    // It lies in the tray, or is in the hand already.
    let _ = world.move_card(card, place);
    verdict
}

/// Says what became of the card that was last taken from the hopper, if no earlier attempt had it, and takes it.
pub(crate) fn settle(world: &mut World, card: Option<CardId>, choices: &[Key]) -> Key {
    come_to_rest(world);
    let Some(card) = card else {
        return Key::NoCard;
    };
    if is_found_printed(world, card) && choices.contains(&Key::OnDesk) {
        // The reader is empty: there is one card about.
        let _ = world.move_card(card, Place::DeskReader);
        return Key::OnDesk;
    }
    if sight::place(world, card).is_some_and(Place::is_in_printer_path) {
        world.take_card_out();
    }
    destroy(world, card);
    // It was fed twice: whoever finds it half printed knows it again.
    let fed = sight::fed(world);
    let is_known = fed.iter().filter(|fed| **fed == card).count() > 1;
    if is_known && choices.contains(&Key::UsedBefore) {
        return Key::UsedBefore;
    }
    Key::Spoiled
}

/// Whether it came out of the printer, is where an operator looks for it, and is printed well.
fn is_found_printed(world: &World, card: CardId) -> bool {
    world.cards().get(card).is_some_and(|card| {
        let found = [Place::Output, Place::Hand, Place::DeskReader].contains(&card.place());
        found && sight::is_printed(world, card)
    })
}

/// The order's card goes to the desk reader, and whatever is there to its holder's side.
pub(crate) fn to_desk(world: &mut World, card: CardId) {
    plug_all(world);
    clear_desk(world, card);
    // Hands reach it, and the reader is empty.
    let _ = world.move_card(card, Place::DeskReader);
}

fn clear_desk(world: &mut World, but: CardId) {
    let other = world.cards().first_at(Place::DeskReader);
    if let Some(other) = other.filter(|other| *other != but) {
        // It lies in the reader.
        let _ = world.move_card(other, Place::Hand);
    }
}

/// The card goes to its holder.
pub(crate) fn hand_over(world: &mut World, card: CardId) {
    // It is in the reader or in a hand.
    let _ = world.move_card(card, Place::HandedOver);
}

/// The card that lies ready: the number of its chip is printed on its back.
pub(crate) fn card_with(world: &World, serial: Option<[u8; 8]>) -> Option<CardId> {
    sight::with_serial(world, serial?)
}
