//! SQLite's files on [`Disk`]s: the file layer that databases of this process use by default. A database's folder names its
//! disk; where no disk is mounted, the files are the machine's.
//!
//! The one file of the tests with `unsafe`: SQLite calls it through C pointers, which it keeps valid for the time of each
//! call (<https://sqlite.org/vfs.html>).

#![expect(
    unsafe_code,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "SQLite calls C functions with C integers, which hold sizes and offsets of small files"
)]

use crate::disk::{Disk, Refused};
use rusqlite::ffi;
use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Arc, LazyLock, Mutex, Once, PoisonError};

type Disks = HashMap<PathBuf, Arc<Disk>>;

static DISKS: LazyLock<Mutex<Disks>> = LazyLock::new(Mutex::default);

/// A disk in the place of a folder, until it is dropped.
pub(crate) struct Mounted(PathBuf);

/// Puts the disk in the place of the folder.
pub(crate) fn mount(folder: &Path, disk: Arc<Disk>) -> Mounted {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(register);
    with_disks(|disks| disks.insert(folder.to_owned(), disk));
    Mounted(folder.to_owned())
}

impl Drop for Mounted {
    fn drop(&mut self) {
        with_disks(|disks| disks.remove(&self.0));
    }
}

fn with_disks<T>(deed: impl FnOnce(&mut Disks) -> T) -> T {
    deed(&mut DISKS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The disk and the name on it that a path means; `None` for a path in no folder with a disk.
fn find(path: &CStr) -> Option<(Arc<Disk>, String)> {
    let path = Path::new(path.to_str().ok()?);
    let disk = with_disks(|disks| disks.get(path.parent()?).cloned())?;
    Some((disk, path.file_name()?.to_str()?.to_owned()))
}

/// An open file, as SQLite keeps it.
#[repr(C)]
struct OpenFile {
    base: ffi::sqlite3_file,
    inner: *mut Inner,
}

struct Inner {
    disk: Arc<Disk>,
    name: String,
}

/// Everything but files is as the machine has it.
fn register() {
    // SAFETY: SQLite keeps its own file layer for the life of the process, and the copy, which is leaked, as well.
    unsafe {
        let system = ffi::sqlite3_vfs_find(ptr::null());
        let mut vfs = *system;
        vfs.iVersion = 2;
        vfs.szOsFile = vfs.szOsFile.max(size_of::<OpenFile>() as c_int);
        vfs.pAppData = system.cast();
        vfs.pNext = ptr::null_mut();
        vfs.zName = c"explored".as_ptr();
        vfs.xOpen = Some(open);
        vfs.xDelete = Some(delete);
        vfs.xAccess = Some(access);
        vfs.xFullPathname = Some(full_path);
        ffi::sqlite3_vfs_register(Box::into_raw(Box::new(vfs)), 1);
    }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // The log's index is in the memory of the one daemon that has the file, so nothing is to be shared.
    iVersion: 1,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(lock),
    xCheckReservedLock: Some(is_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: None,
    xShmLock: None,
    xShmBarrier: None,
    xShmUnmap: None,
    xFetch: None,
    xUnfetch: None,
};

/// The machine's file layer, and how it does the same.
///
/// # Safety
/// `vfs` is the one that [`register`] made.
unsafe fn system(vfs: *mut ffi::sqlite3_vfs) -> *mut ffi::sqlite3_vfs {
    // SAFETY: `register` put it there.
    unsafe { (*vfs).pAppData.cast() }
}

fn code(result: Result<(), Refused>, failed: c_int) -> c_int {
    match result {
        Ok(()) => ffi::SQLITE_OK,
        Err(Refused::Full) => ffi::SQLITE_FULL,
        Err(Refused::Failed) => failed,
    }
}

unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: `file` has room for an `OpenFile`, whose methods must be null when opening fails; a name that is given is a
    // C string.
    unsafe {
        let system = system(vfs);
        let found = (!name.is_null()).then(|| find(CStr::from_ptr(name)));
        let Some((disk, name)) = found.flatten() else {
            return match (*system).xOpen {
                Some(open) => open(system, name, file, flags, out_flags),
                None => ffi::SQLITE_CANTOPEN,
            };
        };
        (*file).pMethods = ptr::null();
        if disk.open(&name, flags & ffi::SQLITE_OPEN_CREATE != 0) != Ok(true) {
            return ffi::SQLITE_CANTOPEN;
        }
        let inner = Inner { disk, name };
        let file = file.cast::<OpenFile>();
        (*file).inner = Box::into_raw(Box::new(inner));
        (*file).base.pMethods = &raw const METHODS;
        if !out_flags.is_null() {
            *out_flags = flags;
        }
        ffi::SQLITE_OK
    }
}

unsafe extern "C" fn delete(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    durably: c_int,
) -> c_int {
    // SAFETY: the name is a C string.
    unsafe {
        let system = system(vfs);
        match (find(CStr::from_ptr(name)), (*system).xDelete) {
            (Some((disk, name)), _) => match disk.delete(&name) {
                Ok(true) => ffi::SQLITE_OK,
                Ok(false) => ffi::SQLITE_IOERR_DELETE_NOENT,
                Err(_) => ffi::SQLITE_IOERR_DELETE,
            },
            (None, Some(delete)) => delete(system, name, durably),
            (None, None) => ffi::SQLITE_IOERR_DELETE,
        }
    }
}

unsafe extern "C" fn access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    kind: c_int,
    is_there: *mut c_int,
) -> c_int {
    // SAFETY: the name is a C string, the result a place for an integer.
    unsafe {
        let system = system(vfs);
        match (find(CStr::from_ptr(name)), (*system).xAccess) {
            (Some((disk, name)), _) => *is_there = c_int::from(disk.has(&name)),
            (None, Some(access)) => return access(system, name, kind, is_there),
            (None, None) => *is_there = 0,
        }
    }
    ffi::SQLITE_OK
}

/// Paths are absolute here.
unsafe extern "C" fn full_path(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    room: c_int,
    full: *mut c_char,
) -> c_int {
    // SAFETY: the name is a C string, `full` has `room` bytes.
    unsafe {
        let bytes = CStr::from_ptr(name).to_bytes_with_nul();
        if bytes.len() > room as usize {
            return ffi::SQLITE_CANTOPEN;
        }
        ptr::copy_nonoverlapping(name, full, bytes.len());
    }
    ffi::SQLITE_OK
}

/// # Safety
/// `file` was opened by [`open`] and is not closed.
unsafe fn inner<'a>(file: *mut ffi::sqlite3_file) -> &'a Inner {
    // SAFETY: `open` put it there.
    unsafe { &*(*file.cast::<OpenFile>()).inner }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: the file is open, and this is the last call with it.
    drop(unsafe { Box::from_raw((*file.cast::<OpenFile>()).inner) });
    ffi::SQLITE_OK
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    buffer: *mut c_void,
    amount: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: the file is open, the buffer has that many bytes.
    let (inner, buffer) = unsafe {
        let buffer = std::slice::from_raw_parts_mut(buffer.cast::<u8>(), amount as usize);
        (inner(file), buffer)
    };
    let count = inner.disk.read(&inner.name, offset as usize, buffer);
    if count == buffer.len() {
        return ffi::SQLITE_OK;
    }
    buffer[count..].fill(0);
    ffi::SQLITE_IOERR_SHORT_READ
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    amount: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: the file is open, there are that many bytes.
    let (inner, bytes) = unsafe {
        let bytes = std::slice::from_raw_parts(bytes.cast::<u8>(), amount as usize);
        (inner(file), bytes)
    };
    let written = inner.disk.write(&inner.name, offset as usize, bytes);
    code(written, ffi::SQLITE_IOERR_WRITE)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    // SAFETY: the file is open.
    let inner = unsafe { inner(file) };
    let cut = inner.disk.truncate(&inner.name, size as usize);
    code(cut, ffi::SQLITE_IOERR_TRUNCATE)
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: the file is open.
    let inner = unsafe { inner(file) };
    code(inner.disk.sync(&inner.name), ffi::SQLITE_IOERR_FSYNC)
}

unsafe extern "C" fn file_size(
    file: *mut ffi::sqlite3_file,
    size: *mut ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: the file is open, the result a place for an integer.
    unsafe {
        let inner = inner(file);
        *size = inner.disk.length(&inner.name) as ffi::sqlite3_int64;
    }
    ffi::SQLITE_OK
}

/// There is one program, and it has one connection.
unsafe extern "C" fn lock(_: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn is_reserved(_: *mut ffi::sqlite3_file, is_reserved: *mut c_int) -> c_int {
    // SAFETY: the result is a place for an integer.
    unsafe { *is_reserved = 0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    4096
}

/// As SQLite takes it of every disk that it does not know better.
unsafe extern "C" fn characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    ffi::SQLITE_IOCAP_POWERSAFE_OVERWRITE
}
