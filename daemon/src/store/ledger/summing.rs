//! Sums over movements: for shifts, for reports, and against the stored balances.

use super::{account, balances};
use crate::ledger::account::Account;
use crate::ledger::card::{Place, Surrender};
use crate::ledger::movement::{Balances, Flow, LedgerError};
use crate::ledger::report::DayFlow;
use crate::store::database::{Database, StoreError};
use rusqlite::{Connection, Params};
use std::collections::BTreeMap;

impl Database {
    /// What moved after that movement, summed up; but not what this entry itself moved.
    pub(super) fn flows_after(&self, after: u64, entry: &str) -> Result<Vec<Flow>, StoreError> {
        let sql = "SELECT 0, source, target, sum(count) FROM movement
                   WHERE number > ?1 AND id <> ?2 GROUP BY source, target";
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let flows = day_flows(&self.connection, sql, (after, entry))?;
        Ok(flows.into_iter().map(|each| each.flow).collect())
    }

    /// What each account had at a moment.
    ///
    /// # Errors
    /// As [`Self::flows_by_day`].
    pub fn balances_at(&self, at_ms: i64) -> Result<Balances, StoreError> {
        balances_at(&self.connection, at_ms)
    }

    /// What moved in a span of time, summed up by day; days are counted from 1970 in a zone `offset_ms` ahead of UTC.
    ///
    /// # Errors
    /// What SQLite says, or `Ledger` for words that the books do not know.
    pub fn flows_by_day(
        &self,
        from_ms: i64,
        to_ms: i64,
        offset_ms: i64,
    ) -> Result<Vec<DayFlow>, StoreError> {
        let sql = "SELECT (at_ms + ?3) / 86400000 AS day, source, target, sum(count) FROM movement
                   WHERE at_ms >= ?1 AND at_ms < ?2 GROUP BY day, source, target";
        day_flows(&self.connection, sql, (from_ms, to_ms, offset_ms))
    }

    /// Everything that is wrong with the books; empty for books that are right.
    ///
    /// # Errors
    /// As [`Self::flows_by_day`].
    pub fn check_books(&self) -> Result<Vec<LedgerError>, StoreError> {
        wrong(&self.connection)
    }

    /// How many old cards were surrendered in a span of time, for each reason.
    ///
    /// # Errors
    /// What SQLite says, or `Ledger`.
    pub fn surrendered(
        &self,
        from_ms: i64,
        to_ms: i64,
    ) -> Result<Vec<(Surrender, u64)>, StoreError> {
        let sql = "SELECT place, count(*) FROM card
                   WHERE home = '' AND since_ms >= ?1 AND since_ms < ?2 GROUP BY place";
        let counts = count_places(&self.connection, sql, [from_ms, to_ms])?;
        let count = |why| counts.get(&Place::Old(why)).copied().unwrap_or_default();
        let each = Surrender::ALL.map(|why| (why, count(why).unsigned_abs()));
        Ok(each.into())
    }
}

fn day_flows(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
) -> Result<Vec<DayFlow>, StoreError> {
    let mut query = connection.prepare_cached(sql)?;
    let mut rows = query.query(parameters)?;
    let mut flows = Vec::new();
    while let Some(row) = rows.next()? {
        let flow = Flow {
            from: account(row, 1)?,
            to: account(row, 2)?,
            count: row.get::<_, i64>(3)?.unsigned_abs(),
        };
        flows.push(DayFlow {
            day: row.get(0)?,
            flow,
        });
    }
    Ok(flows)
}

fn balances_at(connection: &Connection, at_ms: i64) -> Result<Balances, StoreError> {
    let sql = "SELECT 0, source, target, sum(count) FROM movement WHERE at_ms < ?1
               GROUP BY source, target";
    let mut sums = BTreeMap::<Account, i64>::new();
    for DayFlow { flow, .. } in day_flows(connection, sql, [at_ms])? {
        let count = i64::try_from(flow.count).unwrap_or(i64::MAX);
        *sums.entry(flow.from).or_default() -= count;
        *sums.entry(flow.to).or_default() += count;
    }
    Ok(sums.into_iter().collect())
}

/// Everything that is wrong with the books: the equation, sums that are not those of their movements, and accounts that do
/// not have the cards which are known to be there.
pub(in crate::store) fn wrong(connection: &Connection) -> Result<Vec<LedgerError>, StoreError> {
    let stored = balances(connection)?;
    let summed = balances_at(connection, i64::MAX)?;
    let cards = "SELECT place, count(*) FROM card GROUP BY place";
    let cards = count_places(connection, cards, [])?;
    let known = |account| cards.get(&Place::Blank(account)).copied();
    let mut wrong: Vec<_> = stored.check().err().into_iter().collect();
    for account in Account::all() {
        if stored.of(account) != summed.of(account) {
            wrong.push(LedgerError::WrongSum(account));
        }
        if is_of_known_cards(account) && known(account).unwrap_or_default() != stored.of(account) {
            wrong.push(LedgerError::WrongCards(account));
        }
    }
    Ok(wrong)
}

/// Places with the number of cards there.
fn count_places(
    connection: &Connection,
    sql: &str,
    parameters: impl Params,
) -> Result<BTreeMap<Place, i64>, StoreError> {
    let mut query = connection.prepare_cached(sql)?;
    let mut rows = query.query(parameters)?;
    let mut counts = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let word: String = row.get(0)?;
        let place = Place::named(&word).ok_or(LedgerError::UnknownWord)?;
        counts.insert(place, row.get(1)?);
    }
    Ok(counts)
}

/// Accounts whose every blank is known as a card.
fn is_of_known_cards(account: Account) -> bool {
    matches!(
        account,
        Account::Machine | Account::Good | Account::Spoiled(_)
    )
}
