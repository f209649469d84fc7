//! What a watcher is shown, as messages.

use super::item::{Cause, Event, Item};
use super::made::Made;
use crate::counter::Base;
use crate::device::lease::Lease;
use crate::enrolment;
use crate::issuance;
use crate::issuance::moment::Moment;
use crate::rpc::enrolment::enrolment_message;
use crate::rpc::lease::lease_message;
use crate::rpc::order_message::order_message;
use crate::rpc::prompt_message::prompt_message;
use crate::rpc::station::{device_message, status_message};
use crate::rpc::status::condition_message;
use crate::watch::change::{Change, State};
use loket_proto::v1;
use loket_proto::v1::watch_response::Event as Message;
use std::sync::Arc;

/// Makes messages.
#[derive(Clone)]
pub(super) struct Messages {
    base: Arc<Base>,
    made: Arc<Made>,
}

impl Messages {
    /// For this counter.
    pub(super) fn of(base: &Arc<Base>) -> Self {
        Self {
            base: Arc::clone(base),
            made: Arc::default(),
        }
    }

    /// The message that shows the item.
    pub(super) fn message(&self, item: &Item) -> v1::WatchResponse {
        let event = match &item.event {
            Event::Snapshot(cause) => Some(self.snapshot(*cause)),
            Event::SnapshotEnd => Some(Message::SnapshotEnd(v1::SnapshotEnd {})),
            // Part of a snapshot: the state is there under the number of no change.
            Event::Change(change) if item.sequence == 0 => self.change(change),
            Event::Change(change) => self.made.message(item.sequence, || self.change(change)),
            Event::Device(view) => Some(Message::Device(device_message(view))),
            Event::Lease(lease) => Some(Message::Lease(self.lease(lease, false))),
            Event::LeaseOver(lease) => Some(Message::Lease(self.lease(lease, true))),
            Event::Progress(id, moment) => Some(Message::Progress(progress(id, moment))),
            Event::Station(conditions) => Some(Message::Station(status_message(conditions))),
            Event::Heartbeat => Some(Message::Heartbeat(v1::Heartbeat {})),
        };
        v1::WatchResponse {
            sequence: item.sequence,
            event,
        }
    }

    fn snapshot(&self, cause: Cause) -> Message {
        let cause = match cause {
            Cause::Asked => v1::SnapshotCause::Asked,
            Cause::TooOld => v1::SnapshotCause::TooOld,
            Cause::TooSlow => v1::SnapshotCause::TooSlow,
        };
        Message::Snapshot(v1::Snapshot {
            cause: cause.into(),
            boot_id: self.base.boot_id.clone(),
        })
    }

    fn lease(&self, lease: &Lease, over: bool) -> v1::Lease {
        v1::Lease {
            over,
            ..lease_message(self.base.hardware.custody(), lease)
        }
    }

    fn change(&self, change: &Change) -> Option<Message> {
        let event = change.event().to_owned();
        Some(match change.state()? {
            State::Order(order) => Message::Order(v1::OrderChange {
                order: Some(order_message(order)),
                prompt: issuance::prompt::prompt(order).as_ref().map(prompt_message),
                event,
            }),
            State::Enrolment(enrolment) => {
                let preference = &self.base.config.station.chip_fingers;
                Message::Enrolment(v1::EnrolmentChange {
                    enrolment: Some(enrolment_message(enrolment, preference)),
                    prompt: enrolment::prompt::prompt(enrolment, preference)
                        .as_ref()
                        .map(prompt_message),
                    event,
                })
            }
        })
    }
}

fn progress(order_id: &str, moment: &Moment) -> v1::OrderProgress {
    v1::OrderProgress {
        order_id: order_id.to_owned(),
        sent: moment.sent.0,
        total: moment.sent.1,
        hold: moment.hold.as_ref().map(condition_message),
        prompt: moment.prompt.as_ref().map(prompt_message),
    }
}
