//! Who may use which device: leases of front ends and jobs under way, as plain data. No clock, no I/O.
//!
//! Every lease has a fence, a number that grows over all leases of the station. A use remembers the highest fence of its
//! device at the time it was admitted; once a lease with a higher one was granted, the use is stale and must not begin.

use crate::condition::{Condition, Reason};
use crate::device::token::Token;
use crate::planted;
use loket_drivers::clock::Moment;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::time::Duration;

/// Leases that are over and still known by their tokens, so that their holders learn who came after them.
const REMEMBERED: usize = 64;

/// A job that keeps devices while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Production or activation of this order.
    Order(String),
    /// A capture for this enrolment.
    Enrolment(String),
    /// Maintenance or a self-test of this device.
    Maintenance(&'static str),
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(id) => write!(f, "order {id}"),
            Self::Enrolment(id) => write!(f, "enrolment {id}"),
            Self::Maintenance(device) => write!(f, "maintenance of the {device}"),
        }
    }
}

/// A lease in force, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Grows with every lease of the station.
    pub fence: u64,
    /// Names of the devices.
    pub devices: Vec<&'static str>,
    /// Account of the holder.
    pub holder: String,
    /// When it ends without a further sign of life; `None` while a stream keeps it alive.
    pub ends: Option<Moment>,
}

#[derive(Debug)]
struct Granted {
    token: Token,
    span: Duration,
    streams: u32,
    lease: Lease,
}

impl Granted {
    fn live_on(&mut self, now: Moment) {
        self.lease.ends = (self.streams == 0).then(|| now + self.span);
    }
}

/// What a front end asks for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Names of the devices.
    pub devices: Vec<&'static str>,
    /// Account of the holder.
    pub holder: String,
    /// How long it lasts without a sign of life.
    pub span: Duration,
}

/// All leases and jobs. `now` never goes back from call to call.
#[derive(Debug, Default)]
pub struct LeaseTable {
    newest_fence: u64,
    granted: Vec<Granted>,
    over: VecDeque<(Token, Vec<&'static str>)>,
    fences: BTreeMap<&'static str, u64>,
    jobs: BTreeMap<&'static str, Job>,
}

impl LeaseTable {
    /// An empty table whose fences are above `fence`.
    pub fn above(fence: u64) -> Self {
        Self {
            newest_fence: fence,
            ..Self::default()
        }
    }

    /// Grants a lease that `token` will show; all devices or none.
    ///
    /// # Errors
    /// `DeviceLeased` and `DeviceInUse` name the device and who has it.
    pub fn grant(&mut self, now: Moment, token: Token, wanted: Wanted) -> Result<Lease, Condition> {
        self.expire(now);
        for device in &wanted.devices {
            self.not_leased(device)?;
            self.not_at_work(device)?;
        }
        self.newest_fence += 1;
        for device in &wanted.devices {
            self.fences.insert(device, self.newest_fence);
        }
        let lease = Lease {
            fence: self.newest_fence,
            devices: wanted.devices,
            holder: wanted.holder,
            ends: Some(now + wanted.span),
        };
        self.granted.push(Granted {
            token,
            span: wanted.span,
            streams: 0,
            lease: lease.clone(),
        });
        Ok(lease)
    }

