//! The side that has the keys.

use super::message::{self, Request};
use loket_card::KeyStore;
use rustix::net::sockopt::socket_peercred;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Most callers at a time. A counter has one.
const CALLERS: usize = 8;

/// Answers the processes of one user.
pub struct KeyServer {
    listener: UnixListener,
    keys: Arc<dyn KeyStore>,
    /// Whose processes are answered, beside this process's own user's.
    user: u32,
}

impl KeyServer {
    /// Listens at `path` for processes of the user with this number, and of this process's own; a stale socket file is replaced.
    ///
    /// # Errors
    /// The system's.
    pub fn bind(path: &Path, keys: Arc<dyn KeyStore>, user: u32) -> io::Result<Self> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(path)?;
        // Who may connect is decided by who he is.
        fs::set_permissions(path, fs::Permissions::from_mode(0o666))?;
        Ok(Self {
            listener,
            keys,
            user,
        })
    }

    /// Serves until the listener fails.
    ///
    /// # Errors
    /// The system's.
    pub fn serve(&self) -> io::Result<()> {
        let callers = Arc::new(AtomicUsize::new(0));
        loop {
            let stream = match self.listener.accept() {
                Ok((stream, _)) => stream,
                // That caller has gone; the next one comes.
                Err(error) if is_passing(&error) => continue,
                Err(error) => return Err(error),
            };
            if !self.is_allowed(&stream) || callers.load(Ordering::Acquire) >= CALLERS {
                continue;
            }
            callers.fetch_add(1, Ordering::AcqRel);
            let (keys, callers) = (Arc::clone(&self.keys), Arc::clone(&callers));
            let serving = move || {
                // The end of a call is the caller's affair.
                let _ = serve_one(stream, &*keys);
                callers.fetch_sub(1, Ordering::AcqRel);
            };
            thread::Builder::new()
                .name("caller".into())
                .spawn(serving)?;
        }
    }

    fn is_allowed(&self, stream: &UnixStream) -> bool {
        let own = rustix::process::geteuid().as_raw();
        socket_peercred(stream).is_ok_and(|peer| [self.user, own].contains(&peer.uid.as_raw()))
    }
}

fn is_passing(error: &io::Error) -> bool {
    let kind = error.kind();
    matches!(
        kind,
        io::ErrorKind::ConnectionAborted | io::ErrorKind::Interrupted
    )
}

fn serve_one(mut stream: UnixStream, keys: &dyn KeyStore) -> io::Result<()> {
    loop {
        let request = message::receive(&mut stream)?;
        let answer = Request::decode(&request).and_then(|request| request.carry_out(keys));
        message::send(&mut stream, &message::encode(&answer))?;
    }
}
