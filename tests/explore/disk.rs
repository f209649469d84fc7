//! A disk that keeps what was synced apart from what was only written, and fails when told.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Who is told of each sync of a log: of a transaction that becomes durable.
pub(crate) trait SyncWatch: Send + Sync {
    /// The file is written and about to be synced.
    fn syncing(&self, file: &str);

    /// What was written is durable now, or the disk refused.
    fn synced(&self, file: &str);
}

/// How a disk fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// There is no room for what would make a file longer.
    Full,
    /// Nothing can be written or synced.
    Broken,
}

/// Why the disk refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// As [`Failure::Full`].
    Full,
    /// As [`Failure::Broken`], or the daemon that asks is stopped.
    Failed,
}

/// One disk with its files, by name.
pub(crate) struct Disk {
    state: Mutex<State>,
    watch: Box<dyn SyncWatch>,
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, File>,
    /// The program that has the files open was stopped: its later calls have no effect.
    orphaned: bool,
    failure: Option<Failure>,
    ignores_syncs: bool,
}

#[derive(Default)]
struct File {
    bytes: Vec<u8>,
    /// How to get back to what was synced last, newest first at the end.
    undo: Vec<Undo>,
    /// Whether the file would still be there after a power cut.
    is_durable: bool,
}

/// What a write or a truncation replaced.
struct Undo {
    offset: usize,
    replaced: Vec<u8>,
    length: usize,
}

impl Disk {
    /// An empty disk.
    pub(crate) fn new(watch: impl SyncWatch + 'static) -> Self {
        Self {
            state: Mutex::default(),
            watch: Box::new(watch),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on the disk says that it synced and does not: what a power cut leaves is what was there before.
    pub(crate) fn ignore_syncs(&self) {
        self.lock().ignores_syncs = true;
    }

    /// From now on it fails, or works again.
    pub(crate) fn fail(&self, failure: Option<Failure>) {
        self.lock().failure = failure;
    }

    /// The program that has the files open is stopped.
    pub(crate) fn orphan(&self) {
        self.lock().orphaned = true;
    }

    /// That program is gone, and another may open the files.
    pub(crate) fn adopt(&self) {
        self.lock().orphaned = false;
    }

    /// Whatever was not synced is lost.
    pub(crate) fn cut_power(&self) {
        let mut state = self.lock();
        state.files.retain(|_, file| file.is_durable);
        state.files.values_mut().for_each(File::roll_back);
    }

    /// Makes the file if it is not there; whether it is there now.
    pub(crate) fn open(&self, name: &str, create: bool) -> Result<bool, Refused> {
        let mut state = self.lock();
        if state.orphaned {
            return Err(Refused::Failed);
        }
        if create {
            state.files.entry(name.to_owned()).or_default();
        }
        Ok(state.files.contains_key(name))
    }

    /// Puts a file there, durably.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        let file = File {
            bytes: bytes.to_vec(),
            is_durable: true,
            ..File::default()
        };
        self.lock().files.insert(name.to_owned(), file);
    }

    /// What the file holds.
    pub(crate) fn content(&self, name: &str) -> Option<Vec<u8>> {
        Some(self.lock().files.get(name)?.bytes.clone())
    }

    /// Whether there is no room.
    pub(crate) fn is_full(&self) -> bool {
        self.lock().failure == Some(Failure::Full)
    }

    /// Whether the file is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.lock().files.contains_key(name)
    }

    /// Deletes the file; whether it was there.
    pub(crate) fn delete(&self, name: &str) -> Result<bool, Refused> {
        let mut state = self.lock();
        if state.orphaned {
            return Err(Refused::Failed);
        }
        Ok(state.files.remove(name).is_some())
    }

    /// Fills as much of `buffer` as the file has from `offset` on, and says how much that is.
    pub(crate) fn read(&self, name: &str, offset: usize, buffer: &mut [u8]) -> usize {
        let state = self.lock();
        let bytes = state.files.get(name).and_then(|f| f.bytes.get(offset..));
        let bytes = bytes.unwrap_or_default();
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        count
    }

    /// Length of the file in bytes.
    pub(crate) fn length(&self, name: &str) -> usize {
        self.lock().files.get(name).map_or(0, |f| f.bytes.len())
    }

    /// Writes to the file; not durable yet.
    pub(crate) fn write(&self, name: &str, offset: usize, bytes: &[u8]) -> Result<(), Refused> {
        let mut state = self.lock();
        let end = offset + bytes.len();
        let longer = state.files.get(name).is_some_and(|f| end > f.bytes.len());
        state.check(longer)?;
        let file = state.files.get_mut(name).ok_or(Refused::Failed)?;
        file.write(offset, bytes);
        Ok(())
    }

    /// Cuts the file off; not durable yet.
    pub(crate) fn truncate(&self, name: &str, length: usize) -> Result<(), Refused> {
        let mut state = self.lock();
        state.check(false)?;
        let file = state.files.get_mut(name).ok_or(Refused::Failed)?;
        file.truncate(length);
        Ok(())
    }

    /// Makes what was written durable.
    pub(crate) fn sync(&self, name: &str) -> Result<(), Refused> {
        self.watch.syncing(name);
        let synced = self.lock().sync(name);
        self.watch.synced(name);
        synced
    }
}