    /// Lets a lease live on, from now for `span`. `devices` are empty or its own.
    ///
    /// # Errors
    /// `LeaseLost` names the present holder, if there is one; `InvalidArgument` for other devices.
    pub fn renew(
        &mut self,
        now: Moment,
        token: &Token,
        devices: &[&'static str],
        span: Duration,
    ) -> Result<Lease, Condition> {
        self.expire(now);
        let granted = self.granted(token)?;
        let own = &granted.lease.devices;
        let same = devices.len() == own.len() && devices.iter().all(|device| own.contains(device));
        if !devices.is_empty() && !same {
            let detail = "devices: must be those of the lease, or none";
            return Err(Condition::new(Reason::InvalidArgument, detail));
        }
        granted.span = span;
        granted.live_on(now);
        Ok(granted.lease.clone())
    }

    /// A stream keeps the lease alive from now on, until [`Self::let_go`].
    ///
    /// # Errors
    /// `LeaseLost`.
    pub fn keep(&mut self, now: Moment, token: &Token) -> Result<Lease, Condition> {
        self.expire(now);
        let granted = self.granted(token)?;
        granted.streams += 1;
        granted.live_on(now);
        Ok(granted.lease.clone())
    }

    /// A stream that kept the lease with this fence has ended; with the last one its grace begins.
    pub fn let_go(&mut self, now: Moment, fence: u64) {
        let kept = self.granted.iter_mut().find(|g| g.lease.fence == fence);
        if let Some(granted) = kept {
            granted.streams = granted.streams.saturating_sub(1);
            granted.live_on(now);
        }
    }

    /// Ends a lease; one that is over already stays so.
    pub fn release(&mut self, token: &Token) {
        self.end(|granted| granted.token == *token);
    }

    /// Ends the lease with this fence in its holder's place.
    pub fn revoke(&mut self, fence: u64) {
        self.end(|granted| granted.lease.fence == fence);
    }

    /// Ends the leases whose time is over.
    pub fn expire(&mut self, now: Moment) {
        self.end(|granted| granted.lease.ends.is_some_and(|ends| ends <= now));
    }

    fn end(&mut self, which: impl FnMut(&mut Granted) -> bool) {
        for granted in self.granted.extract_if(.., which) {
            self.over.push_back((granted.token, granted.lease.devices));
            if self.over.len() > REMEMBERED {
                self.over.pop_front();
            }
        }
    }

    /// Admits a use of the device by the front end that shows `token`, if it shows one; gives the use's fence.
    ///
    /// # Errors
    /// `LeaseLost` when the lease that was shown is over, even if the device is free; `DeviceLeased` when another's lease
    /// is in force.
    pub fn admit(
        &mut self,
        now: Moment,
        token: Option<&Token>,
        device: &'static str,
    ) -> Result<u64, Condition> {
        self.expire(now);
        if planted::LEASE_NOT_FENCED {
            return Ok(self.fence(device));
        }
        let shown = token.map(|token| self.granted(token)).transpose()?;
        let covered = shown.is_some_and(|granted| granted.lease.devices.contains(&device));
        if !covered {
            self.not_leased(device)?;
        }
        Ok(self.fence(device))
    }

    /// Keeps devices for a job, all or none, until [`Self::give_back`]; gives the fences of its uses.
    ///
    /// # Errors
    /// As [`Self::admit`]; `DeviceInUse` names the job that has one.
    pub fn claim(
        &mut self,
        now: Moment,
        token: Option<&Token>,
        devices: &[&'static str],
        job: &Job,
    ) -> Result<(), Condition> {
        for device in devices {
            self.admit(now, token, device)?;
            self.not_at_work(device)?;
        }
        self.jobs
            .extend(devices.iter().map(|device| (*device, job.clone())));
        Ok(())
    }

    /// The job that claimed these devices is done with them.
    pub fn give_back(&mut self, devices: &[&'static str]) {
        self.jobs.retain(|device, _| !devices.contains(device));
    }

    /// Whether a use that was admitted under `fence` may still begin.
    ///
    /// # Errors
    /// `LeaseLost` for one that was admitted by a lease, else `DeviceLeased`; both name the present holder.
    pub fn check(&self, device: &'static str, fence: u64, by_lease: bool) -> Result<(), Condition> {
        if fence >= self.fence(device) {
            return Ok(());
        }
        let reason = if by_lease {
            Reason::LeaseLost
        } else {
            Reason::DeviceLeased
        };
        let holder = self.holder(device);
        let detail = holder.map(|holder| leased_by(device, holder));
        Err(Condition::new(
            reason,
            detail.unwrap_or_else(|| device.to_owned()),
        ))
    }

    /// The leases in force, oldest first.
    pub fn leases(&self) -> Vec<Lease> {
        self.granted.iter().map(|g| g.lease.clone()).collect()
    }

    /// When the next lease ends if no sign of life comes.
    pub fn next_end(&self) -> Option<Moment> {
        self.granted.iter().filter_map(|g| g.lease.ends).min()
    }

    fn fence(&self, device: &str) -> u64 {
        self.fences.get(device).copied().unwrap_or_default()
    }

    /// The lease that `token` shows. Every token is compared, so that the time taken tells nothing.
    fn granted(&mut self, token: &Token) -> Result<&mut Granted, Condition> {
        let matching = self.granted.iter().map(|granted| granted.token == *token);
        let found = matching.enumerate().fold(
            None,
            |found, (at, same)| {
                if same { Some(at) } else { found }
            },
        );
        match found {
            Some(at) => Ok(&mut self.granted[at]),
            None => Err(self.lost(token)),
        }
    }

    fn lost(&self, token: &Token) -> Condition {
        let before = self.over.iter().find(|(over, _)| over == token);
        let devices = before.map_or(&[][..], |(_, devices)| devices);
        let holders = devices
            .iter()
            .filter_map(|device| Some(leased_by(device, self.holder(device)?)));
        Condition::new(Reason::LeaseLost, holders.collect::<Vec<_>>().join(", "))
    }

    fn holder(&self, device: &str) -> Option<&str> {
        let mut leases = self.granted.iter().map(|granted| &granted.lease);
        let lease = leases.find(|lease| lease.devices.contains(&device))?;
        Some(&lease.holder)
    }

    fn not_leased(&self, device: &str) -> Result<(), Condition> {
        self.holder(device).map_or(Ok(()), |holder| {
            Err(Condition::new(
                Reason::DeviceLeased,
                leased_by(device, holder),
            ))
        })
    }

    fn not_at_work(&self, device: &str) -> Result<(), Condition> {
        self.jobs.get(device).map_or(Ok(()), |job| {
            let detail = format!("{device} is held by {job}");
            Err(Condition::new(Reason::DeviceInUse, detail))
        })
    }
}

fn leased_by(device: &str, holder: &str) -> String {
    format!("{device} is leased by {holder}")
}

#[cfg(test)]
mod tests;
