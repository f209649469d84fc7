//! The monthly report: what the movements of a month come to.

use crate::ledger::account::{Account, Cause};
use crate::ledger::calendar::Month;
use crate::ledger::card::{Card, Place, Surrender};
use crate::ledger::entry::{Act, Entry};
use crate::ledger::movement::{Balances, Flow};
use std::collections::BTreeMap;

/// What moved on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayFlow {
    /// Counted from 1970.
    pub day: i64,
    /// What moved.
    pub flow: Flow,
}

/// How much came to each account, less what left it again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Received from the centre.
    pub received: i64,
    /// Given back to it.
    pub returned: i64,
    /// Good cards.
    pub good: i64,
    /// Spoiled, by cause.
    pub spoiled: BTreeMap<Cause, i64>,
    /// Missing; below zero: found too many.
    pub unknown: i64,
}

impl Totals {
    /// Sums up flows.
    pub fn of<'a>(flows: impl IntoIterator<Item = &'a Flow>) -> Self {
        let mut totals = Self::default();
        for flow in flows {
            let count = i64::try_from(flow.count).unwrap_or(i64::MAX);
            totals.add(flow.to, count);
            totals.add(flow.from, -count);
        }
        totals.spoiled.retain(|_, count| *count != 0);
        totals
    }

    fn add(&mut self, account: Account, count: i64) {
        match account {
            Account::Received => self.received -= count,
            Account::Returned => self.returned += count,
            Account::Good => self.good += count,
            Account::Spoiled(cause) => *self.spoiled.entry(cause).or_default() += count,
            Account::Unknown => self.unknown += count,
            Account::Store | Account::Hopper | Account::Machine => {}
        }
    }

    /// Spoiled, whatever the cause.
    pub fn all_spoiled(&self) -> i64 {
        self.spoiled.values().sum()
    }
}

/// What of a month was destroyed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Destroyed {
    /// Spoiled blanks.
    pub blanks: u64,
    /// Surrendered old cards.
    pub old: u64,
}

/// The report of a month.
#[derive(Clone, Debug)]
pub struct Monthly {
    /// Which.
    pub month: Month,
    /// What each account had when it began.
    pub opening: Balances,
    /// What each account had when it ended.
    pub closing: Balances,
    /// The whole month.
    pub totals: Totals,
    /// Each day on which something moved, counted from 1970.
    pub days: Vec<(i64, Totals)>,
    /// Old cards that were surrendered.
    pub surrendered: Vec<(Surrender, u64)>,
    /// What was destroyed.
    pub destroyed: Destroyed,
    /// The destruction records.
    pub destructions: Vec<Entry>,
    /// The entries that closed a shift.
    pub shifts: Vec<Entry>,
}

/// What a report is made of.
pub struct Sources {
    /// What each account had when the month began.
    pub opening: Balances,
    /// What each account had when it ended.
    pub closing: Balances,
    /// What moved, by day.
    pub flows: Vec<DayFlow>,
    /// Old cards that were surrendered.
    pub surrendered: Vec<(Surrender, u64)>,
    /// Entries that closed a shift or destroyed cards.
    pub entries: Vec<Entry>,
}

/// Makes the report.
pub fn monthly(month: Month, sources: Sources) -> Monthly {
    let (destructions, shifts): (Vec<_>, Vec<_>) = sources
        .entries
        .into_iter()
        .partition(|entry| matches!(entry.act, Act::Destroyed(_)));
    Monthly {
        month,
        opening: sources.opening,
        closing: sources.closing,
        totals: Totals::of(sources.flows.iter().map(|each| &each.flow)),
        days: by_day(&sources.flows),
        surrendered: sources.surrendered,
        destroyed: destroyed(&destructions),
        destructions,
        shifts,
    }
}

fn by_day(flows: &[DayFlow]) -> Vec<(i64, Totals)> {
    let mut days = BTreeMap::<i64, Vec<Flow>>::new();
    for DayFlow { day, flow } in flows {
        days.entry(*day).or_default().push(*flow);
    }
    let totals = days
        .into_iter()
        .map(|(day, flows)| (day, Totals::of(&flows)));
    totals
        .filter(|(_, totals)| *totals != Totals::default())
        .collect()
}

fn destroyed(destructions: &[Entry]) -> Destroyed {
    let cards = destructions.iter().flat_map(destroyed_cards);
    cards.fold(Destroyed::default(), |mut sum, card| {
        match card.place {
            Place::Old(_) => sum.old += 1,
            Place::Blank(_) => sum.blanks += 1,
        }
        sum
    })
}

/// The cards of a destruction record; none of another entry.
pub fn destroyed_cards(entry: &Entry) -> &[Card] {
    match &entry.act {
        Act::Destroyed(cards) => cards,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(from: Account, to: Account, count: u64) -> Flow {
        Flow { from, to, count }
    }

    #[test]
    fn what_leaves_an_account_again_does_not_count() {
        let inspection = Account::Spoiled(Cause::Inspection);
        let totals = Totals::of(&[
            flow(Account::Received, Account::Store, 500),
            flow(Account::Store, Account::Received, 100),
            flow(Account::Machine, inspection, 3),
            flow(inspection, Account::Unknown, 3),
            flow(Account::Unknown, Account::Hopper, 5),
            flow(Account::Machine, Account::Good, 20),
        ]);
        assert_eq!((totals.received, totals.good), (400, 20));
        assert_eq!((totals.all_spoiled(), totals.unknown), (0, -2));
        assert!(totals.spoiled.is_empty());
    }

    #[test]
    fn days_on_which_nothing_came_of_it_are_left_out() {
        let of = |day, from, to| DayFlow {
            day,
            flow: flow(from, to, 1),
        };
        let days = by_day(&[
            of(3, Account::Machine, Account::Good),
            of(1, Account::Store, Account::Hopper),
            of(2, Account::Received, Account::Store),
        ]);
        let days: Vec<_> = days.into_iter().map(|(day, _)| day).collect();
        assert_eq!(days, [2, 3]);
    }
}
