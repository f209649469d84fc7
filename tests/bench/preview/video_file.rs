//! A V4L2 camera without a kernel module: a file whose ioctls, polls and pages this process answers through FUSE. Clients
//! stream from it as from `/dev/video0`.

use super::v4l2::{BUFFERS, Capture, Picture, Refusal, STRIDE};
use anyhow::Context;
use fuser::{
    BackgroundSession, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags,
    Generation, INodeNo, IoctlFlags, LockOwner, MountOption, OpenFlags, PollEvents, PollFlags,
    PollNotifier, ReplyAttr, ReplyData, ReplyEntry, ReplyIoctl, ReplyOpen, ReplyPoll, Request,
};
use loket_drivers::clock::{Clock, Moment, SystemClock};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, UNIX_EPOCH};

const NAME: &str = "video0";
const CAMERA: INodeNo = INodeNo(2);
/// Nothing about the file ever changes.
const FOR_EVER: Duration = Duration::from_secs(3600);

/// A camera that shows one JPEG. Dropping it takes the file away.
pub(super) struct VideoFile {
    path: PathBuf,
    over: Arc<AtomicBool>,
    shutter: Option<JoinHandle<()>>,
    session: Option<BackgroundSession>,
}

impl VideoFile {
    /// Mounts a folder at `place`, which is made, with the camera in it.
    ///
    /// # Errors
    /// Without `/dev/fuse` or the right to mount.
    pub(super) fn start(place: &Path, jpeg: &[u8], picture: Picture) -> anyhow::Result<Self> {
        std::fs::create_dir(place)?;
        let camera = Arc::new(Camera {
            jpeg: jpeg.to_vec(),
            device: Mutex::new(Device {
                capture: Capture::new(picture),
                waiting: Vec::new(),
            }),
        });
        let mut config = Config::default();
        config.mount_options = vec![MountOption::FSName("loket-sim".to_owned())];
        let session = fuser::spawn_mount(Files(Arc::clone(&camera)), place, &config)
            .context("cannot mount a FUSE file system (root and /dev/fuse are needed)")?;
        let over = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&over);
        let interval = Duration::from_secs(1) / picture.per_second.max(1);
        let shutter = std::thread::Builder::new()
            .name("shutter".to_owned())
            .spawn(move || expose(&camera, interval, &seen))?;
        Ok(Self {
            path: place.join(NAME),
            over,
            shutter: Some(shutter),
            session: Some(session),
        })
    }

    /// The camera's file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for VideoFile {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        if let Some(shutter) = self.shutter.take() {
            let _ = shutter.join();
        }
        if let Some(session) = self.session.take() {
            // Fails while a client has the file open; it goes with this process then.
            let _ = session.umount_and_join();
        }
    }
}

/// Takes a picture at every interval and wakes whoever waits for it.
fn expose(camera: &Camera, interval: Duration, over: &AtomicBool) {
    let clock = SystemClock::new();
    let mut next = clock.now();
    while !over.load(Ordering::Acquire) {
        next = next + interval;
        clock.sleep_until(next);
        let waiting = camera.take(clock.now());
        for waiter in waiting {
            // One that no longer waits needs no waking.
            let _ = waiter.notify();
        }
    }
}

struct Camera {
    jpeg: Vec<u8>,
    device: Mutex<Device>,
}

struct Device {
    capture: Capture,
    /// Clients that poll.
    waiting: Vec<PollNotifier>,
}

impl Camera {
    fn device(&self) -> MutexGuard<'_, Device> {
        self.device.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, now: Moment) -> Vec<PollNotifier> {
        let mut device = self.device();
        if device.capture.expose(now.since_origin()) {
            std::mem::take(&mut device.waiting)
        } else {
            Vec::new()
        }
    }

    /// `size` bytes of the file from `offset` on: every buffer begins with the picture. The kernel reads ahead, over the
    /// end of one buffer into the next.
    fn page(&self, offset: u64, size: u32) -> Vec<u8> {
        let stride = u64::from(STRIDE);
        (offset..offset + u64::from(size))
            .map(|at| usize::try_from(at % stride).unwrap_or(usize::MAX))
            .map(|at| self.jpeg.get(at).copied().unwrap_or_default())
            .collect()
    }
}

struct Files(Arc<Camera>);

impl Filesystem for Files {
    fn lookup(&self, _: &Request, _: INodeNo, name: &OsStr, reply: ReplyEntry) {
        if name == NAME {
            reply.entry(&FOR_EVER, &attributes(CAMERA), Generation(0));
        } else {
            reply.error(Errno::ENOENT);
        }
    }

    fn getattr(&self, _: &Request, node: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        reply.attr(&FOR_EVER, &attributes(node));
    }

    fn open(&self, _: &Request, _: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        reply.opened(FileHandle(0), FopenFlags::FOPEN_KEEP_CACHE);
    }

    fn read(
        &self,
        _: &Request,
        _: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        reply.data(&self.0.page(offset, size));
    }

    fn poll(
        &self,
        _: &Request,
        _: INodeNo,
        _: FileHandle,
        waiter: PollNotifier,
        _: PollEvents,
        flags: PollFlags,
        reply: ReplyPoll,
    ) {
        let mut device = self.0.device();
        if flags.contains(PollFlags::FUSE_POLL_SCHEDULE_NOTIFY) {
            device.waiting.push(waiter);
        }
        reply.poll(if device.capture.has_picture() {
            PollEvents::POLLIN | PollEvents::POLLRDNORM
        } else {
            PollEvents::empty()
        });
    }

    fn ioctl(
        &self,
        _: &Request,
        _: INodeNo,
        _: FileHandle,
        _: IoctlFlags,
        request: u32,
        argument: &[u8],
        size: u32,
        reply: ReplyIoctl,
    ) {
        match self.0.device().capture.answer(request, argument) {
            Ok(mut answer) => {
                answer.truncate(usize::try_from(size).unwrap_or_default());
                reply.ioctl(0, &answer);
            }
            Err(Refusal::Again) => reply.error(Errno::EAGAIN),
            Err(Refusal::Invalid) => reply.error(Errno::EINVAL),
            Err(Refusal::Unknown) => reply.error(Errno::ENOTTY),
        }
    }
}

fn attributes(node: INodeNo) -> FileAttr {
    let (kind, perm, size) = if node == CAMERA {
        (FileType::RegularFile, 0o600, u64::from(STRIDE * BUFFERS))
    } else {
        (FileType::Directory, 0o700, 0)
    };
    FileAttr {
        ino: node,
        size,
        blocks: 0,
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
        blksize: 4096,
        flags: 0,
    }
}
