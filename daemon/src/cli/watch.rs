//! `loket watch`, and the stream of events that other commands watch too.

mod events;

pub(super) use events::Events;

use super::args;
use super::connect::Session;
use super::fail::{Exit, Fail};
use loket_proto::v1;
use loket_proto::v1::subject::Subject;
use loket_proto::v1::watch_response::Event;

/// Shows everything that is wanted until it is interrupted.
pub(super) async fn watch(session: &mut Session<'_>, args: &args::Watch) -> Result<Exit, Fail> {
    let mut events = Events::open(session, request(args)).await?;
    loop {
        let message = events.next(session.screen).await?;
        let silent = matches!(message.event, None | Some(Event::Heartbeat(_)));
        if session.screen.is_json() || !silent {
            session.screen.show_next(&message)?;
        }
    }
}

fn request(args: &args::Watch) -> v1::WatchRequest {
    let order = args.order.clone().map(Subject::OrderId);
    let subject = order.or(args.enrolment.clone().map(Subject::EnrolmentId));
    v1::WatchRequest {
        after: args.after,
        topics: args.topic.iter().map(|topic| *topic as i32).collect(),
        subject: subject.map(|subject| v1::Subject {
            subject: Some(subject),
        }),
        heartbeat_seconds: args.heartbeat,
    }
}
