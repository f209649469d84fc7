//! Watchers of a counter without devices, whose enrolments change.

use super::request::Wanted;
use super::*;
use crate::enrolment::record::Enrolment;
use crate::enrolment::tests::{budi, counter, opening};
use crate::store::database::Database;
use crate::store::writing::Writing;
use crate::watch::interest::{Interest, Subject};
use loket_proto::v1::watch_response::Event;
use std::path::Path;
use std::time::Duration;

const EVERYTHING: Interest = Interest {
    devices: true,
    leases: true,
    station: false,
    orders: true,
    enrolments: true,
    subject: None,
};

fn wanted(after: u64) -> Wanted {
    Wanted {
        after,
        interest: EVERYTHING,
        heartbeat: Duration::from_millis(20),
    }
}

/// A watcher's messages, in the words of the tests.
struct Seen(Pin<Box<dyn Stream<Item = Result<v1::WatchResponse, Status>>>>);

impl Seen {
    fn by(counter: &Counter, wanted: Wanted) -> Self {
        let watcher = Watcher::new(counter.clone(), wanted);
        Self(Box::pin(shown(watcher, Messages::of(&counter.base))))
    }

    /// The next message: its number and what it is.
    async fn next(&mut self) -> (u64, String) {
        let message = self.0.next().await.unwrap().unwrap();
        let what = match message.event.unwrap() {
            Event::Snapshot(snapshot) => format!("{:?}", snapshot.cause()),
            Event::SnapshotEnd(_) => "end".into(),
            Event::Enrolment(change) if change.event.is_empty() => {
                format!("{:?}", change.enrolment.unwrap().state())
            }
            Event::Enrolment(change) => change.event,
            Event::Heartbeat(_) => "heartbeat".into(),
            Event::Station(status) => format!("{} in the way", status.conditions.len()),
            other => format!("{other:?}"),
        };
        (message.sequence, what)
    }

    /// The next messages.
    async fn take<const N: usize>(&mut self) -> [(u64, String); N] {
        let mut all = Vec::new();
        for _ in 0..N {
            all.push(self.next().await);
        }
        all.try_into().unwrap()
    }
}

fn item(sequence: u64, what: &str) -> (u64, String) {
    (sequence, what.to_owned())
}

fn open(counter: &Counter, request: &str) -> String {
    counter.enrolments.begin(opening(request)).unwrap().id
}

fn resume(counter: &Counter, id: &str) {
    counter.enrolments.resume(id, budi()).unwrap();
}

/// Lets the journal of a counter that is closed grow by `count` entries of what it already tells.
fn grow(folder: &Path, count: u64) {
    let mut database = Database::open(&folder.join("state")).unwrap();
    let one = database.list_open::<Enrolment>().unwrap().remove(0);
    let again =
        |writing: &mut Writing<'_>| (0..count).try_for_each(|_| writing.update(&one, "again", &[]));
    database.write(again).unwrap();
}

#[tokio::test]
async fn what_is_comes_first_and_then_what_changes() {
    let folder = tempfile::tempdir().unwrap();
    let counter = counter(folder.path());
    let id = open(&counter, "r1");
    let ended = open(&counter, "r2");
    let abandoned = counter.enrolments.abandon(&ended, &budi(), "left".into());
    abandoned.unwrap();
    let mut seen = Seen::by(&counter, wanted(0));
    let snapshot = [item(0, "Asked"), item(0, "Capturing"), item(4, "end")];
    assert_eq!(seen.take().await, snapshot);
    resume(&counter, &id);
    open(&counter, "r3");
    let changes = [item(5, "resumed by budi"), item(6, "opened by budi")];
    assert_eq!(seen.take().await, changes);
    assert_eq!(seen.next().await, item(6, "heartbeat"));
}

