//! Live pictures: one stream from the camera for all who watch, and none when nobody does.
//!
//! Viewers share a slot with the newest picture, so one that stalls costs nothing. The stream makes way for a photo.

use crate::condition::Condition;
use crate::device::class::Cameras;
use crate::device::handle::Handle;
use crate::device::hardware::Hardware;
use crate::device::token::Token;
use loket_drivers::camera::{Camera, Frame};
use loket_drivers::error::DeviceError;
use loket_drivers::fingerprint_scanner::Flow;
use loket_drivers::limit::Limit;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use tokio::sync::watch;

/// How long the camera is kept in one go.
const TURN: Duration = Duration::from_secs(10);

/// What a viewer sees.
#[derive(Clone, Debug, Default)]
pub enum Live {
    /// No picture yet.
    #[default]
    Waiting,
    /// The newest picture.
    Picture(Arc<Frame>),
    /// The stream ended, for this reason.
    Ended(Condition),
}

/// Sees the newest picture, until the camera is leased to somebody else.
pub struct Viewer {
    newest: watch::Receiver<Live>,
    camera: Handle<Cameras>,
}

impl Viewer {
    /// What there is to see now.
    pub fn see(&mut self) -> Live {
        match self.camera.check() {
            Ok(()) => self.newest.borrow_and_update().clone(),
            Err(leased) => Live::Ended(leased),
        }
    }

    /// Waits for something new; `None` when nothing comes any more.
    pub async fn changed(&mut self) -> Option<()> {
        self.newest.changed().await.ok()
    }
}

/// The camera's shared stream.
pub(super) struct Preview {
    camera: Result<Handle<Cameras>, Condition>,
    newest: watch::Sender<Live>,
    running: Mutex<bool>,
}

impl Preview {
    pub(super) fn new(hardware: &Hardware) -> Self {
        Self {
            camera: hardware.camera().cloned(),
            newest: watch::Sender::new(Live::Waiting),
            running: Mutex::new(false),
        }
    }

    /// Joins the stream, starting it for the first viewer. It ends when the last viewer is dropped.
    ///
    /// # Errors
    /// `DeviceNotConfigured`, `DeviceLeased`, `LeaseLost`; `Internal` when the system cannot start a thread.
    pub(super) fn watch(self: &Arc<Self>, lease: Option<&Token>) -> Result<Viewer, Condition> {
        let shared = self.camera.clone()?;
        let camera = shared.admit(lease)?;
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if !*running {
            self.newest.send_replace(Live::Waiting);
        }
        let newest = self.newest.subscribe();
        if !*running {
            let preview = Arc::clone(self);
            let thread = thread::Builder::new().name("preview".into());
            thread
                .spawn(move || preview.stream(&shared))
                .map_err(|error| no_thread(&error))?;
            *running = true;
        }
        Ok(Viewer { newest, camera })
    }

    /// Streams by right of the viewers: it ends with the last of them, and each is checked at every picture.
    fn stream(&self, camera: &Handle<Cameras>) {
        loop {
            let outcome = self.one_turn(camera);
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(condition) = outcome {
                self.newest.send_replace(Live::Ended(condition));
                *running = false;
                return;
            }
            if self.newest.receiver_count() == 0 {
                *running = false;
                return;
            }
        }
    }

    /// Streams until the turn is over, nobody watches, or somebody else waits for the camera.
    fn one_turn(&self, camera: &Handle<Cameras>) -> Result<(), Condition> {
        let (newest, queue) = (self.newest.clone(), camera.clone());
        camera.call(TURN, move |camera, limit| {
            turn(camera, limit, &newest, &queue)
        })
    }
}

fn turn(
    camera: &mut dyn Camera,
    limit: &Limit,
    newest: &watch::Sender<Live>,
    queue: &Handle<Cameras>,
) -> Result<(), DeviceError> {
    let mut show = |frame| {
        newest.send_replace(Live::Picture(Arc::new(frame)));
        let make_way = newest.receiver_count() == 0 || queue.has_waiting();
        if make_way { Flow::Stop } else { Flow::Continue }
    };
    camera.stream(&mut show, limit)
}

fn no_thread(error: &std::io::Error) -> Condition {
    Condition::new(
        crate::condition::Reason::Internal,
        format!("preview: {error}"),
    )
}
