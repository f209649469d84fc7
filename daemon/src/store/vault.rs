//! Applicant data at rest: AES-256-GCM with a key file beside the database, bound to owner and name.

use crate::store::database::{Database, StoreError};
use crate::store::secret::{KeyError, random, secret_file};
use loket_vault::{NONCE, VaultKey};
use rusqlite::OptionalExtension;
use std::path::Path;
use zeroize::Zeroizing;

/// What was sealed; erased from memory when dropped.
pub type Opened = Zeroizing<Vec<u8>>;

/// The vault's keys, from the file that holds their secret.
pub(super) struct Key(VaultKey);

impl Key {
    /// Reads the key's file, or makes one; not while anything is sealed.
    pub(super) fn load_or_make(path: &Path, sealed: bool) -> Result<Self, KeyError> {
        let secret = secret_file(path, sealed)?;
        Ok(Self(VaultKey::new(&secret)))
    }

    /// The content, sealed under a nonce of its own.
    pub(super) fn seal(
        &self,
        owner: &str,
        name: &str,
        content: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE];
        random(&mut nonce)?;
        let sealed = self.0.seal(nonce, &bound_to(owner, name), content);
        sealed.map_err(|_| StoreError::Sealed)
    }

    fn open(&self, owner: &str, name: &str, sealed: &[u8]) -> Result<Opened, StoreError> {
        let opened = self.0.open(&bound_to(owner, name), sealed);
        opened.map_err(|_| StoreError::Sealed)
    }
}

fn bound_to(owner: &str, name: &str) -> Vec<u8> {
    [owner.as_bytes(), &[0], name.as_bytes()].concat()
}

/// What an erasure removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Stored items.
    pub items: u32,
    /// Their sealed bytes.
    pub bytes: u64,
}

impl Database {
    /// A keyed hash by which content is known again; without the vault's key nobody can tell what it is of.
    pub fn fingerprint(&self, content: &[u8]) -> [u8; 32] {
        self.key.0.fingerprint(content)
    }

    /// Opens a sealed item.
    ///
    /// # Errors
    /// `Missing`, `Sealed`, or what SQLite says.
    pub fn open_item(&self, owner: &str, name: &str) -> Result<Opened, StoreError> {
        let sql = "SELECT sealed FROM vault WHERE owner = ?1 AND name = ?2";
        let mut query = self.connection.prepare_cached(sql)?;
        let sealed: Option<Vec<u8>> = query
            .query_row((owner, name), |row| row.get(0))
            .optional()?;
        self.key
            .open(owner, name, &sealed.ok_or(StoreError::Missing)?)
    }

    /// Opens all of the owner's items whose names begin so.
    ///
    /// # Errors
    /// `Sealed`, or what SQLite says.
    pub fn open_items(&self, owner: &str, prefix: &str) -> Result<Vec<Opened>, StoreError> {
        let sql =
            "SELECT name, sealed FROM vault WHERE owner = ?1 AND substr(name, 1, length(?2)) = ?2";
        let mut query = self.connection.prepare_cached(sql)?;
        let items = query.query_map((owner, prefix), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let opened = items.map(|item| {
            let (name, sealed): (String, Vec<u8>) = item?;
            self.key.open(owner, &name, &sealed)
        });
        opened.collect()
    }

    /// Makes up for erasures that a stop prevented: what is still sealed for records of this kind that have ended.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn erase_what_ended_left(&mut self, kind: &str) -> Result<(), StoreError> {
        let sql = "SELECT DISTINCT owner FROM vault WHERE EXISTS
                   (SELECT 1 FROM record WHERE kind = ?1 AND id = owner AND open = 0)";
        let owners: Vec<String> = {
            let mut query = self.connection.prepare(sql)?;
            let owners = query.query_map([kind], |row| row.get(0))?;
            owners.collect::<Result<_, _>>()?
        };
        owners
            .iter()
            .try_for_each(|owner| self.erase(owner).map(drop))
    }

    /// Erases everything sealed for `owner`, in the database file and in its log.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn erase(&mut self, owner: &str) -> Result<Erased, StoreError> {
        let sql = "SELECT count(*), coalesce(sum(length(sealed)), 0) FROM vault WHERE owner = ?1";
        let erased = self.connection.query_row(sql, [owner], |row| {
            let bytes: i64 = row.get(1)?;
            Ok(Erased {
                items: row.get(0)?,
                bytes: bytes.unsigned_abs(),
            })
        })?;
        if erased.items == 0 {
            return Ok(erased);
        }
        self.write(|writing| {
            let sql = "DELETE FROM vault WHERE owner = ?1";
            Ok(writing.transaction.execute(sql, [owner])?)
        })?;
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(erased)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::records::tests::{job, request};
    use std::fs;

    #[test]
    fn a_sealed_item_is_bound_to_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let key = Key::load_or_make(&folder.path().join("k"), false).unwrap();
        let sealed = key.seal("order", "photo", b"face").unwrap();
        assert_eq!(*key.open("order", "photo", &sealed).unwrap(), b"face");
        assert!(matches!(
            key.open("order", "finger", &sealed),
            Err(StoreError::Sealed)
        ));
        assert!(!sealed.windows(4).any(|part| part == b"face"));
    }

    #[test]
    fn content_is_known_again_with_the_same_key_alone() {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let of = |folder: &tempfile::TempDir, content: &[u8]| {
            Database::open(folder.path()).unwrap().fingerprint(content)
        };
        let first = of(&folders[0], b"torn");
        assert_eq!(of(&folders[0], b"torn"), first);
        assert_ne!(of(&folders[0], b"bent"), first);
        assert_ne!(of(&folders[1], b"torn"), first);
    }

    #[test]
    fn what_is_sealed_is_never_left_without_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("vault.key");
        let opened = || Database::open(folder.path()).map(drop);
        opened().unwrap();
        fs::remove_file(&key).unwrap();
        opened().unwrap();
        let mut database = Database::open(folder.path()).unwrap();
        let items = [("photo".to_owned(), b"face".to_vec())];
        database
            .insert(&job(1), &request(0), "made", &items)
            .unwrap();
        drop(database);
        let aside = folder.path().join("aside");
        fs::rename(&key, &aside).unwrap();
        let refused = opened().unwrap_err();
        assert!(matches!(&refused, StoreError::Key(KeyError::Lost(lost)) if *lost == key));
        assert!(!key.exists());
        fs::rename(&aside, &key).unwrap();
        let database = Database::open(folder.path()).unwrap();
        assert_eq!(*database.open_item("j1", "photo").unwrap(), b"face");
    }

    #[test]
    fn nothing_of_an_erased_item_stays_in_the_files() {
        let folder = tempfile::tempdir().unwrap();
        let mut database = Database::open(folder.path()).unwrap();
        let sealed = database.key.seal("o", "n", &[7; 5000]).unwrap();
        let insert = "INSERT INTO vault VALUES ('o', 'n', ?1)";
        database.connection.execute(insert, [&sealed]).unwrap();
        let erased = database.erase("o").unwrap();
        assert_eq!(erased.items, 1);
        drop(database);
        for file in fs::read_dir(folder.path()).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(32).any(|part| part == &sealed[100..132]));
        }
    }
}
