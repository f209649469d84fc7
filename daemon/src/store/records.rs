//! Job records: the present state of every order and enrolment, and the journal of how it came about.
//!
//! Bodies are JSON without applicant data; that lies sealed in the vault.

use crate::ledger::posting::Posting;
use crate::store::database::{Database, StoreError};
use crate::store::writing::Writing;
use rusqlite::OptionalExtension;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A kind of job that is kept.
pub trait Record: Serialize + DeserializeOwned + Send + 'static {
    /// Name of the kind.
    const KIND: &'static str;

    /// Identifier, unique in its kind.
    fn id(&self) -> &str;

    /// Whether anything can still happen to it.
    fn is_open(&self) -> bool;

    /// What it means for the blank ledger; entered in the transaction that stores it.
    fn posting(&self) -> Posting {
        Posting::default()
    }
}

/// What a front end named its request, and a hash of what it asked for.
#[derive(Clone, Debug)]
pub struct RequestKey {
    /// The request id.
    pub id: String,
    /// SHA-256 of the request's content.
    pub sha256: [u8; 32],
}

/// Result of [`Database::insert`].
pub enum Inserted<R> {
    /// The record is new.
    New,
    /// The same request made this record before.
    Before(R),
}

/// Part of a list, newest first.
#[derive(Clone, Debug)]
pub struct Page {
    /// Whether those that have ended are left out.
    pub open_only: bool,
    /// Only those whose id sorts before this one; all when empty.
    pub before: String,
    /// At most so many.
    pub most: u32,
}

impl Page {
    /// The whole list.
    pub const EVERYTHING: Self = Self {
        open_only: false,
        before: String::new(),
        most: u32::MAX,
    };
}

/// An item to seal with a record: name and content.
pub type Item = (String, Vec<u8>);

impl Database {
    /// Stores a new record with its sealed items, or finds the one that the same request made before. Durable on return.
    ///
    /// # Errors
    /// `RequestIdReused` when the request id was used with other content.
    pub fn insert<R: Record>(
        &mut self,
        record: &R,
        request: &RequestKey,
        event: &str,
        items: &[Item],
    ) -> Result<Inserted<R>, StoreError> {
        if let Some(before) = self.made_before(request)? {
            return Ok(Inserted::Before(before));
        }
        self.write(|writing| writing.insert(record, request, event, items))?;
        Ok(Inserted::New)
    }

    /// The record that the same request made before.
    ///
    /// # Errors
    /// `RequestIdReused` when the request id was used with other content.
    pub fn made_before<R: Record>(&self, request: &RequestKey) -> Result<Option<R>, StoreError> {
        match self.by_request::<R>(&request.id)? {
            Some((sha256, body)) if sha256 == request.sha256 => Ok(Some(body)),
            Some(_) => Err(StoreError::RequestIdReused),
            None => Ok(None),
        }
    }

    /// Stores a record's new state with its sealed items and journals the event that led there. Durable on return.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn update<R: Record>(
        &mut self,
        record: &R,
        event: &str,
        items: &[Item],
    ) -> Result<(), StoreError> {
        self.write(|writing| writing.update(record, event, items))
    }

    /// The record's present state.
    ///
    /// # Errors
    /// What SQLite says, or `Damaged`.
    pub fn get<R: Record>(&self, id: &str) -> Result<Option<R>, StoreError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT body FROM record WHERE kind = ?1 AND id = ?2")?;
        let body: Option<String> = query
            .query_row((R::KIND, id), |row| row.get(0))
            .optional()?;
        body.as_deref().map(decode).transpose()
    }

    /// Whether there is a record of a kind.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn has_any<R: Record>(&self) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM record WHERE kind = ?1";
        Ok(self.connection.prepare(sql)?.exists([R::KIND])?)
    }

    /// Records of a kind, newest first (ids sort by the time they were made).
    ///
    /// # Errors
    /// What SQLite says, or `Damaged`.
    pub fn list<R: Record>(&self, page: &Page) -> Result<Vec<R>, StoreError> {
        // Only with these very words does SQLite use the index of the open ones. Every id sorts before `~`.
        let which = if page.open_only { "open = 1" } else { "true" };
        let sql = format!(
            "SELECT body FROM record WHERE {which} AND kind = ?1 AND id < coalesce(nullif(?2, ''), '~')
             ORDER BY id DESC LIMIT ?3"
        );
        let mut query = self.connection.prepare_cached(&sql)?;
        let wanted = (R::KIND, &page.before, page.most);
        let bodies = query.query_map(wanted, |row| row.get::<_, String>(0))?;
        bodies.map(|body| decode(&body?)).collect()
    }

    /// The records of a kind that have not ended, oldest first.
    ///
    /// # Errors
    /// What SQLite says, or `Damaged`.
    pub fn list_open<R: Record>(&self) -> Result<Vec<R>, StoreError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT body FROM record WHERE open = 1 AND kind = ?1 ORDER BY id")?;
        let bodies = query.query_map([R::KIND], |row| row.get::<_, String>(0))?;
        bodies.map(|body| decode(&body?)).collect()
    }

    fn by_request<R: Record>(&self, request_id: &str) -> Result<Option<([u8; 32], R)>, StoreError> {
        let sql = "SELECT request_sha256, body FROM record WHERE kind = ?1 AND request_id = ?2";
        let mut query = self.connection.prepare_cached(sql)?;
        let found: Option<([u8; 32], String)> = query
            .query_row((R::KIND, request_id), |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        found
            .map(|(sha256, body)| Ok((sha256, decode(&body)?)))
            .transpose()
    }
}

