//! The explorer's disk as a folder of the machine, through FUSE: a daemon that is a process of its own has its records on it,
//! and what is written, synced and refused there is what [`Disk`] says.

use crate::disk::{Disk, Refused};
use fuser::{
    BackgroundSession, BsdFileFlags, Config, Errno, FileAttr, FileHandle, FileType, Filesystem,
    FopenFlags, Generation, INodeNo, LockOwner, MountOption, OpenFlags, ReplyAttr, ReplyCreate,
    ReplyData, ReplyEmpty, ReplyEntry, ReplyOpen, ReplyStatfs, ReplyWrite, Request, TimeOrNow,
    WriteFlags,
};
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The kernel keeps nothing of what it was told: a power cut changes files.
const NOT_KEPT: Duration = Duration::ZERO;
/// Bytes of a block, and blocks of the disk: plenty.
const BLOCK: u32 = 4096;
const BLOCKS: u64 = 1 << 20;
/// Nodes of files are numbered from here; the folder has the number 1.
const FIRST: u64 = 2;

/// The disk in the place of a folder, until it is dropped.
pub(super) struct Folder(Option<BackgroundSession>);

impl Folder {
    /// Puts the disk in the place of this folder, which must be there.
    ///
    /// # Errors
    /// Without `/dev/fuse` or the right to mount.
    pub(super) fn mount(place: &Path, disk: Arc<Disk>) -> io::Result<Self> {
        let mut config = Config::default();
        config.mount_options = vec![MountOption::FSName("loket-explore".to_owned())];
        let files = Files {
            disk,
            names: Mutex::default(),
        };
        let mounted = fuser::spawn_mount(files, place, &config).map_err(|error| {
            let text = format!("no FUSE file system can be mounted (/dev/fuse is needed): {error}");
            io::Error::new(error.kind(), text)
        })?;
        Ok(Self(Some(mounted)))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(session) = self.0.take() {
            // Fails while somebody has a file open; it goes with this process then.
            let _ = session.umount_and_join();
        }
    }
}

struct Files {
    disk: Arc<Disk>,
    /// The names of the files by their nodes.
    names: Mutex<Vec<String>>,
}

fn refusal(refused: Refused) -> Errno {
    match refused {
        Refused::Full => Errno::ENOSPC,
        Refused::Failed => Errno::EIO,
    }
}

fn finish(done: Result<(), Refused>, reply: ReplyEmpty) {
    match done {
        Ok(()) => reply.ok(),
        Err(refused) => reply.error(refusal(refused)),
    }
}

