//! How many of the orders that wait can be printed with what is there, and what runs out first. Counted as if no card were
//! spoiled.

use crate::condition::Condition;
use crate::counter::Base;
use crate::device::state::Availability;
use crate::issuance::Issuance;
use crate::issuance::compose::FACES;
use crate::issuance::order::OrderState;
use crate::issuance::orders::refused;
use crate::issuance::preflight::{Needs, in_the_way};
use crate::issuance::production::LOOK;
use crate::ledger::account::Account;
use loket_drivers::card_printer::{PrinterStatus, Supplies};

/// What cards are made of, or limited by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supply {
    /// Blanks in the hopper by the books.
    Blanks,
    /// The ribbon.
    Ribbon,
    /// The transfer film.
    Film,
    /// What is left until the printer must be cleaned.
    Cleaning,
    /// What is left of the day's limit.
    Day,
}

/// How long a supply lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stock {
    /// Which.
    pub supply: Supply,
    /// Whole cards that it is good for.
    pub cards: u32,
}

/// What can be printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    /// Approved orders that wait for a blank.
    pub waiting: u32,
    /// The supplies that are known, the scarcest first.
    pub stocks: Vec<Stock>,
    /// What keeps a blank back now.
    pub conditions: Vec<Condition>,
}

impl Forecast {
    /// Of so many waiting orders.
    fn new(waiting: usize, mut stocks: Vec<Stock>, conditions: Vec<Condition>) -> Self {
        stocks.sort_by_key(|stock| stock.cards);
        Self {
            waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
            stocks,
            conditions,
        }
    }

    /// How many of the waiting orders can be printed.
    pub fn printable(&self) -> u32 {
        let least = self.stocks.first().map(|stock| stock.cards);
        least.map_or(self.waiting, |least| least.min(self.waiting))
    }

    /// How many of the waiting orders find this supply used up.
    pub fn short_of(&self, stock: &Stock) -> u32 {
        self.waiting.saturating_sub(stock.cards)
    }
}

/// The supplies that are known, each in whole cards of both faces.
pub fn stocks(blanks: i64, printer: &Supplies, today: Option<u32>) -> Vec<Stock> {
    let blanks = u32::try_from(blanks.max(0)).unwrap_or(u32::MAX);
    [
        (Supply::Blanks, Some(blanks)),
        (
            Supply::Ribbon,
            printer.ribbon_left.map(|faces| faces / FACES),
        ),
        (Supply::Film, printer.film_left.map(|faces| faces / FACES)),
        (Supply::Cleaning, printer.cleaning_left),
        (Supply::Day, today),
    ]
    .into_iter()
    .filter_map(|(supply, cards)| cards.map(|cards| Stock { supply, cards }))
    .collect()
}

impl Issuance {
    /// What can be printed of the orders that wait. A printer that works or is away is not asked: what it said last counts.
    ///
    /// # Errors
    /// What the database says.
    pub fn forecast(&self) -> Result<Forecast, Condition> {
        let waits = |state| matches!(state, OrderState::Accepted | OrderState::Preparing);
        let waiting = self.orders.in_state(waits).len();
        let (printer, absence) = self.printer_now();
        let (today, rest) = duty(&self.base)?;
        let store = &self.base.store;
        let blanks = store.call(|database| database.balance(Account::Hopper));
        let blanks = blanks.map_err(|error| refused(&error))?;
        let supplies = printer.as_ref().map(|status| status.supplies.clone());
        let stocks = stocks(blanks, &supplies.unwrap_or_default(), today);
        let needs = Needs {
            faces: FACES,
            window: self.base.layout.get()?.head_celsius(),
            ..Needs::default()
        };
        let mut conditions = self.base.station.look();
        conditions.extend(absence.into_iter().chain(rest));
        conditions.extend(printer.iter().flat_map(|status| in_the_way(status, &needs)));
        Ok(Forecast::new(waiting, stocks, conditions))
    }

    /// The printer's report, fresh if it is at rest; and why it cannot be used.
    fn printer_now(&self) -> (Option<PrinterStatus>, Option<Condition>) {
        let printer = match self.base.hardware.printer() {
            Ok(printer) => printer,
            Err(condition) => return (None, Some(condition)),
        };
        let availability = printer.watch().borrow().availability.clone();
        let works = self
            .orders
            .in_state(|state| state == OrderState::InProduction);
        if availability == Availability::Ready
            && works.is_empty()
            && let Ok(printer) = printer.admit(None)
            && let Ok(status) = printer.status(LOOK)
        {
            return (Some(status), None);
        }
        (printer.detail().printer, availability.condition().cloned())
    }
}

/// What is left of the day's limit, and why the next card must wait.
fn duty(base: &Base) -> Result<(Option<u32>, Option<Condition>), Condition> {
    let (duty, now_ms) = (base.config.limits.duty(), base.wall.now_ms());
    let Some(from) = duty.counts_from(now_ms) else {
        return Ok((None, None));
    };
    let taken = base.store.call(move |database| database.taken_since(from));
    let taken = taken.map_err(|error| refused(&error))?;
    let rest = duty.rest(&taken, now_ms).map(|rest| rest.condition);
    Ok((duty.left_today(&taken, now_ms), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast(waiting: usize, blanks: i64, printer: &Supplies, today: Option<u32>) -> Forecast {
        Forecast::new(waiting, stocks(blanks, printer, today), Vec::new())
    }

    #[test]
    fn the_scarcest_supply_says_how_many_cards_can_be_printed() {
        let printer = Supplies {
            ribbon_left: Some(7),
            film_left: Some(12),
            cleaning_left: Some(5),
            ..Supplies::default()
        };
        for (blanks, today, first, printable) in [
            (9, None, Supply::Ribbon, 3),
            (2, None, Supply::Blanks, 2),
            (-1, None, Supply::Blanks, 0),
            (9, Some(1), Supply::Day, 1),
        ] {
            let forecast = forecast(4, blanks, &printer, today);
            assert_eq!(forecast.stocks[0].supply, first);
            assert_eq!(forecast.printable(), printable);
            assert_eq!(forecast.short_of(&forecast.stocks[0]), 4 - printable);
        }
        assert_eq!(forecast(1, 9, &printer, None).printable(), 1);
    }

    #[test]
    fn what_the_printer_does_not_say_limits_nothing() {
        let forecast = forecast(4, 9, &Supplies::default(), None);
        assert_eq!(forecast.stocks.len(), 1, "{forecast:?}");
        assert_eq!(forecast.printable(), 4);
    }
}
