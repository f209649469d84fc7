//! How a run ended, as far as two runs that met the same can be compared.

use crate::judge;
use loket_daemon::issuance::order::OrderState;
use loket_daemon::ledger::account::Account;
use loket_simulator::chip::LifeCycle;
use loket_simulator::shared::SharedWorld;
use loket_tests::memory::office::Office;
use std::fmt;

/// The end of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    /// State of the flow's order; `None` where none was accepted.
    order: Option<OrderState>,
    /// Good cards in the world.
    good: usize,
    /// Chips in force.
    activated: usize,
    /// Chips out of force.
    terminated: usize,
    /// Blanks that are spoiled by the books.
    spoiled: i64,
    /// Blanks that the books miss.
    missing: i64,
    /// Whether a person had to decide what became of a card.
    settled: bool,
    /// What does not hold: books that differ from the world, and whatever else [`judge`] finds.
    violations: Vec<String>,
}

impl Ending {
    /// The end of a run in that world, whose books the office has.
    pub(crate) fn of(
        world: &SharedWorld,
        office: Option<&Office>,
        order: Option<&str>,
        settled: bool,
        mut violations: Vec<String>,
    ) -> Self {
        let books = office.and_then(|office| office.counter.ledger.books().ok());
        if books.is_none() {
            violations.push("the books cannot be read".to_owned());
        }
        let balances = books.map(|books| books.balances);
        let order = office
            .zip(order)
            .and_then(|(office, id)| office.counter.issuance.orders().get(id).ok());
        let in_state = |wanted: LifeCycle| {
            world.with(|world| {
                let cards = world.cards().iter();
                cards
                    .filter(|card| card.chip.life_cycle() == wanted)
                    .count()
            })
        };
        Self {
            order: order.map(|order| order.state),
            good: world.with(|world| {
                let cards = world.cards().iter();
                cards.filter(|card| judge::is_good(world, card)).count()
            }),
            activated: in_state(LifeCycle::Activated),
            terminated: in_state(LifeCycle::Terminated),
            spoiled: balances.as_ref().map_or(0, |balances| balances.spoiled()),
            missing: balances.map_or(0, |balances| balances.of(Account::Unknown)),
            settled,
            violations,
        }
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_sound(&self) -> bool {
        self.violations.is_empty()
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            good,
            activated,
            terminated,
            spoiled,
            missing,
            ..
        } = self;
        let order = self
            .order
            .map_or("not accepted".to_owned(), |state| state.to_string());
        write!(
            f,
            "{order}, {good} good, {activated} activated, {terminated} terminated, {spoiled} spoiled, {missing} missing"
        )?;
        if self.settled {
            f.write_str(", settled by a person")?;
        }
        self.violations
            .iter()
            .try_for_each(|violation| write!(f, "; {violation}"))
    }
}
