//! The stock PC/SC daemon, private to one simulated counter.
//!
//! `pcscd` is started in the foreground with two tricks, neither of which needs root:
//!
//! * *Socket activation.* Its socket's path is compiled in, but it takes over a listening socket that is passed as file
//!   descriptor 3 (`LISTEN_FDS`, `LISTEN_PID`), and that one may be anywhere.
//! * *A mount namespace of its own* ([`confinement`]), where `/run/pcscd` is empty. `pcscd` signals the process named in
//!   `/run/pcscd/pcscd.pid` when a reader is unplugged, and a stale file there names a bystander.
//!
//! A client finds the private daemon by the environment variable [`SOCKET_VARIABLE`]. `libpcsclite` reads it once per
//! process, at its first call: it must be set before, in practice by whoever starts the process.

mod confinement;
mod probe;

use confinement::Confinement;
use std::fs::File;
use std::io;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use thiserror::Error;

/// Environment variable with the socket's path, for `libpcsclite` in a client's process.
pub const SOCKET_VARIABLE: &str = "PCSCLITE_CSOCK_NAME";

const PROGRAM: &str = "/usr/sbin/pcscd";
const DRIVER_FILE: &str = "libloket_ifd.so";

/// Passed as `sh -c`: moves the listening socket from standard input to descriptor 3 and becomes `pcscd`, so that
/// `LISTEN_PID` is the right process id. With `--auto-exit`, a `pcscd` whose starter was killed leaves by itself 60 s
/// after its last client; the starter is a client as long as it lives.
const LAUNCH: &str = "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ \
     exec /usr/sbin/pcscd --foreground --error --auto-exit --config \"$1\"";

/// Why the private `pcscd` cannot run.
#[derive(Debug, Error)]
pub enum PcscdError {
    /// `pcscd` is not installed.
    #[error("{PROGRAM} is not installed; install the package pcscd")]
    NotInstalled,
    /// The reader driver was not built or is elsewhere.
    #[error("the reader driver {DRIVER_FILE} is not at {0}; build the crate loket-ifd")]
    NoDriver(PathBuf),
    /// The folder's path cannot be written in `reader.conf`.
    #[error(
        "pcscd cannot use the folder {0}: only letters, digits and = / - . _ @ : may be in its path"
    )]
    Folder(PathBuf),
    /// Neither root nor an ordinary account can have a mount namespace here, and the host's files are in the way.
    #[error(
        "no private mount namespace (unshare) is allowed here, and /run/pcscd/pcscd.pid names the running process {0}"
    )]
    BystanderAtRisk(u32),
    /// `pcscd` ended at once or does not answer.
    #[error("pcscd does not serve its readers; its log says: {log}")]
    NotServing {
        /// Its last words; it logs errors only, never APDUs.
        log: String,
        /// What the probe met.
        #[source]
        source: io::Error,
    },
    /// A file or process could not be made.
    #[error("cannot prepare pcscd")]
    Io(#[from] io::Error),
}

/// A running private `pcscd`; dropping it ends it.
#[derive(Debug)]
pub struct PrivatePcscd {
    child: Child,
    socket: PathBuf,
    /// Keeps `--auto-exit` from counting.
    _client: UnixStream,
}

impl PrivatePcscd {
    /// Starts `pcscd` with its files in `folder` and one reader per entry: friendly name (at most 100 bytes, no quotes)
    /// and the path of its [`crate::reader::ReaderServer`] socket. Returns when a client can list them all.
    ///
    /// # Errors
    /// Every [`PcscdError`].
    pub fn start(
        folder: &Path,
        readers: &[(&str, &Path)],
        driver: &Path,
    ) -> Result<Self, PcscdError> {
        if !Path::new(PROGRAM).exists() {
            return Err(PcscdError::NotInstalled);
        }
        if !driver.exists() {
            return Err(PcscdError::NoDriver(driver.to_owned()));
        }
        let folder = folder.canonicalize()?;
        let config = configure(&folder, readers, driver)?;
        let socket = folder.join("pcscd.sock");
        let log = folder.join("pcscd.log");
        let child = launch(&socket, &config, &log)?;
        let names: Vec<String> = readers.iter().map(|(name, _)| pcsc_name(name)).collect();
        Self::when_serving(child, socket, &names).map_err(|source| PcscdError::NotServing {
            log: last_words(&log),
            source,
        })
    }

