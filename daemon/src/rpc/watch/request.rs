//! Reading a request to watch.

use crate::enrolment::record::Enrolment;
use crate::issuance::order::Order;
use crate::refusal::Refusal;
use crate::rpc::validate::Checks;
use crate::store::records::Record;
use crate::watch::interest::{Interest, Subject};
use loket_proto::v1;
use loket_proto::v1::Topic;
use loket_proto::v1::subject::Subject as Named;
use std::time::Duration;

/// Silence before a heartbeat, unless asked otherwise; in seconds.
const HEARTBEAT: u32 = 15;
/// Longest silence that may be asked for, in seconds.
const LONGEST: u32 = 600;

/// Most topics that are named; each needs naming once.
const MOST_TOPICS: usize = 16;

/// What is asked for.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Number of the last change that was seen; 0 for none.
    pub(super) after: u64,
    /// What is wanted.
    pub(super) interest: Interest,
    /// Silence before a heartbeat.
    pub(super) heartbeat: Duration,
}

/// The request, checked.
///
/// # Errors
/// All violations.
pub(super) fn read(request: &v1::WatchRequest) -> Result<Wanted, Refusal> {
    let mut checks = Checks::default();
    let interest = interest(request, &mut checks);
    let seconds = match request.heartbeat_seconds {
        0 => HEARTBEAT,
        seconds => seconds,
    };
    let short = checks.ensure(seconds <= LONGEST, "heartbeat_seconds", "must be 0 to 600");
    checks.finish(|| {
        Some(Wanted {
            after: request.after,
            interest: short.and(interest)?,
            heartbeat: Duration::from_secs(seconds.into()),
        })
    })
}

fn interest(request: &v1::WatchRequest, checks: &mut Checks) -> Option<Interest> {
    let topics = checks.few("topics", &request.topics, MOST_TOPICS);
    for (index, topic) in topics.unwrap_or_default().iter().enumerate() {
        let known = Topic::try_from(*topic).is_ok_and(|topic| topic != Topic::Unspecified);
        checks.ensure(known, &format!("topics[{index}]"), "is not a topic");
    }
    let wants =
        |topic: Topic| request.topics.is_empty() || request.topics.contains(&i32::from(topic));
    let subject = match &request.subject {
        None => None,
        Some(subject) => Some(read_subject(subject, checks)?),
    };
    Some(Interest {
        devices: wants(Topic::Devices),
        leases: wants(Topic::Leases),
        station: wants(Topic::Station),
        orders: wants(Topic::Orders),
        enrolments: wants(Topic::Enrolments),
        subject,
    })
}

fn read_subject(subject: &v1::Subject, checks: &mut Checks) -> Option<Subject> {
    let (kind, field, id) = match &subject.subject {
        Some(Named::OrderId(id)) => (Order::KIND, "subject.order_id", id),
        Some(Named::EnrolmentId(id)) => (Enrolment::KIND, "subject.enrolment_id", id),
        None => {
            checks.violation("subject", "names nothing");
            return None;
        }
    };
    let id = checks.id(field, id)?;
    Some(Subject { kind, id })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(request: &v1::WatchRequest) -> Vec<String> {
        match read(request) {
            Err(Refusal::Violations(all)) => all.into_iter().map(|one| one.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn nothing_asked_is_everything_wanted() {
        let wanted = read(&v1::WatchRequest::default()).unwrap();
        let all = Interest {
            devices: true,
            leases: true,
            station: true,
            orders: true,
            enrolments: true,
            subject: None,
        };
        assert_eq!((wanted.after, wanted.interest), (0, all));
        assert_eq!(wanted.heartbeat, Duration::from_secs(15));
    }

    #[test]
    fn topics_and_subject_narrow_it() {
        let id = "0192".to_owned();
        let wanted = read(&v1::WatchRequest {
            topics: vec![Topic::Orders.into()],
            subject: Some(v1::Subject {
                subject: Some(Named::OrderId(id.clone())),
            }),
            ..Default::default()
        });
        let interest = wanted.unwrap().interest;
        assert!(interest.orders && !interest.devices && !interest.enrolments);
        assert!(interest.wants_order(&id) && !interest.wants_order("0193"));
    }

    #[test]
    fn a_list_that_no_front_end_needs_is_one_violation() {
        let wrong = v1::WatchRequest {
            topics: vec![0; 4_000_000],
            ..Default::default()
        };
        assert_eq!(fields(&wrong), ["topics"]);
    }

    #[test]
    fn all_that_is_wrong_is_named() {
        let wrong = v1::WatchRequest {
            topics: vec![0, Topic::Orders.into(), 99],
            subject: Some(v1::Subject { subject: None }),
            heartbeat_seconds: 601,
            ..Default::default()
        };
        let expected = ["topics[0]", "topics[2]", "subject", "heartbeat_seconds"];
        assert_eq!(fields(&wrong), expected);
    }
}
