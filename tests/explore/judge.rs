//! What must hold in the end, whatever went wrong: the daemon's books against the world.

use crate::mishap::Mishap;
use crate::reference::Reference;
use crate::{hands, ledger, sight};
use loket_daemon::issuance::attempt::{Attempt, AttemptState};
use loket_daemon::issuance::order::{OldCard, Order, OrderState};
use loket_daemon::issuance::prompt::prompt;
use loket_daemon::store::records::Page;
use loket_simulator::card::{Card, CardId};
use loket_simulator::chip::LifeCycle;
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::World;
use loket_tests::memory::office::Office;
use std::collections::BTreeMap;

/// Everything that does not hold.
pub(crate) fn violations(office: &Office, mishap: Option<Mishap>) -> Vec<String> {
    let orders = match office.counter.issuance.orders().list(Page::EVERYTHING) {
        Ok(orders) => orders,
        Err(condition) => return vec![format!("the records cannot be read: {condition}")],
    };
    let mut found = Vec::new();
    // The tray is looked into before the counter closes.
    let reported = ledger::report_fallen(office).is_ok();
    found.extend((!reported).then(|| "a fallen blank cannot be reported".to_owned()));
    office.world.with(|world| {
        hands::return_strays(world);
        found.extend(too_many(world, &orders));
        // Whoever was told wrong about a card has books that say so.
        if mishap != Some(Mishap::WrongAnswer) {
            found.extend(blanks(world, &orders));
            found.extend(
                orders
                    .iter()
                    .filter_map(|order| order_card(world, order, &orders)),
            );
        }
    });
    found.extend(contents(&office.world));
    found.extend(ledger::violations(office, &orders, mishap));
    for order in &orders {
        found.extend(visible(office, order));
    }
    found
}

/// Every blank that left the hopper is in exactly one attempt.
fn blanks(world: &World, orders: &[Order]) -> Vec<String> {
    let mut found = Vec::new();
    let mut unclaimed: BTreeMap<CardId, usize> = BTreeMap::new();
    for card in sight::fed(world) {
        *unclaimed.entry(card).or_default() += 1;
    }
    let attempts = || orders.iter().flat_map(|order| &order.attempts);
    for attempt in attempts() {
        let Some(serial) = attempt.serial else {
            continue;
        };
        let card = sight::with_serial(world, serial.0);
        match card.and_then(|card| unclaimed.get_mut(&card)) {
            Some(left) if *left > 0 && has_a_blank(attempt) => *left -= 1,
            Some(_) if has_a_blank(attempt) => found.push(format!("{serial} is counted twice")),
            Some(_) => found.push(format!("{serial} was fed, and its attempt says not")),
            None => found.push(format!("{serial} never left the hopper")),
        }
    }
    let without_number = attempts()
        .filter(|attempt| attempt.serial.is_none() && has_a_blank(attempt))
        .count();
    let left: usize = unclaimed.values().sum();
    if left != without_number {
        found.push(format!(
            "{left} blanks left the hopper unread, attempts tell of {without_number}"
        ));
    }
    found
}

fn has_a_blank(attempt: &Attempt) -> bool {
    attempt.state != AttemptState::NotFed
}

/// One good card and one activated chip at most for each order.
fn too_many(world: &World, orders: &[Order]) -> Vec<String> {
    let mut found = Vec::new();
    let all = || world.cards().iter();
    let good = all().filter(|card| is_good(world, card)).count();
    if good > orders.len() {
        found.push(format!("{good} good cards for {} orders", orders.len()));
    }
    let activated = all()
        .filter(|card| card.chip.life_cycle() == LifeCycle::Activated)
        .count();
    if activated > orders.len() {
        found.push(format!("{activated} activated chips"));
    }
    found
}

/// What is in force holds what is printed on it, its own number included.
fn contents(world: &SharedWorld) -> Vec<String> {
    let activated = world.with(|world| {
        let all = world.cards().iter();
        let activated = all.filter(|card| card.chip.life_cycle() == LifeCycle::Activated);
        let as_it_is = activated.map(|card| (card.id(), Reference::of(card)));
        as_it_is.collect::<Vec<_>>()
    });
    let wrong = activated.into_iter().filter(|(card, as_it_is)| {
        Reference::with_chip(*card).is_none_or(|as_it_should_be| *as_it_should_be != *as_it_is)
    });
    wrong
        .map(|(card, _)| {
            format!("{card} is activated, and is not what should be printed and written")
        })
        .collect()
}

/// Whether somebody could take the card for a good one, and be right.
pub(crate) fn is_good(world: &World, card: &Card) -> bool {
    sight::is_about(card) && sight::is_written(card) && sight::is_printed(world, card)
}

/// An order that is issued has its card, in force or not as it says; the card that another replaced is out of force.
fn order_card(world: &World, order: &Order, orders: &[Order]) -> Option<String> {
    let serial = order.attempt().and_then(|attempt| attempt.serial);
    let retired = |other: &Order| serial.is_some_and(|s| other.old_card == OldCard::Retired(s));
    let (good, life_cycle) = match order.state {
        _ if orders.iter().any(retired) => (false, LifeCycle::Terminated),
        OrderState::Issued => (true, LifeCycle::Personalised),
        OrderState::Activated | OrderState::HandedOver => (true, LifeCycle::Activated),
        _ => return None,
    };
    let card = serial.and_then(|serial| sight::with_serial(world, serial.0));
    let Some(card) = card.and_then(|card| world.cards().get(card)) else {
        return Some(format!("the order is {} without a card", order.state));
    };
    let found = card.chip.life_cycle();
    if found == life_cycle && good == is_good(world, card) {
        return None;
    }
    let being_retired = |other: &Order| other.awaits_old_card() && found == LifeCycle::Terminated;
    if orders.iter().any(being_retired) {
        return None;
    }
    let printed = sight::is_printed(world, card);
    let state = order.state;
    Some(format!(
        "the order is {state}, its chip {found:?}, its card printed: {printed}"
    ))
}

/// An order is final, or somebody is asked about it.
fn visible(office: &Office, order: &Order) -> Option<String> {
    let live = office.counter.issuance.orders().get(&order.id);
    let order = live.as_ref().unwrap_or(order);
    let seen = order.state.is_final() || prompt(order).is_some();
    (!seen).then(|| format!("the order is {}, and nobody is asked", order.state))
}
