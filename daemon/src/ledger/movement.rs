//! Movements between accounts, balances, and the equation that always holds.

use crate::condition::{Condition, Reason};
use crate::ledger::account::Account;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// Most blanks that one act can move.
pub const MOST: u32 = 1_000_000;

/// Blanks that went from one account to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Movement {
    /// Where they were.
    pub from: Account,
    /// Where they are now.
    pub to: Account,
    /// How many: 1 or more.
    pub count: u32,
}

impl Movement {
    /// A movement; `None` when nothing moves.
    pub fn of(from: Account, to: Account, count: u32) -> Option<Self> {
        (count > 0 && from != to).then_some(Self { from, to, count })
    }

    /// The counter-entry.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            from: self.to,
            to: self.from,
            ..self
        }
    }
}

/// Movements of a span of time, summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Where they were.
    pub from: Account,
    /// Where they went.
    pub to: Account,
    /// How many.
    pub count: u64,
}

/// Why movements cannot be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LedgerError {
    /// An account has fewer blanks.
    #[error("{0} has fewer blanks than that")]
    Short(Account),
    /// An account would have more than can be counted.
    #[error("{0} would have more blanks than can be counted")]
    Overflow(Account),
    /// The equation does not hold.
    #[error("the accounts do not add up")]
    Unbalanced,
    /// The stored sum of an account is not that of its movements.
    #[error("the sum of {0} is not that of its movements")]
    WrongSum(Account),
    /// The number of known cards in an account is not its balance.
    #[error("the cards in {0} are not as many as the account says")]
    WrongCards(Account),
    /// A stored word is none of the books.
    #[error("a word of the books is not known")]
    UnknownWord,
    /// A card is not in the books, or destroyed.
    #[error("the books have no such card")]
    NoCard,
}

impl From<LedgerError> for Condition {
    /// What people ask for can be too much. Books that do not add up are the daemon's own mistake, and go to the log too.
    fn from(error: LedgerError) -> Self {
        let reason = match error {
            LedgerError::Short(account) => return Self::new(Reason::StockShort, account.word()),
            LedgerError::Overflow(_) => Reason::InvalidArgument,
            LedgerError::NoCard => Reason::NotFound,
            _ => Reason::BooksBroken,
        };
        if reason == Reason::BooksBroken {
            tracing::error!(%error, "the blank ledger is broken");
        }
        Self::new(reason, error.to_string())
    }
}

/// What each account has. The sum of all is zero: what was received is counted negative.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(Account, i64)>", into = "Vec<(Account, i64)>")]
pub struct Balances(BTreeMap<Account, i64>);

impl From<Vec<(Account, i64)>> for Balances {
    fn from(sums: Vec<(Account, i64)>) -> Self {
        sums.into_iter().collect()
    }
}

impl From<Balances> for Vec<(Account, i64)> {
    fn from(balances: Balances) -> Self {
        balances.0.into_iter().collect()
    }
}

impl FromIterator<(Account, i64)> for Balances {
    fn from_iter<T: IntoIterator<Item = (Account, i64)>>(sums: T) -> Self {
        let sums = sums.into_iter().filter(|(_, sum)| *sum != 0);
        Self(sums.collect())
    }
}

impl Balances {
    /// What an account has; that of [`Account::Received`] is negative.
    pub fn of(&self, account: Account) -> i64 {
        self.0.get(&account).copied().unwrap_or_default()
    }

    /// How many blanks were ever received.
    pub fn received(&self) -> i64 {
        -self.of(Account::Received)
    }

    /// How many blanks are spoiled, whatever the cause.
    pub fn spoiled(&self) -> i64 {
        let spoiled = |(account, sum): (&Account, &i64)| {
            matches!(account, Account::Spoiled(_)).then_some(*sum)
        };
        self.0.iter().filter_map(spoiled).sum()
    }

