//! The one [`LeaseTable`] of a counter, shared by its device handles.

use crate::condition::{Condition, Reason};
use crate::device::lease::{Job, Lease, LeaseTable, Wanted};
use crate::device::token::Token;
use loket_drivers::clock::{Clock, Moment};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Hears that these devices can be used again: by the end of a job; or of a lease, or because they are back (`None`). Must
/// not block.
type Freed = Box<dyn Fn(&[&'static str], Option<&Job>) + Send + Sync>;

/// Who may use which device; clones share one table. Nothing here blocks.
#[derive(Clone)]
pub struct Custody(Arc<Shared>);

struct Shared {
    clock: Arc<dyn Clock>,
    table: Mutex<LeaseTable>,
    leases: watch::Sender<Vec<Lease>>,
    freed: OnceLock<Freed>,
}

impl Custody {
    /// Nothing is leased yet. Fences grow over restarts: `boot` is the number of this start of the daemon.
    pub fn new(clock: Arc<dyn Clock>, boot: u32) -> Self {
        Self(Arc::new(Shared {
            clock,
            table: Mutex::new(LeaseTable::above(u64::from(boot) << 32)),
            leases: watch::Sender::default(),
            freed: OnceLock::new(),
        }))
    }

    /// Names the one who wants to know when devices can be used again; the first one stays.
    pub fn on_freed(&self, freed: impl Fn(&[&'static str], Option<&Job>) + Send + Sync + 'static) {
        let _ = self.0.freed.set(Box::new(freed));
    }

    /// The device was away and is back.
    pub(super) fn is_back(&self, device: &'static str) {
        self.tell_freed(&[device], None);
    }

    /// The leases in force, watched.
    pub fn watch(&self) -> watch::Receiver<Vec<Lease>> {
        self.0.leases.subscribe()
    }

    /// Time until `moment` on the counter's clock; zero when it has passed.
    pub fn until(&self, moment: Moment) -> Duration {
        moment.since(self.0.clock.now())
    }

    /// See [`LeaseTable::grant`]; with the token that shows the lease.
    ///
    /// # Errors
    /// As there; `Internal` when the system gives no random bytes.
    pub fn grant(&self, wanted: Wanted) -> Result<(Token, Lease), Condition> {
        let token = Token::random().ok_or_else(|| Condition::new(Reason::Internal, "token"))?;
        let own = token.clone();
        let lease = self.change(|table, now| table.grant(now, own, wanted))?;
        Ok((token, lease))
    }

    /// See [`LeaseTable::renew`].
    ///
    /// # Errors
    /// `LeaseLost`, `InvalidArgument`.
    pub fn renew(
        &self,
        token: &Token,
        devices: &[&'static str],
        span: Duration,
    ) -> Result<Lease, Condition> {
        self.change(|table, now| table.renew(now, token, devices, span))
    }

    /// Keeps a lease alive until the guard is dropped.
    ///
    /// # Errors
    /// `LeaseLost`.
    pub fn keep(&self, token: &Token) -> Result<Keeper, Condition> {
        let lease = self.change(|table, now| table.keep(now, token))?;
        Ok(Keeper {
            custody: self.clone(),
            lease,
        })
    }

    /// See [`LeaseTable::release`].
    pub fn release(&self, token: &Token) {
        self.change(|table, _| table.release(token));
    }

    /// See [`LeaseTable::revoke`].
    pub fn revoke(&self, fence: u64) {
        self.change(|table, _| table.revoke(fence));
    }

    /// Ends the leases whose time is over and tells how long the next one has.
    pub fn expire(&self) -> Option<Duration> {
        let next = self.change(|table, now| {
            table.expire(now);
            table.next_end()
        });
        next.map(|moment| self.until(moment))
    }

    /// Admits uses of a device that others may use in between.
    ///
    /// # Errors
    /// `LeaseLost`, `DeviceLeased`.
    pub fn admit(&self, token: Option<&Token>, device: &'static str) -> Result<Pass, Condition> {
        let fence = self.change(|table, now| table.admit(now, token, device))?;
        Ok(Pass {
            custody: self.clone(),
            device,
            fence,
            by_lease: token.is_some(),
        })
    }

    /// Keeps devices for a job, all or none, until the claim is dropped.
    ///
    /// # Errors
    /// `LeaseLost`, `DeviceLeased`, `DeviceInUse`.
    pub fn claim(
        &self,
        token: Option<&Token>,
        devices: &[&'static str],
        job: Job,
    ) -> Result<Claim, Condition> {
        self.change(|table, now| table.claim(now, token, devices, &job))?;
        Ok(Claim {
            custody: self.clone(),
            devices: devices.to_vec(),
            job,
        })
    }

    /// Changes the table, shows the leases to watchers, and tells if one ended.
    fn change<R>(&self, how: impl FnOnce(&mut LeaseTable, Moment) -> R) -> R {
        let mut table = self.lock();
        let result = how(&mut table, self.0.clock.now());
        let leases = table.leases();
        let gone = |old: &&Lease| !leases.iter().any(|lease| lease.fence == old.fence);
        let shown = self.0.leases.borrow();
        let ended = shown.iter().filter(gone);
        let freed: Vec<_> = ended.flat_map(|lease| lease.devices.clone()).collect();
        drop(shown);
        self.0.leases.send_if_modified(|shown| {
            let changed = *shown != leases;
            *shown = leases;
            changed
        });
        drop(table);
        if !freed.is_empty() {
            self.tell_freed(&freed, None);
        }
        result
    }

    fn tell_freed(&self, devices: &[&'static str], job: Option<&Job>) {
        if let Some(freed) = self.0.freed.get() {
            freed(devices, job);
        }
    }

    fn lock(&self) -> MutexGuard<'_, LeaseTable> {
        self.0.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Custody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Custody").field(&self.lock()).finish()
    }
}

/// Keeps a lease alive; its grace begins when the last one is dropped.
#[derive(Debug)]
pub struct Keeper {
    custody: Custody,
    lease: Lease,
}

impl Keeper {
    /// The lease as it was when it was first kept.
    pub fn lease(&self) -> &Lease {
        &self.lease
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let fence = self.lease.fence;
        self.custody.change(|table, now| table.let_go(now, fence));
    }
}

/// Says under which lease uses were admitted, so that they can be refused once they are stale.
#[derive(Clone, Debug)]
pub struct Pass {
    custody: Custody,
    device: &'static str,
    fence: u64,
    by_lease: bool,
}

impl Pass {
    /// Whether a use may still begin.
    ///
    /// # Errors
    /// `LeaseLost`, `DeviceLeased`: the device was leased since.
    pub fn check(&self) -> Result<(), Condition> {
        let table = self.custody.lock();
        table.check(self.device, self.fence, self.by_lease)
    }
}

/// Devices kept for one job; let go when dropped.
#[derive(Debug)]
pub struct Claim {
    custody: Custody,
    devices: Vec<&'static str>,
    job: Job,
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.custody.lock().give_back(&self.devices);
        self.custody.tell_freed(&self.devices, Some(&self.job));
    }
}