fn place(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

impl Files {
    fn names(&self) -> MutexGuard<'_, Vec<String>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file with that node; no name for the folder.
    fn name(&self, node: INodeNo) -> String {
        let number = node.0.checked_sub(FIRST).map(place);
        let name = number.and_then(|number| self.names().get(number).cloned());
        name.unwrap_or_default()
    }

    fn node(&self, name: &str) -> INodeNo {
        let mut names = self.names();
        let known = names.iter().position(|known| known == name);
        let number = known.unwrap_or_else(|| {
            names.push(name.to_owned());
            names.len() - 1
        });
        INodeNo(FIRST + number as u64)
    }

    fn attributes(&self, node: INodeNo) -> FileAttr {
        let (kind, perm, size) = match node {
            INodeNo::ROOT => (FileType::Directory, 0o700, 0),
            file => (
                FileType::RegularFile,
                0o600,
                self.disk.length(&self.name(file)) as u64,
            ),
        };
        FileAttr {
            ino: node,
            size,
            blocks: size.div_ceil(512),
            atime: UNIX_EPOCH,
            mtime: UNIX_EPOCH,
            ctime: UNIX_EPOCH,
            crtime: UNIX_EPOCH,
            kind,
            perm,
            nlink: 1,
            uid: rustix::process::getuid().as_raw(),
            gid: rustix::process::getgid().as_raw(),
            rdev: 0,
            blksize: BLOCK,
            flags: 0,
        }
    }

    /// Makes the file if it is not there.
    fn open(&self, name: &OsStr, create: bool) -> Result<INodeNo, Errno> {
        let name = name.to_str().ok_or(Errno::EINVAL)?;
        match self.disk.open(name, create) {
            Ok(true) => Ok(self.node(name)),
            Ok(false) => Err(Errno::ENOENT),
            Err(refused) => Err(refusal(refused)),
        }
    }
}

impl Filesystem for Files {
    fn lookup(&self, _: &Request, _: INodeNo, name: &OsStr, reply: ReplyEntry) {
        match self.open(name, false) {
            Ok(node) => reply.entry(&NOT_KEPT, &self.attributes(node), Generation(0)),
            Err(error) => reply.error(error),
        }
    }

    fn getattr(&self, _: &Request, node: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        reply.attr(&NOT_KEPT, &self.attributes(node));
    }

    fn setattr(
        &self,
        _: &Request,
        node: INodeNo,
        _: Option<u32>,
        _: Option<u32>,
        _: Option<u32>,
        size: Option<u64>,
        _: Option<TimeOrNow>,
        _: Option<TimeOrNow>,
        _: Option<SystemTime>,
        _: Option<FileHandle>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        let cut = size.map(|size| self.disk.truncate(&self.name(node), place(size)));
        match cut {
            Some(Err(refused)) => reply.error(refusal(refused)),
            _ => reply.attr(&NOT_KEPT, &self.attributes(node)),
        }
    }

    fn create(
        &self,
        _: &Request,
        _: INodeNo,
        name: &OsStr,
        _: u32,
        _: u32,
        _: i32,
        reply: ReplyCreate,
    ) {
        match self.open(name, true) {
            Ok(node) => reply.created(
                &NOT_KEPT,
                &self.attributes(node),
                Generation(0),
                FileHandle(0),
                FopenFlags::FOPEN_DIRECT_IO,
            ),
            Err(error) => reply.error(error),
        }
    }

    fn open(&self, _: &Request, _: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        // Past the kernel's cache: each read and write comes here as it is made.
        reply.opened(FileHandle(0), FopenFlags::FOPEN_DIRECT_IO);
    }

    fn read(
        &self,
        _: &Request,
        node: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let mut bytes = vec![0; size as usize];
        let count = self.disk.read(&self.name(node), place(offset), &mut bytes);
        reply.data(&bytes[..count]);
    }

    fn write(
        &self,
        _: &Request,
        node: INodeNo,
        _: FileHandle,
        offset: u64,
        bytes: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        match self.disk.write(&self.name(node), place(offset), bytes) {
            Ok(()) => reply.written(u32::try_from(bytes.len()).unwrap_or(u32::MAX)),
            Err(refused) => reply.error(refusal(refused)),
        }
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        reply.ok();
    }

    fn fsync(&self, _: &Request, node: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        finish(self.disk.sync(&self.name(node)), reply);
    }

    fn fsyncdir(&self, _: &Request, _: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        reply.ok();
    }

    fn unlink(&self, _: &Request, _: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        match name.to_str().map(|name| self.disk.delete(name)) {
            Some(Ok(true)) => reply.ok(),
            Some(Err(refused)) => reply.error(refusal(refused)),
            Some(Ok(false)) | None => reply.error(Errno::ENOENT),
        }
    }

    fn statfs(&self, _: &Request, _: INodeNo, reply: ReplyStatfs) {
        let free = if self.disk.is_full() { 0 } else { BLOCKS / 2 };
        reply.statfs(BLOCKS, free, free, BLOCKS, BLOCKS / 2, BLOCK, 255, BLOCK);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::SyncWatch;

    struct Nobody;

    impl SyncWatch for Nobody {
        fn syncing(&self, _: &str) {}
        fn synced(&self, _: &str) {}
    }

    #[test]
    fn a_file_keeps_its_node_and_is_as_long_as_on_the_disk() {
        let files = Files {
            disk: Arc::new(Disk::new(Nobody)),
            names: Mutex::default(),
        };
        assert_eq!(files.open(OsStr::new("a"), false), Err(Errno::ENOENT));
        let [a, b] = ["a", "b"].map(|name| files.open(OsStr::new(name), true).unwrap());
        assert_eq!(files.open(OsStr::new("a"), false), Ok(a));
        assert_eq!([files.name(a), files.name(b)], ["a", "b"]);
        files.disk.write("b", 0, b"abc").unwrap();
        assert_eq!(files.attributes(b).size, 3);
        assert_eq!(files.attributes(INodeNo::ROOT).kind, FileType::Directory);
        assert_eq!(files.name(INodeNo::ROOT), "");
    }
}