    /// Makes a movement; changes nothing when it is refused.
    ///
    /// # Errors
    /// `Short`, `Overflow`.
    pub fn apply(&mut self, movement: &Movement) -> Result<(), LedgerError> {
        let Movement { from, to, count } = *movement;
        let left = self.of(from).checked_sub(count.into());
        let left = left.ok_or(LedgerError::Overflow(from))?;
        if left < 0 && !from.may_be_negative() {
            return Err(LedgerError::Short(from));
        }
        let there = self.of(to).checked_add(count.into());
        let there = there.ok_or(LedgerError::Overflow(to))?;
        self.set(from, left);
        self.set(to, there);
        Ok(())
    }

    fn set(&mut self, account: Account, sum: i64) {
        match sum {
            0 => self.0.remove(&account),
            sum => self.0.insert(account, sum),
        };
    }

    /// Checks the equation, and that nothing is below zero that must not be.
    ///
    /// # Errors
    /// `Unbalanced`, `Short`.
    pub fn check(&self) -> Result<(), LedgerError> {
        let sum: i128 = self.0.values().copied().map(i128::from).sum();
        if sum != 0 {
            return Err(LedgerError::Unbalanced);
        }
        // Nothing is received backwards.
        if self.received() < 0 {
            return Err(LedgerError::Short(Account::Received));
        }
        let mut below = self.0.iter().filter(|(_, sum)| **sum < 0);
        match below.find(|(account, _)| !account.may_be_negative()) {
            Some((account, _)) => Err(LedgerError::Short(*account)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn movement(from: Account, to: Account, count: u32) -> Movement {
        Movement::of(from, to, count).unwrap()
    }

    #[test]
    fn what_goes_from_one_account_comes_to_another() {
        let mut balances = Balances::default();
        for (from, to, count) in [
            (Account::Received, Account::Store, 500),
            (Account::Store, Account::Hopper, 100),
            (Account::Unknown, Account::Machine, 1),
        ] {
            balances.apply(&movement(from, to, count)).unwrap();
            balances.check().unwrap();
        }
        assert_eq!(balances.received(), 500);
        assert_eq!(balances.of(Account::Store), 400);
        assert_eq!(balances.of(Account::Unknown), -1);
    }

    #[test]
    fn nothing_but_the_unknown_goes_below_zero_and_nothing_overflows() {
        let mut balances: Balances = [(Account::Store, 5), (Account::Received, -5)]
            .into_iter()
            .collect();
        let before = balances.clone();
        let refused = balances.apply(&movement(Account::Store, Account::Hopper, 6));
        assert_eq!(refused, Err(LedgerError::Short(Account::Store)));
        assert_eq!(balances, before);
        let mut full: Balances = [(Account::Store, i64::MAX), (Account::Received, -i64::MAX)]
            .into_iter()
            .collect();
        let refused = full.apply(&movement(Account::Unknown, Account::Store, 1));
        assert_eq!(refused, Err(LedgerError::Overflow(Account::Store)));
    }

    #[test]
    fn sums_that_do_not_add_up_are_found() {
        let wrong = |sums: &[(Account, i64)]| sums.iter().copied().collect::<Balances>().check();
        let lost = wrong(&[(Account::Received, -5), (Account::Store, 4)]);
        assert_eq!(lost, Err(LedgerError::Unbalanced));
        let below = wrong(&[(Account::Unknown, 2), (Account::Hopper, -2)]);
        assert_eq!(below, Err(LedgerError::Short(Account::Hopper)));
        let backwards = wrong(&[(Account::Received, 2), (Account::Unknown, -2)]);
        assert_eq!(backwards, Err(LedgerError::Short(Account::Received)));
    }

    #[test]
    fn a_counter_entry_undoes() {
        let mut balances: Balances = [(Account::Store, 5), (Account::Received, -5)]
            .into_iter()
            .collect();
        let before = balances.clone();
        let load = movement(Account::Store, Account::Hopper, 3);
        balances.apply(&load).unwrap();
        balances.apply(&load.reversed()).unwrap();
        assert_eq!(balances, before);
        assert_eq!(Movement::of(Account::Store, Account::Store, 3), None);
        assert_eq!(Movement::of(Account::Store, Account::Hopper, 0), None);
    }
}