#[tokio::test]
async fn a_watcher_goes_on_where_it_was_over_a_restart_too() {
    let folder = tempfile::tempdir().unwrap();
    let id = {
        let counter = counter(folder.path());
        let id = open(&counter, "r1");
        (0..200).for_each(|_| resume(&counter, &id));
        id
    };
    let counter = counter(folder.path());
    let mut seen = Seen::by(&counter, wanted(7));
    resume(&counter, &id);
    for sequence in 8..=202 {
        assert_eq!(seen.next().await, item(sequence, "resumed by budi"));
    }
    assert_eq!(seen.next().await, item(202, "heartbeat"));
}

#[tokio::test]
async fn a_number_that_cannot_be_served_gets_the_present_state() {
    let folder = tempfile::tempdir().unwrap();
    open(&counter(folder.path()), "r1");
    grow(folder.path(), 10_001);
    let counter = counter(folder.path());
    for after in [1, 10_003] {
        let mut seen = Seen::by(&counter, wanted(after));
        let snapshot = [item(0, "TooOld"), item(0, "Capturing"), item(10_002, "end")];
        assert_eq!(seen.take().await, snapshot, "after {after}");
    }
}

#[tokio::test]
async fn a_watcher_that_falls_too_far_behind_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let id = open(&counter(folder.path()), "r1");
    grow(folder.path(), 9_990);
    let counter = counter(folder.path());
    let mut seen = Seen::by(&counter, wanted(1));
    assert_eq!(seen.next().await, item(2, "again"));
    (0..80).for_each(|_| resume(&counter, &id));
    for sequence in 3..=65 {
        assert_eq!(seen.next().await, item(sequence, "again"), "read before");
    }
    let snapshot = [
        item(0, "TooSlow"),
        item(0, "Capturing"),
        item(10_071, "end"),
    ];
    assert_eq!(seen.take().await, snapshot);
    resume(&counter, &id);
    assert_eq!(seen.next().await, item(10_072, "resumed by budi"));
}

#[tokio::test]
async fn only_what_is_wanted_is_shown_and_the_number_grows_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let counter = counter(folder.path());
    let (wanted_one, other) = (open(&counter, "r1"), open(&counter, "r2"));
    let about = Interest {
        subject: Some(Subject {
            kind: "enrolment",
            id: wanted_one.clone(),
        }),
        ..EVERYTHING
    };
    let of_orders = Interest {
        enrolments: false,
        ..EVERYTHING
    };
    let [mut one, mut orders] = [about, of_orders].map(|interest| {
        let wanted = Wanted {
            interest,
            ..wanted(1)
        };
        Seen::by(&counter, wanted)
    });
    resume(&counter, &other);
    resume(&counter, &wanted_one);
    resume(&counter, &other);
    assert_eq!(one.next().await, item(4, "resumed by budi"));
    assert_eq!(one.next().await, item(5, "heartbeat"));
    assert_eq!(orders.next().await, item(5, "heartbeat"));
}

#[tokio::test]
async fn one_subject_is_shown_even_when_it_has_ended_and_must_exist() {
    let folder = tempfile::tempdir().unwrap();
    let counter = counter(folder.path());
    let id = open(&counter, "r1");
    let abandoned = counter.enrolments.abandon(&id, &budi(), "left".into());
    abandoned.unwrap();
    let about = |id: &str| v1::WatchRequest {
        subject: Some(v1::Subject {
            subject: Some(v1::subject::Subject::EnrolmentId(id.to_owned())),
        }),
        ..Default::default()
    };
    let service = WatchRpc::new(counter.clone());
    let stream = service.watch(Request::new(about(&id))).await.unwrap();
    let mut seen = Seen(stream.into_inner());
    let snapshot = [
        item(0, "Asked"),
        item(0, "0 in the way"),
        item(0, "Abandoned"),
        item(3, "end"),
    ];
    assert_eq!(seen.take().await, snapshot);
    let nobody = service.watch(Request::new(about("nobody"))).await;
    assert_eq!(nobody.err().unwrap().code(), tonic::Code::NotFound);
}
