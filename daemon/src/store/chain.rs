//! The hash chain of the journal: no entry can be changed, left out or put in between without every later hash being
//! another. A hash covers the SHA-256 of the entry's body, so that the chain can be followed without the bodies.

use crate::store::acceptance::Acceptance;
use crate::store::damage::Damage;
use crate::store::database::StoreError;
use crate::store::records::Record;
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

/// A SHA-256.
pub(super) type Hash = [u8; 32];

/// Keeps these hashes from being anything else, and this layout of them from a later one.
const DOMAIN: &[u8] = b"loket-journal-1";

/// The newest entry: its number and its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) sequence: u64,
    pub(super) hash: Hash,
}

impl Head {
    /// What the first entry follows.
    pub(super) const NONE: Self = Self {
        sequence: 0,
        hash: [0; 32],
    };

    /// The number as SQLite counts; none is larger than it can hold.
    pub(super) fn row_id(self) -> i64 {
        i64::try_from(self.sequence).unwrap_or(i64::MAX)
    }
}

/// What the hash of an entry is over, besides the hash before it.
pub(super) struct Content<'a> {
    pub(super) sequence: u64,
    pub(super) boot: i64,
    pub(super) at_ms: i64,
    pub(super) kind: &'a str,
    pub(super) id: &'a str,
    pub(super) event: &'a str,
    pub(super) body: &'a str,
}

impl Content<'_> {
    /// SHA-256 over the domain, the previous hash, sequence, boot and time (8 bytes each, big-endian), kind, id and event
    /// (each after its length in bytes, 8 bytes big-endian), and the SHA-256 of the body.
    pub(super) fn hash(&self, previous: &Hash) -> Hash {
        let mut hash = Sha256::new_with_prefix(DOMAIN);
        hash.update(previous);
        hash.update(self.sequence.to_be_bytes());
        hash.update(self.boot.to_be_bytes());
        hash.update(self.at_ms.to_be_bytes());
        for text in [self.kind, self.id, self.event] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        hash.update(Sha256::digest(self.body));
        hash.finalize().into()
    }
}

const COLUMNS: &str = "sequence, boot, at_ms, kind, id, event, body, hash";

fn content<'a>(row: &'a Row<'_>) -> Result<Content<'a>, StoreError> {
    let text = |column| -> Result<&str, StoreError> {
        let value = row.get_ref(column)?;
        value
            .as_str()
            .map_err(|error| StoreError::from(rusqlite::Error::from(error)))
    };
    Ok(Content {
        sequence: row.get::<_, i64>(0)?.unsigned_abs(),
        boot: row.get(1)?,
        at_ms: row.get(2)?,
        kind: text(3)?,
        id: text(4)?,
        event: text(5)?,
        body: text(6)?,
    })
}

/// Follows the chain from the entry after `head` to the end, and tells `seen` the time of each entry; the last entry.
///
/// # Errors
/// `Untrusted` names the first entry that is not as it was written; what SQLite says.
pub(super) fn follow(
    connection: &Connection,
    mut head: Head,
    mut seen: impl FnMut(&Content<'_>),
) -> Result<Head, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM journal WHERE sequence > ?1 ORDER BY sequence");
    let mut query = connection.prepare(&sql)?;
    let mut rows = query.query([head.row_id()])?;
    while let Some(row) = rows.next()? {
        let content = content(row)?;
        let hash = content.hash(&head.hash);
        let sequence = content.sequence;
        if row.get_ref(7)?.as_blob().ok() != Some(&hash) {
            return Err(Damage::Entry { sequence }.into());
        }
        seen(&content);
        head = Head { sequence, hash };
    }
    Ok(head)
}

/// Gives every entry its hash, in a file that has none yet.
pub(super) fn fill(connection: &Connection) -> Result<(), StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM journal WHERE sequence > ?1 ORDER BY sequence LIMIT 1");
    let mut next = connection.prepare(&sql)?;
    let mut set = connection.prepare("UPDATE journal SET hash = ?2 WHERE sequence = ?1")?;
    let mut head = Head::NONE;
    loop {
        let mut rows = next.query([head.row_id()])?;
        let Some(row) = rows.next()? else {
            return Ok(());
        };
        let content = content(row)?;
        let hash = content.hash(&head.hash);
        head = Head {
            sequence: content.sequence,
            hash,
        };
        drop(rows);
        set.execute((head.row_id(), head.hash))?;
    }
}

/// Whether the journal has this very entry; it always has what the first one follows.
pub(super) fn contains(connection: &Connection, head: Head) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM journal WHERE sequence = ?1 AND hash = ?2)";
    let found = connection.query_row(sql, (head.row_id(), head.hash), |row| row.get(0))?;
    Ok(found || head == Head::NONE)
}

/// The entry after which the newest `most` ones come, or fewer: what a person has accepted as it is begins the chain anew.
pub(super) fn before_the_last(connection: &Connection, most: u32) -> Result<Head, StoreError> {
    let newest = newest_up_to(connection, i64::MAX, most)?;
    let sql = "SELECT max(sequence) FROM journal WHERE kind = ?1";
    let accepted: Option<i64> = connection.query_row(sql, [Acceptance::KIND], |row| row.get(0))?;
    match accepted {
        Some(sequence) if sequence > newest.row_id() => Ok(Head {
            sequence: sequence.unsigned_abs() - 1,
            ..newest_up_to(connection, sequence - 1, 0)?
        }),
        _ => Ok(newest),
    }
}

/// The newest entry, as it is stored, with a number up to `sequence`; `skipped` further back.
fn newest_up_to(connection: &Connection, sequence: i64, skipped: u32) -> Result<Head, StoreError> {
    let sql = "SELECT sequence, hash FROM journal WHERE sequence <= ?1
               ORDER BY sequence DESC LIMIT 1 OFFSET ?2";
    let found = connection.query_row(sql, (sequence, skipped), |row| {
        Ok(Head {
            sequence: row.get::<_, i64>(0)?.unsigned_abs(),
            // One that is no hash matches no entry that follows.
            hash: row.get(1).unwrap_or_default(),
        })
    });
    Ok(found.optional()?.unwrap_or(Head::NONE))
}

/// The newest entry as it is stored.
pub(super) fn last(connection: &Connection) -> Result<Head, StoreError> {
    newest_up_to(connection, i64::MAX, 0)
}
