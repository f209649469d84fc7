//! The control panel on a Unix socket, on a thread of its own.

use super::ControlPanel;
use crate::shared::SharedWorld;
use loket_proto::sim::v1::counter_server::CounterServer;
use std::io;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use thiserror::Error;
use tokio::sync::oneshot;
use tokio_stream::wrappers::UnixListenerStream;
use tonic::transport::Server;

/// The control panel cannot be served.
#[derive(Debug, Error)]
pub enum ControlError {
    /// The socket cannot be made.
    #[error("cannot listen on {path}")]
    Listen {
        /// The socket.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The thread or its runtime cannot be started.
    #[error("cannot start the control panel")]
    Start(#[source] io::Error),
}

/// A served control panel. Dropping it ends it and takes the socket away.
#[derive(Debug)]
pub struct ControlServer {
    path: PathBuf,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ControlServer {
    /// Serves the panel of a world on a Unix socket; a stale socket file is replaced.
    ///
    /// # Errors
    /// Every [`ControlError`].
    pub fn start(world: SharedWorld, path: &Path) -> Result<Self, ControlError> {
        let listener = listen(path).map_err(|source| ControlError::Listen {
            path: path.to_owned(),
            source,
        })?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(ControlError::Start)?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("control".to_owned())
            .spawn(move || {
                if let Err(error) = runtime.block_on(serve(world, listener, stopped)) {
                    tracing::error!(%error, "control panel failed");
                }
            })
            .map_err(ControlError::Start)?;
        Ok(Self {
            path: path.to_owned(),
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The socket.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for ControlServer {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let _ = std::fs::remove_file(&self.path);
    }
}

fn listen(path: &Path) -> io::Result<UnixListener> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Ends at once when told: watchers of events have nothing to finish.
async fn serve(
    world: SharedWorld,
    listener: UnixListener,
    stopped: oneshot::Receiver<()>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let incoming = UnixListenerStream::new(tokio::net::UnixListener::from_std(listener)?);
    let panel = CounterServer::new(ControlPanel::new(world));
    let server = Server::builder()
        .add_service(panel)
        .serve_with_incoming(incoming);
    tokio::select! {
        result = server => Ok(result?),
        _ = stopped => Ok(()),
    }
}
