//! What can be seen of the world: what an operator sees, and what happened to which card. Never the daemon's own books.

use loket_simulator::card::{Card, CardId, Place};
use loket_simulator::chip::LifeCycle;
use loket_simulator::event::Happening;
use loket_simulator::print::{LINES, Panel, Side};
use loket_simulator::world::World;

/// Blanks that lie in the hopper: a spoiled card that somebody put back there is none.
pub(crate) fn blanks_in_hopper(world: &World) -> usize {
    let fed = fed(world);
    let there = world.cards().at(Place::Hopper);
    there.iter().filter(|card| !fed.contains(card)).count()
}

/// What lies on a face when it is done: both are printed in colour.
const DONE: &[Panel] = &Panel::ALL;

/// The cards that the printer took out of the hopper, in order; one that was put back is there as often as it was taken.
pub(crate) fn fed(world: &World) -> Vec<CardId> {
    let moved = world
        .log()
        .after(0)
        .filter_map(|event| match event.happening {
            Happening::CardMoved {
                card,
                from: Place::Hopper,
                to: Place::Path,
            } => Some(card),
            _ => None,
        });
    moved.collect()
}

/// Blanks in the output tray that the printer dropped there.
pub(crate) fn fallen(world: &World) -> Vec<CardId> {
    let fed = fed(world);
    let mut lying = world.cards().at(Place::Output);
    lying.retain(|card| !fed.contains(card));
    lying
}

/// Whether both faces are printed, once and to the last line.
pub(crate) fn is_printed(world: &World, card: &Card) -> bool {
    face_is_done(world, card, Side::Front) && face_is_done(world, card, Side::Back)
}

fn face_is_done(world: &World, card: &Card, side: Side) -> bool {
    let cut_short = world.log().after(0).any(|event| match event.happening {
        Happening::PanelPrinted {
            card: printed,
            side: face,
            lines,
            ..
        } => printed == card.id() && face == side && lines < LINES,
        _ => false,
    });
    card.face(side).panels() == DONE && !cut_short
}

/// Whether the chip is written to the end.
pub(crate) fn is_written(card: &Card) -> bool {
    matches!(
        card.chip.life_cycle(),
        LifeCycle::Personalised | LifeCycle::Activated
    )
}

/// Whether somebody could take the card for one that is to be handed out, or was.
pub(crate) fn is_about(card: &Card) -> bool {
    !matches!(
        card.place(),
        Place::Store | Place::Hopper | Place::Reject | Place::Destroyed
    )
}

/// The card whose chip has that serial number.
pub(crate) fn with_serial(world: &World, serial: [u8; 8]) -> Option<CardId> {
    let mut cards = world.cards().iter();
    cards
        .find(|card| card.chip.serial() == serial)
        .map(Card::id)
}

/// Where the card is.
pub(crate) fn place(world: &World, card: CardId) -> Option<Place> {
    world.cards().get(card).map(Card::place)
}
