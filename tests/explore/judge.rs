//! What must hold in the end, whatever went wrong: the daemon's books against the world.

use crate::reference::Reference;
use crate::{ledger, sight};
use loket_daemon::issuance::order::{Attempt, AttemptState, Order, OrderState};
use loket_daemon::issuance::prompt::prompt;
use loket_daemon::store::records::Page;
use loket_simulator::card::{Card, CardId};
use loket_simulator::chip::LifeCycle;
use loket_simulator::shared::SharedWorld;
use loket_simulator::world::World;
use loket_tests::memory::office::Office;
use std::collections::BTreeMap;

/// Everything that does not hold.
pub(crate) fn violations(office: &Office) -> Vec<String> {
    let orders = match office.counter.issuance.orders().list(Page::EVERYTHING) {
        Ok(orders) => orders,
        Err(condition) => return vec![format!("the records cannot be read: {condition}")],
    };
    let mut found = Vec::new();
    office.world.with(|world| {
        found.extend(blanks(world, &orders));
        found.extend(cards(world, &orders));
    });
    found.extend(contents(&office.world));
    found.extend(ledger::violations(office, &orders));
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

/// One good card and one activated chip at most, and they are those of the order.
fn cards(world: &World, orders: &[Order]) -> Vec<String> {
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
    for order in orders {
        found.extend(order_card(world, order));
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

fn is_good(world: &World, card: &Card) -> bool {
    sight::is_about(card) && sight::is_written(card) && sight::is_printed(world, card)
}

/// An order that is issued has its card.
fn order_card(world: &World, order: &Order) -> Option<String> {
    let issued = matches!(
        order.state,
        OrderState::Issued | OrderState::Activated | OrderState::HandedOver
    );
    let serial = order.attempt().and_then(|attempt| attempt.serial);
    let card = serial.and_then(|serial| sight::with_serial(world, serial.0));
    let card = card.and_then(|card| world.cards().get(card));
    match card {
        _ if !issued => None,
        Some(card) if !is_good(world, card) => Some(format!(
            "the order is {}, and its card is not good",
            order.state
        )),
        Some(card) => {
            let activated = card.chip.life_cycle() == LifeCycle::Activated;
            let recorded = order.state != OrderState::Issued;
            (activated != recorded).then(|| {
                format!(
                    "the order is {}, its chip {:?}",
                    order.state,
                    card.chip.life_cycle()
                )
            })
        }
        None => Some(format!("the order is {} without a card", order.state)),
    }
}

/// An order is final, or somebody is asked about it.
fn visible(office: &Office, order: &Order) -> Option<String> {
    let live = office.counter.issuance.orders().get(&order.id);
    let order = live.as_ref().unwrap_or(order);
    let seen = order.state.is_final() || prompt(order).is_some();
    (!seen).then(|| format!("the order is {}, and nobody is asked", order.state))
}
