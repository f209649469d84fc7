//! The newest journal entry, noted outside the database, where a database that lost its end is found out.
//!
//! The file has two slots, 4096 bytes apart, which are written in turns: a write that a power cut tears spoils one, and the
//! other still has the entry before. A slot is 64 bytes: the word `LOKETHD1`, the entry's number (8 bytes, big-endian), its
//! hash (32 bytes), and the first 16 bytes of the SHA-256 of all that. It is written after the commit that it tells of and not
//! synced each time, so it may be older than the database, and is never newer.

use crate::store::chain::Head;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

const WORD: &[u8; 8] = b"LOKETHD1";
const SLOT: usize = 64;
/// No disk tears two slots with one write.
const SPACING: usize = 4096;

/// The open file.
#[derive(Debug)]
pub(super) struct HeadFile {
    file: File,
    /// Which slot is written next.
    slot: u64,
}

impl HeadFile {
    /// Opens the file and reads what was noted last; makes one in which nothing is noted if there is none.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Option<Head>)> {
        let file = match OpenOptions::new().read(true).write(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(path)?,
            opened => opened?,
        };
        let slots = [read(&file, 0)?, read(&file, 1)?];
        let newest = newest(slots);
        // The one that is not the newest; a spoiled one first.
        let slot = u64::from(slots[0] == newest && newest.is_some());
        Ok((Self { file, slot }, newest))
    }

    /// Notes the entry, for the system to write when it likes.
    ///
    /// # Errors
    /// What the system says; the other slot is untouched then.
    pub(super) fn note(&mut self, head: Head) -> io::Result<()> {
        self.file.write_all_at(&encode(head), offset(self.slot))?;
        self.slot = 1 - self.slot;
        Ok(())
    }

    /// Has what was noted written to the disk.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}

/// What was noted last in the file, which is only read; `None` where there is none.
///
/// # Errors
/// What the system says.
pub(super) fn noted(path: &Path) -> io::Result<Option<Head>> {
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        opened => {
            let file = opened?;
            Ok(newest([read(&file, 0)?, read(&file, 1)?]))
        }
    }
}

fn newest(slots: [Option<Head>; 2]) -> Option<Head> {
    slots.into_iter().flatten().max_by_key(|head| head.sequence)
}

/// With its full length from the beginning, so that noting never needs space.
fn make(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true).mode(0o600);
    let file = options.open(path)?;
    file.write_all_at(&[0; SPACING + SLOT], 0)?;
    file.sync_all()?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(file)
}

fn offset(slot: u64) -> u64 {
    slot * SPACING as u64
}

fn read(file: &File, slot: u64) -> io::Result<Option<Head>> {
    let mut bytes = [0; SLOT];
    match file.read_exact_at(&mut bytes, offset(slot)) {
        Ok(()) => Ok(decode(&bytes)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

fn encode(head: Head) -> [u8; SLOT] {
    let mut bytes = [0; SLOT];
    bytes[..8].copy_from_slice(WORD);
    bytes[8..16].copy_from_slice(&head.sequence.to_be_bytes());
    bytes[16..48].copy_from_slice(&head.hash);
    let sum = Sha256::digest(&bytes[..48]);
    bytes[48..].copy_from_slice(&sum[..16]);
    bytes
}

/// `None` for a slot that was never written, or not to its end.
fn decode(bytes: &[u8; SLOT]) -> Option<Head> {
    let sequence = u64::from_be_bytes(bytes[8..16].try_into().ok()?);
    let hash = bytes[16..48].try_into().ok()?;
    let head = Head { sequence, hash };
    (encode(head) == *bytes).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(sequence: u64) -> Head {
        Head {
            sequence,
            hash: [sequence.to_be_bytes()[7]; 32],
        }
    }

    fn noted(path: &Path) -> Option<Head> {
        super::noted(path).unwrap()
    }

    #[test]
    fn the_last_note_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("head");
        assert_eq!(noted(&path), None);
        for sequence in 1..=5 {
            let (mut file, before) = HeadFile::open(&path).unwrap();
            assert_eq!(before, (sequence > 1).then(|| head(sequence - 1)));
            file.note(head(sequence)).unwrap();
        }
        assert_eq!(noted(&path), Some(head(5)));
    }

    #[test]
    fn a_write_torn_at_any_byte_leaves_the_entry_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("head");
        let (mut file, _) = HeadFile::open(&path).unwrap();
        file.note(head(7)).unwrap();
        let next = encode(head(8));
        for torn in 0..SLOT {
            let at = offset(file.slot);
            file.file.write_all_at(&[0xaa; SLOT], at).unwrap();
            file.file.write_all_at(&next[..torn], at).unwrap();
            let (mut after, found) = HeadFile::open(&path).unwrap();
            assert_eq!(found, Some(head(7)), "torn at {torn}");
            after.note(head(9)).unwrap();
            assert_eq!(noted(&path), Some(head(9)), "the torn slot is used next");
            file.file.write_all_at(&[0; SLOT], at).unwrap();
        }
    }
}