    /// Path of the socket, for [`SOCKET_VARIABLE`].
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn when_serving(mut child: Child, socket: PathBuf, names: &[String]) -> io::Result<Self> {
        match probe::wait_for_readers(&socket, names) {
            Ok(client) => Ok(Self {
                child,
                socket,
                _client: client,
            }),
            Err(error) => {
                end(&mut child);
                Err(error)
            }
        }
    }
}

impl Drop for PrivatePcscd {
    fn drop(&mut self) {
        end(&mut self.child);
        // Gone already if the folder is.
        let _ = std::fs::remove_file(&self.socket);
    }
}

/// The name under which PC/SC clients see a reader.
pub fn pcsc_name(friendly_name: &str) -> String {
    format!("{friendly_name} 00 00")
}

/// The reader driver that was built along with this program: in `deps/` beside it or beside it (cargo's layout for
/// binaries and tests; an installed program has it beside itself).
///
/// # Errors
/// `NoDriver` when it is in neither place; `Io` when the program does not know where it is.
pub fn built_driver() -> Result<PathBuf, PcscdError> {
    let program = std::env::current_exe()?;
    let folder = program.parent().unwrap_or(Path::new("/"));
    // `deps/` first: cargo refreshes the copy beside the program only when the driver itself is asked for.
    [
        folder.join("deps").join(DRIVER_FILE),
        folder.join(DRIVER_FILE),
    ]
    .into_iter()
    .find(|path| path.exists())
    .ok_or_else(|| PcscdError::NoDriver(folder.join(DRIVER_FILE)))
}

/// Writes `reader.conf` and returns the folder it is in.
///
/// Sockets are linked into `folder`, whose path is the only one that has to fit into the file's narrow grammar. So is the
/// driver, but copied for each reader: `pcscd` numbers the readers of one library, and the second would be "… 01 00".
fn configure(
    folder: &Path,
    readers: &[(&str, &Path)],
    driver: &Path,
) -> Result<PathBuf, PcscdError> {
    let prefix = folder
        .to_str()
        .filter(|path| path.chars().all(fits_reader_conf))
        .ok_or_else(|| PcscdError::Folder(folder.to_owned()))?;
    let config = folder.join("reader.conf.d");
    std::fs::create_dir_all(&config)?;
    let mut text = String::new();
    for (number, (name, socket)) in readers.iter().enumerate() {
        let reader = format!("{prefix}/reader-{number}");
        link(&std::path::absolute(socket)?, Path::new(&reader))?;
        let library = format!("{reader}-driver.so");
        // Never written in place: a pcscd that still runs may have it mapped.
        remove_stale(Path::new(&library))?;
        std::fs::copy(driver, &library)?;
        // pcscd insists that the part before the colon exists; the socket need not yet.
        text.push_str(&format!(
            "FRIENDLYNAME \"{name}\"\nDEVICENAME /dev/null:{reader}\n\
             LIBPATH {library}\nCHANNELID {number}\n"
        ));
    }
    std::fs::write(config.join("loket-sim"), text)?;
    Ok(config)
}

fn fits_reader_conf(character: char) -> bool {
    character.is_ascii_alphanumeric() || "=/-._@:".contains(character)
}

fn link(target: &Path, at: &Path) -> io::Result<()> {
    remove_stale(at)?;
    std::os::unix::fs::symlink(target, at)
}

fn remove_stale(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn launch(socket: &Path, config: &Path, log: &Path) -> Result<Child, PcscdError> {
    remove_stale(socket)?;
    let listener = UnixListener::bind(socket)?;
    let log = File::create(log)?;
    let mut command: Command = Confinement::available()?.shell(LAUNCH);
    // The listener is moved into the command and closed with it: a pcscd that dies leaves nobody listening.
    command
        .arg(config)
        .stdin(Stdio::from(std::os::fd::OwnedFd::from(listener)))
        .stdout(log.try_clone()?)
        .stderr(log);
    Ok(command.spawn()?)
}

fn last_words(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(4)..].join("; ")
}

/// Ends `pcscd` without ceremony: it has no state worth saving, and a polite request could be ignored.
fn end(child: &mut Child) {
    // Both fail only for a process that has ended already.
    let _ = child.kill();
    let _ = child.wait();
}
