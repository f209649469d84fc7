//! Reading the books.

use super::{CARD, balances, card};
use crate::ledger::account::Account;
use crate::ledger::books::{Awaiting, Books, Facts};
use crate::ledger::card::{Card, CardKey};
use crate::ledger::entry::{Act, Entry};
use crate::ledger::wish::{SerialRange, Wish};
use crate::store::database::{Database, StoreError};
use loket_card::ChipSerial;
use rusqlite::Params;
use std::collections::BTreeMap;

/// True in SQL of a card that cannot be handed in as an old one: it is spoiled, surrendered or destroyed, or its record
/// still decides on it. A spoiled one that was missing when somebody counted is no more fit than before.
const NO_OLD_CARD: &str = "(state IN ('Spoiled', '') OR destroyed <> ''
    OR EXISTS (SELECT 1 FROM record WHERE kind = card.kind AND id = owner AND open = 1))";

impl Database {
    /// The books as they are now.
    ///
    /// # Errors
    /// What SQLite says, or `Ledger` for words that the books do not know.
    pub fn books(&self) -> Result<Books, StoreError> {
        let at_hand = format!(
            "SELECT {CARD} FROM card WHERE destroyed = '' AND place <> 'good' ORDER BY since_ms, owner, number"
        );
        let mut open = self.list_open::<Entry>()?;
        Ok(Books {
            balances: balances(&self.connection)?,
            at_hand: self.cards(&at_hand, [])?.into_iter().collect(),
            awaiting: self.awaiting()?,
            shift: open.pop(),
            last_movement: self.last_movement()?,
        })
    }

    /// Now by the wall clock that entries are stamped with, in milliseconds since 1970.
    pub fn wall_ms(&self) -> i64 {
        self.wall.now_ms()
    }

    /// What an account has by the stored sums.
    ///
    /// # Errors
    /// As [`Self::books`].
    pub fn balance(&self, account: Account) -> Result<i64, StoreError> {
        Ok(balances(&self.connection)?.of(account))
    }

