//! Calling a device: through its worker thread, or, in a single-threaded run, directly.

use crate::condition::{Condition, Reason};
use crate::config::DeviceConfig;
use crate::device::class::Class;
use crate::device::custody::{Claim, Custody, Pass};
use crate::device::lease::Job;
use crate::device::slot::{Slot, Use, publish};
use crate::device::state::{Availability, DeviceView};
use crate::device::token::Token;
use loket_drivers::clock::Clock;
use loket_drivers::error::DeviceError;
use loket_drivers::limit::{Canceller, Limit};
use loket_drivers::ports::Ports;
use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use tokio::sync::watch;

/// Uses that may wait for a device; more are refused as in use.
const QUEUE: usize = 4;
/// How long a use may wait for its turn; it is not begun after that.
const TURN: Duration = Duration::from_secs(600);
/// How long after its deadline a use may still come back before the device counts as stuck.
const GRACE: Duration = Duration::from_secs(3);

/// How devices are owned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// By a worker thread each: a device that hangs holds up nobody else.
    Workers,
    /// By the caller: calls are made in place, in one thread.
    Caller,
}

enum Owner<C: Class> {
    Worker(SyncSender<Use<C>>),
    Caller(Arc<Mutex<Slot<C>>>),
}

/// A handle to one device; clones reach the same device.
pub struct Handle<C: Class> {
    owner: Owner<C>,
    clock: Arc<dyn Clock>,
    waiting: Arc<AtomicUsize>,
    custody: Custody,
    pass: Option<Pass>,
    view: watch::Sender<DeviceView>,
}

