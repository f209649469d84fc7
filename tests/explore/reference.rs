//! What a card of the holder's looks like and holds when nothing went wrong, by the chip that it has.

use crate::flow::Flow;
use crate::run::Run;
use crate::script::Script;
use crate::stage;
use image::RgbImage;
use loket_simulator::card::{Card, CardId, Place};
use loket_simulator::chip::FileText;
use loket_simulator::world::World;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Where the back has the order's number, in words and as a code: x, y, width, height. Each order has its own.
const ORDER_NUMBER: [(u32, u32, u32, u32); 2] = [(380, 420, 410, 50), (800, 404, 170, 170)];

/// The contents of a chip's files, but for the one that counts its writing.
type Files = Vec<(String, String)>;

/// A card as it should be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    front: RgbImage,
    back: RgbImage,
    files: Files,
}

impl Reference {
    /// This card as it is.
    pub(crate) fn of(card: &Card) -> Self {
        let mut back = card.back.picture();
        for (x, y, width, height) in ORDER_NUMBER {
            for (x, y) in (x..x + width).flat_map(|x| (y..y + height).map(move |y| (x, y))) {
                back.put_pixel(x, y, image::Rgb([0; 3]));
            }
        }
        let files = card.chip.dump().files.into_iter();
        let files = files.filter(|file| !matches!(file.text, Some(FileText::Control { .. })));
        Self {
            front: card.front.picture(),
            back,
            files: files.map(|file| (file.identifier, file.hex)).collect(),
        }
    }

    /// The holder's card with this chip as it should be; `None` when it cannot be made without anything going wrong.
    pub(crate) fn with_chip(card: CardId) -> Option<Arc<Self>> {
        static KNOWN: LazyLock<Mutex<HashMap<CardId, Arc<Reference>>>> =
            LazyLock::new(Mutex::default);
        let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reference) = known().get(&card) {
            return Some(Arc::clone(reference));
        }
        let made = Arc::new(make(card)?);
        known().insert(card, Arc::clone(&made));
        Some(made)
    }
}

/// Has the card printed in an office of its own, in which it is the first.
fn make(card: CardId) -> Option<Reference> {
    let script = Script::quiet(Flow::Print);
    let stage = stage::set(script.printer.reporting(), Vec::new()).ok()?;
    let world = stage.premises.world.clone();
    world.with(|world| put_first(world, card))?;
    Run::new(script.flow, None, stage).drive().ok()?;
    world.with(|world| world.cards().get(card).map(Reference::of))
}

fn put_first(world: &mut World, card: CardId) -> Option<()> {
    while world.cards().first_at(Place::Hopper)? != card {
        let other = world.cards().first_at(Place::Hopper)?;
        world.move_card(other, Place::Store).ok()?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_cards_differ_only_where_the_order_and_the_chip_are_named() {
        let (first, again) = (make(CardId(1)).unwrap(), make(CardId(1)).unwrap());
        assert_eq!(first, again);
        let other = make(CardId(2)).unwrap();
        assert_eq!(first.front, other.front);
        assert_ne!(first.back, other.back, "the chip's number is on it");
        assert_ne!(first.files, other.files, "the chip's number is signed");
    }
}
