//! Entering what a record moves, in the transaction that stores the record.

use super::balances;
use crate::issuance::attempt::AttemptState;
use crate::ledger::account::Account;
use crate::ledger::card::{Blank, Booked, Booking, CardKey, Place, Surrender, book};
use crate::ledger::movement::{Balances, LedgerError, Movement};
use crate::ledger::posting::{Found, Posting};
use crate::store::database::StoreError;
use crate::store::writing::Writing;
use rusqlite::{OptionalExtension, Transaction};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

impl Writing<'_> {
    /// Enters what a record moves. Afterwards the equation holds, or nothing of the transaction is kept.
    ///
    /// # Errors
    /// `Ledger` when the books cannot take it; what SQLite says.
    pub(in crate::store) fn post(
        &self,
        kind: &str,
        id: &str,
        posting: &Posting,
    ) -> Result<(), StoreError> {
        let mut clerk = Clerk {
            transaction: &self.transaction,
            kind,
            id,
            at_ms: self.at_ms,
            balances: None,
        };
        for movement in &posting.movements {
            clerk.enter(movement, 0)?;
        }
        for blank in &posting.blanks {
            clerk.blank(blank)?;
        }
        for (key, found) in &posting.found {
            clerk.found(key, *found)?;
        }
        if let Some((why, serial)) = &posting.surrendered {
            clerk.surrendered(*why, serial)?;
        }
        for key in &posting.destroyed {
            clerk.destroyed(key)?;
        }
        if let Some(ended) = &posting.ends {
            clerk.ends(ended)?;
        }
        clerk.finish()
    }
}

/// Writes for one record.
struct Clerk<'a> {
    transaction: &'a Transaction<'a>,
    kind: &'a str,
    id: &'a str,
    at_ms: i64,
    /// As they were and as they are now; read when something moves.
    balances: Option<(Balances, Balances)>,
}

