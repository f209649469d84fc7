//! The blank ledger in the database: movements that are never changed, their sums, and the cards that are known one by one.

mod posting;
mod reading;
mod summing;

pub(super) use summing::wrong;

use crate::ledger::account::Account;
use crate::ledger::card::{Card, CardKey, Place};
use crate::ledger::movement::{Balances, LedgerError};
use crate::store::database::StoreError;
use posting::state_named;
use rusqlite::{Connection, Row};

/// The tables. The file itself refuses to change or forget a movement.
pub(super) const SCHEMA: &str = "
CREATE TABLE movement (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    card INTEGER NOT NULL
) STRICT;
CREATE INDEX movement_by_time ON movement (at_ms, source, target, count);
CREATE TRIGGER movement_stays BEFORE UPDATE ON movement
    BEGIN SELECT raise(ABORT, 'a movement is never changed'); END;
CREATE TRIGGER movement_remains BEFORE DELETE ON movement
    BEGIN SELECT raise(ABORT, 'a movement is never deleted'); END;
CREATE TABLE balance (
    account TEXT PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT;
CREATE TABLE card (
    owner TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    home TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    serial TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    destroyed TEXT NOT NULL,
    PRIMARY KEY (owner, number)
) STRICT;
CREATE INDEX card_by_serial ON card (serial) WHERE serial <> '';
CREATE INDEX card_at_hand ON card (since_ms) WHERE destroyed = '' AND place <> 'good';
";

/// Blanks that were used before there was a ledger: received, and then where their orders say that they are.
pub(super) const BEFORE: &str = "
INSERT INTO card SELECT record.id, blank.value ->> 'number', 'order', CASE blank.value ->> 'state'
        WHEN 'Good' THEN 'good' WHEN 'Spoiled' THEN 'spoiled/other' WHEN 'Unknown' THEN 'unknown'
        ELSE 'machine' END,
    'hopper', blank.value ->> 'state', blank.value ->> 'state',
    coalesce((SELECT group_concat(printf('%02X', byte.value), '')
        FROM json_each(blank.value, '$.serial') AS byte WHERE byte.type = 'integer'), ''),
    body ->> 'accepted_ms', ''
    FROM record, json_each(body, '$.attempts') AS blank
    WHERE kind = 'order' AND blank.value ->> 'state' <> 'NotFed';
INSERT INTO movement (at_ms, source, target, count, kind, id, card)
    SELECT since_ms, 'received', place, 1, kind, owner, number FROM card ORDER BY since_ms;
INSERT INTO balance SELECT place, count(*) FROM card GROUP BY place;
INSERT INTO balance SELECT 'received', -count(*) FROM card HAVING count(*) > 0;
";

/// Columns of a [`Card`], as [`card`] reads them.
const CARD: &str = "owner, number, kind, place, serial, since_ms, destroyed, state";

fn card(row: &Row<'_>) -> Result<Card, StoreError> {
    let place: String = row.get(3)?;
    let state: String = row.get(7)?;
    Ok(Card {
        key: CardKey {
            owner: row.get(0)?,
            number: row.get(1)?,
        },
        kind: row.get(2)?,
        place: Place::named(&place).ok_or(LedgerError::UnknownWord)?,
        serial: row.get(4)?,
        since_ms: row.get(5)?,
        destroyed: row.get(6)?,
        state: match state.as_str() {
            "" => None,
            word => Some(state_named(word)?),
        },
    })
}

/// What each account has by the stored sums.
fn balances(connection: &Connection) -> Result<Balances, StoreError> {
    let mut query = connection.prepare_cached("SELECT account, count FROM balance")?;
    let mut rows = query.query([])?;
    let mut sums = Vec::new();
    while let Some(row) = rows.next()? {
        sums.push((account(row, 0)?, row.get(1)?));
    }
    Ok(sums.into_iter().collect())
}

fn account(row: &Row<'_>, column: usize) -> Result<Account, StoreError> {
    let word: String = row.get(column)?;
    Ok(Account::named(&word).ok_or(LedgerError::UnknownWord)?)
}

#[cfg(test)]
mod tests;