    /// When the blanks were taken that printers used since then, both in milliseconds since 1970 by the wall clock; in
    /// ascending order. A blank that turned out not to have been fed is not among them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn taken_since(&self, from_ms: i64) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT min(at_ms) AS taken FROM movement
                   JOIN card ON card.owner = movement.id AND card.number = movement.card
                   WHERE at_ms >= ?1 AND target = 'machine'
                   GROUP BY movement.id, movement.card ORDER BY taken";
        let mut query = self.connection.prepare_cached(sql)?;
        let taken = query.query_map([from_ms], |row| row.get(0))?;
        Ok(taken.collect::<Result<_, _>>()?)
    }

    /// Good cards of orders that have not ended.
    fn awaiting(&self) -> Result<Awaiting, StoreError> {
        let sql =
            "SELECT count(*), coalesce(min(since_ms), 0) FROM record JOIN card ON owner = record.id
                   WHERE open = 1 AND record.kind = 'order' AND place = 'good'";
        let mut query = self.connection.prepare_cached(sql)?;
        Ok(query.query_row([], |row| {
            Ok(Awaiting {
                count: row.get(0)?,
                oldest_ms: row.get(1)?,
            })
        })?)
    }

    fn last_movement(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(number), 0) FROM movement";
        let mut query = self.connection.prepare_cached(sql)?;
        Ok(query
            .query_row([], |row| row.get::<_, i64>(0))?
            .unsigned_abs())
    }

    fn cards(&self, sql: &str, parameters: impl Params) -> Result<Vec<Card>, StoreError> {
        let mut query = self.connection.prepare_cached(sql)?;
        let mut rows = query.query(parameters)?;
        let mut cards = Vec::new();
        while let Some(row) = rows.next()? {
            cards.push(card(row)?);
        }
        Ok(cards)
    }

    /// The cards that a record took or named.
    fn cards_of(&self, owner: &str) -> Result<Vec<Card>, StoreError> {
        let sql = format!("SELECT {CARD} FROM card WHERE owner = ?1 ORDER BY number");
        self.cards(&sql, [owner])
    }

    /// Whether the books know the chip with this serial number as another card than this one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn is_another_card(&self, serial: &ChipSerial, key: &CardKey) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM card WHERE serial = ?1 AND NOT (owner = ?2 AND number = ?3)";
        let mut query = self.connection.prepare_cached(sql)?;
        Ok(query.exists((serial.to_string(), &key.owner, key.number))?)
    }

    /// What else the rules need to know of what a wish names.
    ///
    /// # Errors
    /// As [`Self::books`].
    pub fn facts(&self, books: &Books, wish: &Wish) -> Result<Facts, StoreError> {
        let mut facts = Facts::default();
        match wish {
            Wish::Receive {
                serials: Some(range),
                ..
            } => facts.overlapping = self.overlaps(range)?,
            Wish::Report { serials, .. } => facts.taken = self.having(serials, "true")?,
            Wish::Surrender { serial, order, .. } => {
                facts.taken = self.having(std::slice::from_ref(serial), NO_OLD_CARD)?;
                facts.order_known = self.has_order(order)?;
            }
            Wish::Reverse(id) => {
                facts.entry = self.get(id)?;
                facts.reversed = self.is_reversed(id)?;
                facts.cards = self.cards_of(id)?;
            }
            Wish::CloseShift { .. } => {
                if let Some(Entry {
                    id,
                    act: Act::ShiftOpened { after, .. },
                    ..
                }) = &books.shift
                {
                    facts.flows = self.flows_after(*after, id)?;
                }
            }
            _ => {}
        }
        Ok(facts)
    }

    /// Those of the serial numbers that a card has of which `what` is true, each with the card.
    fn having(
        &self,
        serials: &[String],
        what: &str,
    ) -> Result<BTreeMap<String, CardKey>, StoreError> {
        let sql = format!("SELECT {CARD} FROM card WHERE serial = ?1 AND serial <> '' AND {what}");
        let mut having = BTreeMap::new();
        for serial in serials {
            let cards = self.cards(&sql, [serial])?;
            having.extend(cards.into_iter().map(|card| (card.serial, card.key)));
        }
        Ok(having)
    }

    fn has_order(&self, id: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM record WHERE kind = 'order' AND id = ?1";
        let mut query = self.connection.prepare_cached(sql)?;
        Ok(query.exists([id])?)
    }

    fn is_reversed(&self, id: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM record WHERE kind = 'ledger'
                   AND json_extract(body, '$.act.Reversed.entry') = ?1";
        let mut query = self.connection.prepare_cached(sql)?;
        Ok(query.exists([id])?)
    }

    /// Batches come a few times a year, and each names its range.
    fn overlaps(&self, range: &SerialRange) -> Result<bool, StoreError> {
        let sql = "SELECT body FROM record AS batch WHERE kind = 'ledger'
                   AND json_type(body, '$.act.Received.serials') = 'object'
                   AND NOT EXISTS (SELECT 1 FROM record WHERE kind = 'ledger'
                       AND json_extract(body, '$.act.Reversed.entry') = batch.id)";
        let batches = self.entries_by(sql, [])?;
        Ok(batches.iter().any(|entry| match &entry.act {
            Act::Received {
                serials: Some(earlier),
                ..
            } => earlier.overlaps(range),
            _ => false,
        }))
    }

    /// The newest entries before the one with this id, newest first; from the newest with an empty id.
    ///
    /// # Errors
    /// What SQLite says, or `Damaged`.
    pub fn ledger_entries(&self, before: &str, most: u32) -> Result<Vec<Entry>, StoreError> {
        let sql = "SELECT body FROM record WHERE kind = 'ledger' AND (?1 = '' OR id < ?1)
                   ORDER BY id DESC LIMIT ?2";
        self.entries_by(sql, (before, most))
    }

    /// The entries of a span of time that closed a shift or destroyed cards, oldest first.
    ///
    /// # Errors
    /// What SQLite says, or `Damaged`.
    pub fn closings_and_destructions(
        &self,
        from_ms: i64,
        to_ms: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let sql = "SELECT body FROM record WHERE kind = 'ledger'
                   AND json_extract(body, '$.at_ms') >= ?1 AND json_extract(body, '$.at_ms') < ?2
                   AND (json_type(body, '$.act.ShiftClosed') = 'object'
                       OR json_type(body, '$.act.Destroyed') = 'array')
                   ORDER BY id";
        self.entries_by(sql, (from_ms, to_ms))
    }

    fn entries_by(&self, sql: &str, parameters: impl Params) -> Result<Vec<Entry>, StoreError> {
        let mut query = self.connection.prepare_cached(sql)?;
        let bodies = query.query_map(parameters, |row| row.get::<_, String>(0))?;
        bodies
            .map(|body| serde_json::from_str(&body?).map_err(StoreError::Damaged))
            .collect()
    }
}
