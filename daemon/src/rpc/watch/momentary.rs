//! Values of the moment: a watcher sees the latest, not each.

use super::item::Event;
use crate::condition::Condition;
use crate::counter::Counter;
use crate::device::lease::Lease;
use crate::device::state::DeviceView;
use crate::issuance::moment::{ByOrder, Moment};
use crate::watch::interest::Interest;
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{StreamExt, StreamMap};

/// What of the moment a watcher wants.
pub(super) struct Momentary {
    interest: Interest,
    devices: Vec<watch::Receiver<DeviceView>>,
    device_changes: StreamMap<usize, WatchStream<DeviceView>>,
    moments: watch::Receiver<ByOrder>,
    shown: ByOrder,
    leases: watch::Receiver<Vec<Lease>>,
    station: watch::Receiver<Vec<Condition>>,
    shown_leases: Vec<Lease>,
}

impl Momentary {
    /// What of the moment is wanted.
    pub(super) fn new(counter: &Counter, interest: Interest) -> Self {
        let devices = match interest.devices {
            true => counter.base.hardware.watch_all(),
            false => Vec::new(),
        };
        let changes = devices.iter().cloned().map(WatchStream::from_changes);
        Self {
            device_changes: changes.enumerate().collect(),
            devices,
            moments: counter.issuance.orders().moments().watch(),
            shown: ByOrder::new(),
            leases: counter.base.hardware.custody().watch(),
            shown_leases: Vec::new(),
            station: counter.base.station.watch(),
            interest,
        }
    }

    /// All as it is now.
    pub(super) fn present(&mut self) -> Vec<Event> {
        self.shown.clear();
        self.shown_leases.clear();
        let views = self.devices.iter().map(|view| view.borrow().clone());
        let devices = views.map(|view| Event::Device(Box::new(view)));
        let mut present: Vec<_> = devices.collect();
        present.extend(self.status());
        present.append(&mut self.lease_changes());
        present.append(&mut self.progress());
        present
    }

    /// Waits until something is other than it was shown; never empty.
    pub(super) async fn changed(&mut self) -> Vec<Event> {
        loop {
            tokio::select! {
                Some((_, view)) = self.device_changes.next() => {
                    return vec![Event::Device(Box::new(view))];
                }
                Ok(()) = self.moments.changed() => {
                    let progress = self.progress();
                    if !progress.is_empty() {
                        return progress;
                    }
                }
                Ok(()) = self.leases.changed() => {
                    let leases = self.lease_changes();
                    if !leases.is_empty() {
                        return leases;
                    }
                }
                Ok(()) = self.station.changed() => {
                    let status = self.status();
                    if status.is_some() {
                        return status.into_iter().collect();
                    }
                }
                // The counter has ended, and nothing changes any more.
                else => std::future::pending().await,
            }
        }
    }

    /// What keeps the counter as a whole from making cards, if that is wanted.
    fn status(&mut self) -> Option<Event> {
        let now = self.station.borrow_and_update().clone();
        self.interest.station.then_some(Event::Station(now))
    }

    /// The leases that differ from what was shown, those that are over first.
    fn lease_changes(&mut self) -> Vec<Event> {
        if !self.interest.leases {
            return Vec::new();
        }
        let now = self.leases.borrow_and_update().clone();
        let lives = |old: &Lease| now.iter().any(|lease| lease.fence == old.fence);
        let over = self.shown_leases.iter().filter(|old| !lives(old)).cloned();
        let changed = now
            .iter()
            .filter(|lease| !self.shown_leases.contains(lease));
        let events = over.map(Event::LeaseOver);
        let events = events.chain(changed.cloned().map(Event::Lease)).collect();
        self.shown_leases = now;
        events
    }

    /// The moments that differ from what was shown; an empty one for each that is over.
    fn progress(&mut self) -> Vec<Event> {
        let now: ByOrder = {
            let moments = self.moments.borrow_and_update();
            let wanted = moments
                .iter()
                .filter(|(id, _)| self.interest.wants_order(id));
            wanted.map(|(id, one)| (id.clone(), one.clone())).collect()
        };
        let over = self.shown.keys().filter(|id| !now.contains_key(*id));
        let over = over.map(|id| (id.clone(), Moment::default()));
        let changed = now
            .iter()
            .filter(|(id, one)| self.shown.get(*id) != Some(one));
        let changed = changed.map(|(id, one)| (id.clone(), one.clone()));
        let events = over.chain(changed);
        let events = events.map(|(id, one)| Event::Progress(id, one)).collect();
        self.shown = now;
        events
    }
}
