//! What must hold in the end: the orders and the books against the world.

use super::ORDERS;
use super::operator::{Operator, hexadecimal, is_good};
use anyhow::{Context, ensure};
use loket_proto::sim::v1 as sim;
use loket_proto::v1;
use loket_tests::counter::Counter;
use loket_tests::front_end::{FrontEnd, explain};
use std::collections::BTreeSet;

/// Every order has one card, every card one order, and the books close.
pub(super) async fn judge(counter: &Counter, operator: &Operator) -> anyhow::Result<()> {
    ensure!(operator.is_done(), "not every card has its holder");
    let world = Operator::world(counter).await?;
    let mut desk = counter.front_end("auditor").await?;
    let given = world
        .cards
        .iter()
        .filter(|card| card.place == "handed-over");
    let given: BTreeSet<_> = given.map(|card| card.chip_serial.to_uppercase()).collect();
    let orders = all_orders(&mut desk).await?;
    let good = orders
        .iter()
        .flat_map(|order| &order.attempts)
        .filter(|one| is_good(one));
    let good: Vec<_> = good.map(hexadecimal).collect();
    ensure!(
        good.len() == ORDERS as usize,
        "{} good cards for {ORDERS} orders",
        good.len()
    );
    let booked: BTreeSet<_> = good.into_iter().collect();
    ensure!(
        booked == given,
        "the cards handed over are not those of the orders"
    );
    let activated = world.cards.iter().filter(|card| is_activated(card)).count();
    ensure!(
        activated == ORDERS as usize,
        "{activated} chips are in force"
    );
    books_close(&mut desk, &world).await
}

async fn books_close(desk: &mut FrontEnd, world: &sim::World) -> anyhow::Result<()> {
    let checked = desk.ledger.check_books(v1::CheckBooksRequest {}).await;
    let checked = checked.map_err(explain)?.into_inner();
    ensure!(checked.problems.is_empty(), "{:?}", checked.problems);
    let books = desk.ledger.get_books(v1::GetBooksRequest {}).await;
    let books = books.map_err(explain)?.into_inner();
    let balances = books.balances.context("no balances")?;
    let at = |place: &str| {
        world
            .cards
            .iter()
            .filter(|card| card.place == place)
            .count()
    };
    let [store, hopper, all] = [at("store"), at("hopper"), world.cards.len()];
    let spoiled = all - store - hopper - ORDERS as usize;
    println!("  {spoiled} blanks spoiled, {} unknown", balances.unknown);
    let found = [store, hopper, ORDERS as usize, spoiled].map(|count| count as i64);
    let booked = [
        balances.store,
        balances.hopper,
        balances.good,
        balances.spoiled,
    ];
    ensure!(
        found == booked,
        "in the world {found:?}, in the books {booked:?}"
    );
    ensure!(
        balances.machine == 0 && balances.unknown == 0,
        "{balances:?}"
    );
    Ok(())
}

async fn all_orders(desk: &mut FrontEnd) -> anyhow::Result<Vec<v1::Order>> {
    let list = desk
        .orders
        .list_orders(v1::ListOrdersRequest::default())
        .await;
    Ok(list.map_err(explain)?.into_inner().orders)
}

fn is_activated(card: &sim::Card) -> bool {
    card.chip_life_cycle.eq_ignore_ascii_case("activated")
}
