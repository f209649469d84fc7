//! What a watcher is shown.

use crate::condition::Condition;
use crate::device::lease::Lease;
use crate::device::state::DeviceView;
use crate::issuance::moment::Moment;
use crate::watch::change::Change;
use std::sync::Arc;

/// Why a snapshot comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// It was asked for.
    Asked,
    /// What was asked for cannot be served.
    TooOld,
    /// The watcher fell too far behind.
    TooSlow,
}

/// One thing to show.
#[derive(Debug)]
pub(super) enum Event {
    /// What follows is the present state.
    Snapshot(Cause),
    /// That was the present state.
    SnapshotEnd,
    /// A record as it is, or as a change left it.
    Change(Arc<Change>),
    /// A device as it is.
    Device(Box<DeviceView>),
    /// A lease as it is.
    Lease(Lease),
    /// A lease that is over, as it was.
    LeaseOver(Lease),
    /// What is so of an order for the moment.
    Progress(String, Moment),
    /// What keeps the counter as a whole from making cards.
    Station(Vec<Condition>),
    /// Nothing happened.
    Heartbeat,
}

/// An event, and the number up to which its watcher has then seen all changes.
#[derive(Debug)]
pub(super) struct Item {
    /// The number.
    pub(super) sequence: u64,
    /// The event.
    pub(super) event: Event,
}