impl Writing<'_> {
    /// Stores a new record with its sealed items, and the entry that tells of it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn insert<R: Record>(
        &mut self,
        record: &R,
        request: &RequestKey,
        event: &str,
        items: &[Item],
    ) -> Result<(), StoreError> {
        let body = encode(record)?;
        let sql = "INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.transaction.prepare_cached(sql)?.execute((
            R::KIND,
            record.id(),
            &request.id,
            &request.sha256,
            &body,
            record.is_open(),
        ))?;
        self.put_items(record.id(), items)?;
        self.append(R::KIND, record.id(), record.is_open(), event, body)?;
        self.post(R::KIND, record.id(), &record.posting())
    }

    /// Stores a record's new state with its sealed items, and the entry of the event that led there.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn update<R: Record>(
        &mut self,
        record: &R,
        event: &str,
        items: &[Item],
    ) -> Result<(), StoreError> {
        let body = encode(record)?;
        let state = "UPDATE record SET body = ?3 WHERE kind = ?1 AND id = ?2";
        let mut update = self.transaction.prepare_cached(state)?;
        update.execute((R::KIND, record.id(), &body))?;
        drop(update);
        // Apart, so that the index of the open ones is written only when it changes.
        let open = "UPDATE record SET open = ?3 WHERE kind = ?1 AND id = ?2 AND open <> ?3";
        let mut update = self.transaction.prepare_cached(open)?;
        update.execute((R::KIND, record.id(), record.is_open()))?;
        drop(update);
        self.put_items(record.id(), items)?;
        self.append(R::KIND, record.id(), record.is_open(), event, body)?;
        self.post(R::KIND, record.id(), &record.posting())
    }

    /// Stores the state of a record that nobody asked for by a request, whether it is new or not, with its entry.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn put<R: Record>(&mut self, record: &R, event: &str) -> Result<(), StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM record WHERE kind = ?1 AND id = ?2)";
        let found = self
            .transaction
            .query_row(sql, (R::KIND, record.id()), |row| row.get(0))?;
        if found {
            return self.update(record, event, &[]);
        }
        let request = RequestKey {
            id: record.id().to_owned(),
            sha256: [0; 32],
        };
        self.insert(record, &request, event, &[])
    }

    fn put_items(&mut self, owner: &str, items: &[Item]) -> Result<(), StoreError> {
        let sql = "INSERT INTO vault VALUES (?1, ?2, ?3)
                   ON CONFLICT (owner, name) DO UPDATE SET sealed = ?3";
        let mut put = self.transaction.prepare_cached(sql)?;
        for (name, content) in items {
            put.execute((owner, name, self.key.seal(owner, name, content)?))?;
        }
        Ok(())
    }
}

fn encode<R: Record>(record: &R) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(StoreError::Damaged)
}

fn decode<R: Record>(body: &str) -> Result<R, StoreError> {
    serde_json::from_str(body).map_err(StoreError::Damaged)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    pub(in crate::store) struct Job {
        id: String,
        step: u32,
    }

    impl Record for Job {
        const KIND: &'static str = "job";

        fn id(&self) -> &str {
            &self.id
        }

        fn is_open(&self) -> bool {
            self.step < 3
        }
    }

    pub(in crate::store) fn job(step: u32) -> Job {
        Job {
            id: "j1".into(),
            step,
        }
    }

    pub(in crate::store) fn request(content: u8) -> RequestKey {
        RequestKey {
            id: "r1".into(),
            sha256: [content; 32],
        }
    }

    #[test]
    fn state_survives_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let mut database = Database::open(folder.path()).unwrap();
        let items = [("photo".to_owned(), vec![1, 2, 3])];
        assert!(matches!(
            database
                .insert(&job(1), &request(0), "made", &items)
                .unwrap(),
            Inserted::New
        ));
        database.update(&job(2), "moved", &[]).unwrap();
        drop(database);
        let database = Database::open(folder.path()).unwrap();
        assert_eq!(database.get::<Job>("j1").unwrap(), Some(job(2)));
        assert_eq!(*database.open_item("j1", "photo").unwrap(), [1, 2, 3]);
        assert_eq!(database.list_open::<Job>().unwrap(), vec![job(2)]);
    }

    #[test]
    fn a_list_is_read_page_by_page() {
        let folder = tempfile::tempdir().unwrap();
        let mut database = Database::open(folder.path()).unwrap();
        for (id, step) in [("a", 1), ("b", 3), ("c", 1)] {
            let request = RequestKey {
                id: id.into(),
                ..request(0)
            };
            let job = Job {
                id: id.into(),
                step,
            };
            database.insert(&job, &request, "made", &[]).unwrap();
        }
        let ids = |open_only, before: &str, most| {
            let before = before.to_owned();
            let page = Page {
                open_only,
                before,
                most,
            };
            let jobs = database.list::<Job>(&page).unwrap();
            jobs.into_iter().map(|job| job.id).collect::<String>()
        };
        assert_eq!(
            (ids(false, "", 2), ids(false, "b", 2)),
            ("cb".into(), "a".into())
        );
        assert_eq!(
            (ids(true, "", 9), ids(true, "c", 9)),
            ("ca".into(), "a".into())
        );
    }

    #[test]
    fn a_repeated_request_finds_its_record_and_a_changed_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut database = Database::open(folder.path()).unwrap();
        database.insert(&job(1), &request(0), "made", &[]).unwrap();
        let again = database.insert(&job(9), &request(0), "made", &[]).unwrap();
        assert!(matches!(again, Inserted::Before(found) if found == job(1)));
        let other = database.insert(&job(9), &request(7), "made", &[]);
        assert!(matches!(other, Err(StoreError::RequestIdReused)));
    }
}
