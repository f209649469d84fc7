//! What happens at the desk: a card is put in force, the old one out of force, and the wrong one is tried.

use crate::asked::serial_of;
use crate::hands;
use crate::mishap::Mishap;
use loket_card::finger::FingerPosition;
use loket_daemon::device::lease::Wanted;
use loket_daemon::issuance::order::Order;
use loket_simulator::card::{CardId, Place};
use loket_simulator::chip::LifeCycle;
use loket_simulator::world::World;
use loket_tests::memory::office::Office;
use std::time::Duration;

/// The finger that the holder puts on the glass.
pub(crate) const FINGER: FingerPosition = FingerPosition::RightIndex;
/// How long a lease lasts, and until when it is over for certain.
const LEASE: Duration = Duration::from_secs(30);
const LATER: Duration = Duration::from_mins(10);

/// The card with this chip goes to the desk reader.
pub(crate) fn put_new_card(world: &mut World, serial: Option<[u8; 8]>) {
    if let Some(card) = hands::card_with(world, serial) {
        hands::to_desk(world, card);
    }
}

/// The card that its holder had before the one with this chip goes to the desk reader.
pub(crate) fn put_old_card(world: &mut World, serial: Option<[u8; 8]>) {
    if let Some(old) = old_card(world, serial) {
        hands::to_desk(world, old);
    }
}

/// The card that was in force before, or was put out of force and the daemon does not know it yet.
fn old_card(world: &World, serial: Option<[u8; 8]>) -> Option<CardId> {
    let new = hands::card_with(world, serial);
    let mut others = world.cards().iter().filter(|card| Some(card.id()) != new);
    let issued = [LifeCycle::Activated, LifeCycle::Terminated];
    let old = others.find(|card| issued.contains(&card.chip.life_cycle()));
    old.map(loket_simulator::card::Card::id)
}

/// Lets happen what goes wrong at the desk, once; what must not have come of it.
pub(crate) fn mishap(
    mishap: &mut Option<Mishap>,
    office: &Office,
    order: &Order,
) -> Option<String> {
    match mishap {
        Some(Mishap::WrongCard) => {
            *mishap = None;
            wrong_card(office, order)
        }
        Some(Mishap::StaleLease) => {
            *mishap = None;
            stale_lease(office, order)
        }
        _ => None,
    }
}

/// The holder's old card is tried, or a blank of the store where there is none.
fn wrong_card(office: &Office, order: &Order) -> Option<String> {
    let old = office.world.with(|world| old_card(world, serial_of(order)));
    let blank = || {
        office
            .world
            .with(|world| world.cards().first_at(Place::Store))
    };
    let card = old.or_else(blank)?;
    let place = office.world.with(|world| {
        world
            .cards()
            .get(card)
            .map(loket_simulator::card::Card::place)
    })?;
    let before = life_cycle(office, card);
    office.world.with(|world| hands::to_desk(world, card));
    let activated = office.activate(&order.id, FINGER);
    let after = life_cycle(office, card);
    // It is in the reader, and came from there by hand.
    let _ = office.world.with(|world| world.move_card(card, place));
    (activated.is_ok() || before != after)
        .then(|| format!("{card} was taken for the order's: {before:?}, then {after:?}"))
}

/// A front end goes on whose lease is over, while another one has the desk.
fn stale_lease(office: &Office, order: &Order) -> Option<String> {
    let custody = office.counter.base.hardware.custody();
    let wanted = |holder: &str| Wanted {
        devices: vec!["scanner", "desk"],
        holder: holder.to_owned(),
        span: LEASE,
    };
    let (stale, _) = custody.grant(wanted("front-end-1")).ok()?;
    office.world.with(|world| {
        let later = world.now() + LATER;
        world.advance_to(later);
    });
    let (present, _) = custody.grant(wanted("front-end-2")).ok()?;
    office
        .world
        .with(|world| put_new_card(world, serial_of(order)));
    let choice = format!("activate:{}", FINGER.code());
    let activated = office.answer_with(stale, &order.id, &choice);
    custody.release(&present);
    activated
        .is_ok()
        .then(|| "a front end without a lease used the desk".to_owned())
}

fn life_cycle(office: &Office, card: CardId) -> Option<LifeCycle> {
    office
        .world
        .with(|world| Some(world.cards().get(card)?.chip.life_cycle()))
}