impl Clerk<'_> {
    fn balances(&mut self) -> Result<&mut Balances, StoreError> {
        let read = match self.balances.take() {
            Some(read) => read,
            None => {
                let before = balances(self.transaction)?;
                (before.clone(), before)
            }
        };
        Ok(&mut self.balances.insert(read).1)
    }

    fn enter(&mut self, movement: &Movement, card: u32) -> Result<(), StoreError> {
        self.balances()?.apply(movement)?;
        let Movement { from, to, count } = movement;
        let sql = "INSERT INTO movement (at_ms, source, target, count, kind, id, card)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.transaction.prepare_cached(sql)?.execute((
            self.at_ms,
            from.word(),
            to.word(),
            count,
            self.kind,
            self.id,
            card,
        ))?;
        Ok(())
    }

    fn blank(&mut self, blank: &Blank) -> Result<(), StoreError> {
        let key = CardKey {
            owner: self.id.to_owned(),
            number: blank.number,
        };
        let before = self.booked(&key)?;
        let hopper = match before {
            Some(_) => 0,
            None => self.balances()?.of(Account::Hopper),
        };
        if let Some((booking, movement)) = book(before.as_ref(), blank, hopper) {
            if let Some(movement) = movement {
                self.enter(&movement, blank.number)?;
            }
            self.keep(&key, &booking)?;
        }
        match &blank.serial {
            Some(serial) => self.bind(&key, serial),
            None => Ok(()),
        }
    }

    fn booked(&self, key: &CardKey) -> Result<Option<Booked>, StoreError> {
        let sql = "SELECT state, stage, place, home FROM card WHERE owner = ?1 AND number = ?2";
        let mut query = self.transaction.prepare_cached(sql)?;
        let words: Option<[String; 4]> = query
            .query_row((&key.owner, key.number), |row| {
                Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
            })
            .optional()?;
        let Some([state, stage, place, home]) = words else {
            return Ok(None);
        };
        let account = |word: &str| Account::named(word).ok_or(LedgerError::UnknownWord);
        Ok(Some(Booked {
            state: state_named(&state)?,
            stage: state_named(&stage)?,
            account: account(&place)?,
            home: account(&home)?,
        }))
    }

    fn keep(&self, key: &CardKey, booking: &Booking) -> Result<(), StoreError> {
        let Booking::As(booked) = booking else {
            let sql = "DELETE FROM card WHERE owner = ?1 AND number = ?2";
            let mut forget = self.transaction.prepare_cached(sql)?;
            forget.execute((&key.owner, key.number))?;
            return Ok(());
        };
        let sql = "INSERT INTO card VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '', ?8, '')
                   ON CONFLICT (owner, number) DO UPDATE SET
                   place = ?4, state = ?6, stage = ?7, since_ms = iif(place = ?4, since_ms, ?8)";
        self.transaction.prepare_cached(sql)?.execute((
            &key.owner,
            key.number,
            self.kind,
            booked.account.word(),
            booked.home.word(),
            state_word(booked.state),
            state_word(booked.stage),
            self.at_ms,
        ))?;
        Ok(())
    }

    fn bind(&self, key: &CardKey, serial: &str) -> Result<(), StoreError> {
        let sql = "UPDATE card SET serial = ?3
                   WHERE owner = ?1 AND number = ?2 AND serial <> ?3";
        let mut bind = self.transaction.prepare_cached(sql)?;
        bind.execute((&key.owner, key.number, serial))?;
        Ok(())
    }

    fn found(&mut self, key: &CardKey, found: Found) -> Result<(), StoreError> {
        let before = self.booked(key)?.ok_or(LedgerError::NoCard)?;
        let account = match found {
            Found::Back => before.home,
            Found::Spoiled(cause) => Account::Spoiled(cause),
            Found::Missing => Account::Unknown,
        };
        if let Some(movement) = Movement::of(before.account, account, 1) {
            self.enter(&movement, key.number)?;
        }
        let booking = match found {
            Found::Back => Booking::Back,
            _ => Booking::As(Booked { account, ..before }),
        };
        self.keep(key, &booking)
    }

    fn surrendered(&self, why: Surrender, serial: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO card VALUES (?1, 1, ?2, ?3, '', '', '', ?4, ?5, '')";
        let place = Place::Old(why).word();
        let mut insert = self.transaction.prepare_cached(sql)?;
        insert.execute((self.id, self.kind, place, serial, self.at_ms))?;
        Ok(())
    }

    fn destroyed(&self, key: &CardKey) -> Result<(), StoreError> {
        let sql = "UPDATE card SET destroyed = ?3
                   WHERE owner = ?1 AND number = ?2 AND destroyed = ''";
        let mut destroy = self.transaction.prepare_cached(sql)?;
        match destroy.execute((&key.owner, key.number, self.id))? {
            1 => Ok(()),
            _ => Err(LedgerError::NoCard.into()),
        }
    }

    fn ends(&self, id: &str) -> Result<(), StoreError> {
        let sql = "UPDATE record SET open = 0 WHERE kind = ?1 AND id = ?2";
        self.transaction.execute(sql, (self.kind, id))?;
        Ok(())
    }

    /// Stores the sums that changed, if they add up.
    fn finish(self) -> Result<(), StoreError> {
        let Some((before, now)) = self.balances else {
            return Ok(());
        };
        now.check()?;
        let sql = "INSERT INTO balance VALUES (?1, ?2)
                   ON CONFLICT (account) DO UPDATE SET count = ?2";
        let mut store = self.transaction.prepare_cached(sql)?;
        for account in Account::all().filter(|account| before.of(*account) != now.of(*account)) {
            store.execute((account.word(), now.of(account)))?;
        }
        Ok(())
    }
}

/// The state's word, which is that of the records.
fn state_word(state: AttemptState) -> &'static str {
    match state {
        AttemptState::Feeding => "Feeding",
        AttemptState::AtEncoder => "AtEncoder",
        AttemptState::Encoding => "Encoding",
        AttemptState::Encoded => "Encoded",
        AttemptState::Printing => "Printing",
        AttemptState::Ejected => "Ejected",
        AttemptState::Good => "Good",
        AttemptState::Spoiled => "Spoiled",
        AttemptState::Unknown => "Unknown",
        AttemptState::NotFed => "NotFed",
    }
}

/// The state of that word, read as in the records.
pub(super) fn state_named(word: &str) -> Result<AttemptState, LedgerError> {
    let word: StrDeserializer<'_, ValueError> = word.into_deserializer();
    AttemptState::deserialize(word).map_err(|_| LedgerError::UnknownWord)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_back_as_it_was_written() {
        for state in [
            AttemptState::Feeding,
            AttemptState::AtEncoder,
            AttemptState::Encoding,
            AttemptState::Encoded,
            AttemptState::Printing,
            AttemptState::Ejected,
            AttemptState::Good,
            AttemptState::Spoiled,
            AttemptState::Unknown,
            AttemptState::NotFed,
        ] {
            assert_eq!(state_named(state_word(state)), Ok(state));
        }
        assert_eq!(state_named(""), Err(LedgerError::UnknownWord));
    }
}
