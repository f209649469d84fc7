//! A serial device on a pseudo-terminal behind a stable link.

use super::pump::Pump;
use super::worker::{Duty, Worker};
use crate::device::Device;
use crate::port::Port;
use crate::port::sensor::SensorPort;
use crate::shared::SharedWorld;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// A serial line with a sensor at its end. While the sensor is unplugged the link is gone.
#[derive(Debug)]
pub struct SerialLine {
    link: PathBuf,
    _server: Worker,
}

impl SerialLine {
    /// Opens the line; `link` leads to it from then on.
    ///
    /// # Errors
    /// No pseudo-terminal is to be had, or the link cannot be made.
    pub fn start(world: &SharedWorld, link: PathBuf, mut port: SensorPort) -> io::Result<Self> {
        let first = Terminal::open(&link)?;
        let place = link.clone();
        let server = Worker::start(world, "sensor line", move |duty| {
            serve(duty, &place, first, &mut port);
        })?;
        Ok(Self {
            link,
            _server: server,
        })
    }

    /// The stable link.
    pub fn link(&self) -> &Path {
        &self.link
    }
}

/// Every peer gets a terminal of its own: what one leaves behind (exclusive use, modes) ends with it.
fn serve(duty: &Duty, link: &Path, first: Terminal, port: &mut SensorPort) {
    let mut line = Some(first);
    while !duty.is_over() {
        if !is_plugged(duty) {
            line = None;
            duty.wait(None);
            continue;
        }
        let next = match line.take() {
            None => Terminal::open(link),
            Some(used) => match converse(duty, &used, port) {
                Ok(()) if is_plugged(duty) => used.renewed(),
                Ok(()) => continue,
                Err(error) => Err(error),
            },
        };
        match next {
            Ok(terminal) => line = Some(terminal),
            Err(error) => {
                tracing::error!(%error, "serial line failed");
                return;
            }
        }
    }
}

fn is_plugged(duty: &Duty) -> bool {
    duty.world.with(|world| world.is_plugged(Device::Sensor))
}

fn converse(duty: &Duty, line: &Terminal, port: &mut SensorPort) -> io::Result<()> {
    duty.world.with(|world| port.opened(world));
    let pump = Pump {
        wire: &line.master,
        world: &duty.world,
        bell: &duty.bell,
        stop: &duty.stop,
        speed: line_speed,
    };
    let result = pump.run(port);
    duty.world.with(|world| port.closed(world));
    result
}

/// A pseudo-terminal; the link to it lives as long.
#[derive(Debug)]
struct Terminal {
    master: OwnedFd,
    link: PathBuf,
    target: PathBuf,
}

impl Terminal {
    fn open(link: &Path) -> io::Result<Self> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        set_raw(&master)?;
        let flags = fcntl_getfl(&master)?;
        fcntl_setfl(&master, flags | OFlags::NONBLOCK)?;
        let name = ptsname(&master, Vec::new())?;
        let target = PathBuf::from(OsStr::from_bytes(name.as_bytes()));
        replace_link(&target, link)?;
        Ok(Self {
            master,
            link: link.to_owned(),
            target,
        })
    }
}

impl Terminal {
    /// A fresh terminal behind the same link; or this one, if a peer opened it before the link led elsewhere.
    fn renewed(self) -> io::Result<Self> {
        let fresh = Self::open(&self.link)?;
        if self.is_open()? {
            replace_link(&self.target, &self.link)?;
            return Ok(self);
        }
        Ok(fresh)
    }

    /// Whether a peer has it open.
    fn is_open(&self) -> io::Result<bool> {
        let mut fds = [PollFd::new(&self.master, PollFlags::IN)];
        poll(&mut fds, Some(&Timespec::default()))?;
        Ok(!fds[0].revents().contains(PollFlags::HUP))
    }
}

impl Drop for Terminal {
    /// Takes the link away, unless it leads elsewhere by now.
    fn drop(&mut self) {
        if std::fs::read_link(&self.link).is_ok_and(|target| target == self.target) {
            let _ = std::fs::remove_file(&self.link);
        }
    }
}

/// Settings made at the master's end hold for the terminal; nothing needs to open it.
fn set_raw(master: &OwnedFd) -> io::Result<()> {
    let mut settings = tcgetattr(master)?;
    settings.make_raw();
    settings.set_speed(57_600)?;
    tcsetattr(master, OptionalActions::Now, &settings)?;
    Ok(())
}

/// The speed that the peer has set.
fn line_speed(master: &OwnedFd) -> Option<u32> {
    tcgetattr(master)
        .ok()
        .map(|settings| settings.output_speed())
}

/// Makes the link lead to `target`, with no moment in which it is missing.
fn replace_link(target: &Path, link: &Path) -> io::Result<()> {
    let fresh = link.with_extension("new");
    let _ = std::fs::remove_file(&fresh);
    std::os::unix::fs::symlink(target, &fresh)?;
    std::fs::rename(&fresh, link)
}