impl State {
    fn check(&self, longer: bool) -> Result<(), Refused> {
        match self.failure {
            _ if self.orphaned => Err(Refused::Failed),
            Some(Failure::Broken) => Err(Refused::Failed),
            Some(Failure::Full) if longer => Err(Refused::Full),
            _ => Ok(()),
        }
    }

    fn sync(&mut self, name: &str) -> Result<(), Refused> {
        self.check(false)?;
        let ignores_syncs = self.ignores_syncs;
        let file = self.files.get_mut(name).ok_or(Refused::Failed)?;
        if !ignores_syncs {
            file.undo.clear();
            file.is_durable = true;
        }
        Ok(())
    }
}

impl File {
    fn write(&mut self, offset: usize, bytes: &[u8]) {
        let (length, end) = (self.bytes.len(), offset + bytes.len());
        let kept = offset.min(length)..end.min(length);
        self.undo.push(Undo {
            offset: kept.start,
            replaced: self.bytes[kept].to_vec(),
            length,
        });
        self.bytes.resize(length.max(end), 0);
        self.bytes[offset..end].copy_from_slice(bytes);
    }

    fn truncate(&mut self, length: usize) {
        let offset = length.min(self.bytes.len());
        self.undo.push(Undo {
            offset,
            replaced: self.bytes[offset..].to_vec(),
            length: self.bytes.len(),
        });
        self.bytes.truncate(length);
    }

    fn roll_back(&mut self) {
        while let Some(undo) = self.undo.pop() {
            self.bytes.resize(undo.length, 0);
            let end = undo.offset + undo.replaced.len();
            self.bytes[undo.offset..end].copy_from_slice(&undo.replaced);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nobody;

    impl SyncWatch for Nobody {
        fn syncing(&self, _: &str) {}
        fn synced(&self, _: &str) {}
    }

    fn disk() -> Disk {
        let disk = Disk::new(Nobody);
        disk.open("f", true).unwrap();
        disk
    }

    fn content(disk: &Disk) -> Vec<u8> {
        let mut bytes = vec![0; disk.length("f")];
        disk.read("f", 0, &mut bytes);
        bytes
    }

    #[test]
    fn a_power_cut_leaves_what_was_synced() {
        let disk = disk();
        disk.write("f", 0, b"abcdef").unwrap();
        disk.sync("f").unwrap();
        disk.write("f", 4, b"XYZ").unwrap();
        disk.truncate("f", 2).unwrap();
        disk.write("f", 5, b"!").unwrap();
        assert_eq!(content(&disk), b"ab\0\0\0!");
        disk.cut_power();
        assert_eq!(content(&disk), b"abcdef");
    }

    #[test]
    fn a_file_that_was_never_synced_is_gone() {
        let disk = disk();
        disk.write("f", 0, b"abc").unwrap();
        disk.cut_power();
        assert!(!disk.has("f"));
    }

    #[test]
    fn a_full_disk_overwrites_and_a_broken_one_does_not() {
        let disk = disk();
        disk.write("f", 0, b"abc").unwrap();
        disk.fail(Some(Failure::Full));
        assert_eq!(disk.write("f", 2, b"de"), Err(Refused::Full));
        assert_eq!(disk.write("f", 1, b"de"), Ok(()));
        disk.fail(Some(Failure::Broken));
        assert_eq!(disk.write("f", 0, b"x"), Err(Refused::Failed));
        assert_eq!(disk.sync("f"), Err(Refused::Failed));
        disk.fail(None);
        assert_eq!(content(&disk), b"ade");
    }

    #[test]
    fn a_stopped_program_writes_nothing() {
        let disk = disk();
        disk.write("f", 0, b"abc").unwrap();
        disk.orphan();
        assert_eq!(disk.write("f", 0, b"x"), Err(Refused::Failed));
        disk.adopt();
        assert_eq!(content(&disk), b"abc");
    }
}
