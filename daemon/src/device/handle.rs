//! Calling a device: through its worker thread, or, in a single-threaded run, directly.

use crate::condition::{Condition, Reason};
use crate::device::board::{Board, Detail};
use crate::device::class::{Class, Printers};
use crate::device::custody::{Claim, Custody, Pass};
use crate::device::lease::Job;
use crate::device::slot::{End, LOOK, Plan, Slot, Use};
use crate::device::state::{Availability, DeviceView};
use crate::device::token::Token;
use crate::device::unit::UnitRule;
use crate::device::worker::Entrance;
use loket_drivers::card_printer::PrinterStatus;
use loket_drivers::clock::Clock;
use loket_drivers::error::DeviceError;
use loket_drivers::limit::{Canceller, Limit};
use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How long a use may wait for its turn; it is not begun after that.
const TURN: Duration = Duration::from_secs(600);
/// How often a caller that waits looks whether the device is stuck.
const GLANCE: Duration = Duration::from_millis(100);

/// How devices are owned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// By a worker thread each: a device that hangs holds up nobody else.
    Workers,
    /// By the caller: calls are made in place, in one thread.
    Caller,
}

enum Owner<C: Class> {
    Worker(Arc<Entrance<C>>),
    Caller(Arc<Mutex<Slot<C>>>),
}

/// A handle to one device; clones reach the same device.
pub struct Handle<C: Class> {
    owner: Owner<C>,
    clock: Arc<dyn Clock>,
    waiting: Arc<AtomicUsize>,
    custody: Custody,
    pass: Option<Pass>,
    unit: Arc<UnitRule>,
    board: Arc<Board>,
}

impl<C: Class> Handle<C> {
    /// Starts to look after the device at its configured address.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub(super) fn start(plan: Plan, ownership: Ownership) -> std::io::Result<Self> {
        let (name, unit, clock) = (plan.name, Arc::clone(&plan.unit), plan.ports.clock());
        let custody = plan.custody.clone();
        let slot = Slot::<C>::new(plan);
        let board = slot.board();
        let owner = match ownership {
            Ownership::Caller => Owner::Caller(Arc::new(Mutex::new(slot))),
            Ownership::Workers => Owner::Worker(Arc::new(Entrance::open(name, slot)?)),
        };
        Ok(Self {
            owner,
            clock,
            waiting: Arc::default(),
            custody,
            pass: None,
            unit,
            board,
        })
    }

    /// The device's role and name.
    pub fn name(&self) -> &'static str {
        self.board.name()
    }

    /// The device's state, watched.
    pub fn watch(&self) -> watch::Receiver<DeviceView> {
        self.board.watch()
    }

    /// The clock that limits of its calls are measured on.
    pub(super) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// What is known of the device beside its state.
    pub fn detail(&self) -> Detail {
        self.board.detail()
    }

    /// Takes the other unit that was found in the device's place for the one that belongs there.
    ///
    /// # Errors
    /// `WrongState` when there is none; what opening it comes to.
    pub fn accept_unit(&self) -> Result<(), Condition> {
        self.unit.accept()?;
        self.call(LOOK, |_, _| Ok(()))
    }

    /// Has the device looked for if it is away. A worker does that by itself.
    pub fn look(&self) {
        let Owner::Caller(slot) = &self.owner else {
            return;
        };
        if let Availability::Absent(_) = self.board.availability() {
            slot.lock().unwrap_or_else(PoisonError::into_inner).look();
        }
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
        let work = Box::new(move |device: Result<&mut C::Device, Condition>| {
            // Nothing is moved for a caller that has given up.
            if begin.send(()).is_err() {
                return untold();
            }
            if let Err(stale) = pass.as_ref().map_or(Ok(()), Pass::check) {
                let _ = answer.send(Err(stale));
                return untold();
            }
            let limit = Limit::after(clock.as_ref(), patience).with_canceller(canceller);
            let outcome = device.and_then(|device| {
                work(device, &limit).map_err(|error| Condition::of_device(name, &error))
            });
            End {
                outcome: outcome.as_ref().map(|_| ()).map_err(Clone::clone),
                // A caller that gave up has no use for the result.
                tell: Box::new(move || drop(answer.send(outcome))),
            }
        });
        self.waiting.fetch_add(1, Ordering::AcqRel);
        let outcome = self
            .hand_over(Use { patience, work })
            .and_then(|()| self.await_result(&begun, &result));
        self.waiting.fetch_sub(1, Ordering::AcqRel);
        outcome
    }

    fn hand_over(&self, one_use: Use<C>) -> Result<(), Condition> {
        if let Availability::Stuck(condition) = self.board.availability() {
            return Err(condition);
        }
        match &self.owner {
            Owner::Caller(slot) => {
                slot.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .serve(one_use);
                Ok(())
            }
            Owner::Worker(entrance) => entrance.push(one_use).map_err(|refused| match refused {
                TrySendError::Full(_) => Condition::new(Reason::DeviceInUse, self.name()),
                TrySendError::Disconnected(_) => Condition::new(Reason::Internal, self.name()),
            }),
        }
    }

    /// Waits for the turn and the result, and no longer than the device is alive.
    fn await_result<R>(
        &self,
        begun: &Receiver<()>,
        result: &Receiver<Result<R, Condition>>,
    ) -> Result<R, Condition> {
        let (turn, mut is_begun) = (Instant::now() + TURN, false);
        loop {
            match result.recv_timeout(GLANCE) {
                Ok(outcome) => return outcome,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Condition::new(Reason::Internal, self.name()));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            is_begun |= begun.try_recv().is_ok();
            if let Availability::Stuck(condition) = self.board.availability() {
                return Err(condition);
            }
            if !is_begun && Instant::now() > turn {
                return Err(Condition::new(Reason::DeviceInUse, self.name()));
            }
        }
    }
}

/// The end of a use that did nothing and has nothing more to tell.
fn untold() -> End {
    End {
        outcome: Ok(()),
        tell: Box::new(|| {}),
    }
}

impl Handle<Printers> {
    /// One look at the printer; what it says is shown from then on.
    ///
    /// # Errors
    /// The printer's condition.
    pub fn status(&self, patience: Duration) -> Result<PrinterStatus, Condition> {
        let status = self.call(patience, |printer, limit| printer.status(limit))?;
        self.board.set_printer(&status);
        Ok(status)
    }
}

impl<C: Class> Clone for Handle<C> {
    fn clone(&self) -> Self {
        Self {
            owner: match &self.owner {
                Owner::Worker(entrance) => Owner::Worker(Arc::clone(entrance)),
                Owner::Caller(slot) => Owner::Caller(Arc::clone(slot)),
            },
            clock: Arc::clone(&self.clock),
            waiting: Arc::clone(&self.waiting),
            custody: self.custody.clone(),
            pass: self.pass.clone(),
            unit: Arc::clone(&self.unit),
            board: Arc::clone(&self.board),
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

#[cfg(test)]
mod tests;
