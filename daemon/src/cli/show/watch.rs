//! What happens, one line each.

use super::progress;
use crate::cli::json;
use crate::cli::screen::{Look, Show};
use crate::cli::words::word;
use loket_proto::v1;
use loket_proto::v1::watch_response::Event;
use serde_json::Value;

impl Show for v1::WatchResponse {
    fn json(&self) -> Value {
        json::of(self)
    }

    fn text(&self, look: Look) -> String {
        let what = match &self.event {
            Some(event) => text(event, look),
            None => String::new(),
        };
        format!("{:>8}  {what}", self.sequence)
            .trim_end()
            .to_owned()
    }
}

fn text(event: &Event, look: Look) -> String {
    match event {
        Event::Snapshot(snapshot) => {
            let cause = word(snapshot.cause().as_str_name(), "SNAPSHOT_CAUSE_");
            format!("present state ({cause}):")
        }
        Event::SnapshotEnd(_) => "present state complete".to_owned(),
        Event::Device(device) => device.text(look),
        Event::Order(change) => order(change),
        Event::Enrolment(change) => enrolment(change),
        Event::Lease(lease) => self::lease(lease),
        Event::Progress(progress) => moment(progress),
        Event::Station(status) => station(status),
        Event::Heartbeat(_) => "nothing happened".to_owned(),
    }
}

fn order(change: &v1::OrderChange) -> String {
    let order = change.order.clone().unwrap_or_default();
    let (id, event) = (&order.order_id, happened(&change.event));
    format!("order {id}  {}{event}", progress(&order))
}

fn enrolment(change: &v1::EnrolmentChange) -> String {
    let one = change.enrolment.clone().unwrap_or_default();
    let state = word(one.state().as_str_name(), "ENROLMENT_STATE_");
    let (id, event) = (&one.enrolment_id, happened(&change.event));
    format!("enrolment {id}  {state}{event}")
}

fn happened(event: &str) -> String {
    match event {
        "" => String::new(),
        event => format!("  ({event})"),
    }
}

fn lease(lease: &v1::Lease) -> String {
    let (fence, devices) = (lease.fence, lease.devices.join(", "));
    match lease.over {
        true => format!("lease {fence} of {devices} is over"),
        false => format!("lease {fence} of {devices} is held by {}", lease.holder),
    }
}

fn station(status: &v1::StationStatus) -> String {
    let reasons: Vec<_> = status
        .conditions
        .iter()
        .map(|one| one.reason.as_str())
        .collect();
    match reasons.as_slice() {
        [] => "cards can be made".to_owned(),
        reasons => format!("no card can be made: {}", reasons.join(", ")),
    }
}

fn moment(progress: &v1::OrderProgress) -> String {
    let mut line = format!("order {}", progress.order_id);
    if progress.total > 0 {
        let percent = u128::from(progress.sent) * 100 / u128::from(progress.total);
        line += &format!("  artwork sent: {percent} %");
    }
    if let Some(hold) = &progress.hold {
        line += &format!("  on hold: {}", hold.reason);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::screen::tests::LOOK;

    fn line(event: Event) -> String {
        let message = v1::WatchResponse {
            sequence: 7,
            event: Some(event),
        };
        let text = message.text(LOOK);
        assert_eq!(text.lines().count(), 1, "{text}");
        text
    }

    #[test]
    fn an_order_has_number_state_and_event() {
        let change = v1::OrderChange {
            order: Some(v1::Order {
                order_id: "o-1".to_owned(),
                state: v1::OrderState::Issued.into(),
                ..Default::default()
            }),
            event: "inspected good".to_owned(),
            prompt: None,
        };
        assert_eq!(
            line(Event::Order(change)),
            "       7  order o-1  issued  (inspected good)"
        );
    }

    #[test]
    fn what_is_so_for_the_moment() {
        let progress = v1::OrderProgress {
            order_id: "o-1".to_owned(),
            sent: 1,
            total: 3,
            hold: None,
            ..v1::OrderProgress::default()
        };
        assert!(line(Event::Progress(progress)).ends_with("order o-1  artwork sent: 33 %"));
        let lease = v1::Lease {
            fence: 3,
            devices: vec!["scanner".to_owned()],
            holder: "siti".to_owned(),
            ..Default::default()
        };
        assert!(line(Event::Lease(lease)).ends_with("lease 3 of scanner is held by siti"));
        let snapshot = v1::Snapshot {
            cause: v1::SnapshotCause::TooOld.into(),
            ..Default::default()
        };
        assert!(line(Event::Snapshot(snapshot)).ends_with("present state (too-old):"));
    }
}