impl<C: Class> Handle<C> {
    /// Starts to look after the device at its configured address.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn start(
        name: &'static str,
        config: DeviceConfig,
        refuse_simulated: bool,
        ports: Arc<dyn Ports>,
        ownership: Ownership,
        custody: Custody,
    ) -> std::io::Result<Self> {
        let clock = ports.clock();
        let slot = Slot::<C>::new(name, config, refuse_simulated, ports);
        let view = slot.view();
        let owner = match ownership {
            Ownership::Caller => Owner::Caller(Arc::new(Mutex::new(slot))),
            Ownership::Workers => {
                let (uses, queue) = mpsc::sync_channel(QUEUE);
                thread::Builder::new()
                    .name(name.to_owned())
                    .spawn(move || work(slot, &queue))?;
                Owner::Worker(uses)
            }
        };
        Ok(Self {
            owner,
            clock,
            waiting: Arc::default(),
            custody,
            pass: None,
            view,
        })
    }

    /// The device's role and name.
    pub fn name(&self) -> &'static str {
        self.view.borrow().name
    }

    /// The device's state, watched.
    pub fn watch(&self) -> watch::Receiver<DeviceView> {
        self.view.subscribe()
    }

    /// Whether somebody waits for the device while another use runs; long uses that can be taken up again make way.
    pub fn has_waiting(&self) -> bool {
        self.waiting.load(Ordering::Acquire) > 1
    }

    /// Keeps the device for one job of several calls, in the name of whoever shows the lease `token`.
    ///
    /// # Errors
    /// `LeaseLost`, `DeviceLeased`; `DeviceInUse` names the job that has it.
    pub fn claim(&self, token: Option<&Token>, job: Job) -> Result<Claimed<C>, Condition> {
        let claim = self.custody.claim(token, &[self.name()], job)?;
        Ok(Claimed {
            handle: self.admit(token)?,
            _claim: claim,
        })
    }

    /// A handle for uses that others may come between, in the name of whoever shows the lease `token`. Its uses are
    /// refused once the device was leased to somebody else, even those that wait for their turn then.
    ///
    /// # Errors
    /// `LeaseLost`, `DeviceLeased`.
    pub fn admit(&self, token: Option<&Token>) -> Result<Self, Condition> {
        let pass = self.custody.admit(token, self.name())?;
        Ok(Self {
            pass: Some(pass),
            ..self.clone()
        })
    }

    /// Whether uses of this handle may still begin.
    ///
    /// # Errors
    /// `LeaseLost`, `DeviceLeased`, after [`Self::admit`].
    pub fn check(&self) -> Result<(), Condition> {
        self.pass.as_ref().map_or(Ok(()), Pass::check)
    }

    /// Has the device carry out `work` within `patience`.
    ///
    /// # Errors
    /// The device's own condition; `DeviceInUse` when too many wait; `DeviceStuck` when it does not come back.
    pub fn call<R: Send + 'static>(
        &self,
        patience: Duration,
        work: impl FnOnce(&mut C::Device, &Limit) -> Result<R, DeviceError> + Send + 'static,
    ) -> Result<R, Condition> {
        self.call_cancellable(patience, &Canceller::default(), work)
    }

    /// As [`Self::call`]; `canceller` ends it early.
    ///
    /// # Errors
    /// As [`Self::call`], and `CallCancelled`.
    pub fn call_cancellable<R: Send + 'static>(
        &self,
        patience: Duration,
        canceller: &Canceller,
        work: impl FnOnce(&mut C::Device, &Limit) -> Result<R, DeviceError> + Send + 'static,
    ) -> Result<R, Condition> {
        let (begin, begun) = mpsc::sync_channel(1);
        let (answer, result) = mpsc::sync_channel(1);
        let (clock, canceller, name) = (Arc::clone(&self.clock), canceller.clone(), self.name());
        let pass = self.pass.clone();
        let one_use: Use<C> = Box::new(move |device| {
            // Nothing is moved for a caller that has given up.
            if begin.send(()).is_err() {
                return Ok(());
            }
            if let Err(stale) = pass.as_ref().map_or(Ok(()), Pass::check) {
                let _ = answer.send(Err(stale));
                return Ok(());
            }
            let limit = Limit::after(clock.as_ref(), patience).with_canceller(canceller);
            let outcome = device.map(|device| work(device, &limit));
            let kind = match &outcome {
                Ok(Err(error)) => Err(error.kind()),
                _ => Ok(()),
            };
            let flat =
                outcome.and_then(|done| done.map_err(|error| Condition::of_device(name, &error)));
            // A caller that gave up has no use for the result.
            let _ = answer.send(flat);
            kind
        });
        self.waiting.fetch_add(1, Ordering::AcqRel);
        let outcome = self
            .hand_over(one_use)
            .and_then(|()| self.await_result(begun, &result, patience));
        self.waiting.fetch_sub(1, Ordering::AcqRel);
        outcome
    }

    fn hand_over(&self, one_use: Use<C>) -> Result<(), Condition> {
        if let Availability::Stuck(condition) = &self.view.borrow().availability {
            return Err(condition.clone());
        }
        match &self.owner {
            Owner::Caller(slot) => {
                slot.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .serve(one_use);
                Ok(())
            }
            Owner::Worker(uses) => uses.try_send(one_use).map_err(|refused| match refused {
                TrySendError::Full(_) => Condition::new(Reason::DeviceInUse, self.name()),
                TrySendError::Disconnected(_) => Condition::new(Reason::Internal, self.name()),
            }),
        }
    }

    /// Waits for the turn, then for the result: only a use that was begun can find the device stuck.
    fn await_result<R>(
        &self,
        begun: Receiver<()>,
        result: &Receiver<Result<R, Condition>>,
        patience: Duration,
    ) -> Result<R, Condition> {
        if begun.recv_timeout(TURN) == Err(RecvTimeoutError::Timeout) {
            return Err(Condition::new(Reason::DeviceInUse, self.name()));
        }
        match result.recv_timeout(patience + GRACE) {
            Ok(outcome) => outcome,
            Err(RecvTimeoutError::Timeout) => {
                let condition = Condition::new(Reason::DeviceStuck, self.name());
                publish(&self.view, Availability::Stuck(condition.clone()));
                Err(condition)
            }
            Err(RecvTimeoutError::Disconnected) => {
                Err(Condition::new(Reason::Internal, self.name()))
            }
        }
    }
}

impl<C: Class> Clone for Handle<C> {
    fn clone(&self) -> Self {
        Self {
            owner: match &self.owner {
                Owner::Worker(uses) => Owner::Worker(uses.clone()),
                Owner::Caller(slot) => Owner::Caller(Arc::clone(slot)),
            },
            clock: Arc::clone(&self.clock),
            waiting: Arc::clone(&self.waiting),
            custody: self.custody.clone(),
            pass: self.pass.clone(),
            view: self.view.clone(),
        }
    }
}

/// A device kept for one job; let go when dropped.
pub struct Claimed<C: Class> {
    handle: Handle<C>,
    _claim: Claim,
}

impl<C: Class> Deref for Claimed<C> {
    type Target = Handle<C>;

    fn deref(&self) -> &Handle<C> {
        &self.handle
    }
}

fn work<C: Class>(mut slot: Slot<C>, queue: &Receiver<Use<C>>) {
    slot.look();
    loop {
        match queue.recv_timeout(slot.pause()) {
            Ok(one_use) => slot.serve(one_use),
            Err(RecvTimeoutError::Timeout) => slot.look(),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

#[cfg(test)]
mod tests;
