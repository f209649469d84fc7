//! `Watch` over the real socket: what is, what changes, and watchers that are cut off, slow or dead.

mod restart;
mod silent;

use loket_proto::v1;
use loket_proto::v1::watch_response::Event;
use loket_tests::counter::Counter;
use loket_tests::flow::{Order, submission};
use loket_tests::front_end::{FrontEnd, about_order};
use loket_tests::interruption::watch_interrupted;
use loket_tests::memory::office::recorded;
use std::collections::BTreeSet;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;
use tonic::Streaming;

/// No step of a test takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

async fn counter() -> (Counter, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let limits = "person_seconds = 15\nmove_seconds = 5\nprint_seconds = 60";
    let counter = Counter::start(folder.path(), "time = \"scaled:20\"\n", limits);
    (counter.await.unwrap(), folder)
}

/// The next event with its number.
async fn next(events: &mut Streaming<v1::WatchResponse>) -> (u64, Event) {
    let message = timeout(PATIENCE, events.message()).await.expect("in time");
    let message = message.unwrap().unwrap();
    (message.sequence, message.event.unwrap())
}

/// One more change of an enrolment.
async fn resume(front_end: &mut FrontEnd, id: &str) {
    let request = v1::ResumeEnrolmentRequest {
        enrolment_id: id.to_owned(),
        actor: front_end.actor(),
    };
    front_end
        .enrolments
        .resume_enrolment(request)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_present_state_comes_first_then_each_change_of_an_order_and_how_its_print_goes_on() {
    let (counter, _folder) = counter().await;
    let mut front_end = counter.front_end("operator.ani").await.unwrap();
    let mut events = front_end.watch(v1::WatchRequest::default()).await.unwrap();
    let snapshot = next(&mut events).await;
    assert!(matches!(snapshot, (0, Event::Snapshot(one)) if !one.boot_id.is_empty()));
    let mut devices = BTreeSet::new();
    let status = loop {
        match next(&mut events).await {
            (0, Event::Device(device)) => {
                assert_eq!(device.state(), v1::DeviceState::Ready);
                devices.insert(device.name);
            }
            (0, Event::Station(status)) => break status,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((devices.len(), status.conditions), (5, vec![]));
    assert!(matches!(
        next(&mut events).await,
        (0, Event::SnapshotEnd(_))
    ));
    let order = submitted(&mut front_end).await;
    let (mut numbers, mut progress, mut over) = (Vec::new(), 0, false);
    let inspecting = loop {
        match next(&mut events).await {
            (number, Event::Order(change)) => {
                assert!(!change.event.is_empty());
                numbers.push(number);
                let order = change.order.unwrap();
                if order.state() == v1::OrderState::Inspecting {
                    break order;
                }
            }
            (_, Event::Progress(moment)) => {
                assert_eq!(moment.order_id, order.order_id);
                progress += 1;
                over = moment.total == 0;
            }
            (_, Event::Device(_)) => {}
            (_, other) => panic!("{other:?}"),
        }
    };
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    assert!(progress > 1, "told of the print {progress} times");
    while !over {
        let (_, event) = next(&mut events).await;
        over = matches!(event, Event::Progress(moment) if moment.total == 0);
    }
    let mut again = front_end.watch(about_order(&order.order_id)).await.unwrap();
    next(&mut again).await;
    let (_, Event::Order(now)) = next(&mut again).await else {
        panic!("no order");
    };
    assert_eq!(now.order.unwrap(), inspecting);
}

async fn submitted(front_end: &mut FrontEnd) -> v1::Order {
    let data = tokio::task::spawn_blocking(recorded).await.unwrap();
    let data = loket_daemon::rpc::submission::card_data_message(&data);
    let order = Order {
        case: "case-1".into(),
        reason: v1::OrderReason::Lost,
        source: v1::submit_order_request::Source::CardData(data),
    };
    front_end.submit(submission(order)).await.unwrap()
}

/// `make soak` does this 500 times.
#[tokio::test]
async fn a_watcher_that_is_killed_again_and_again_sees_every_change_once_and_in_order() {
    let (counter, _folder) = counter().await;
    let seen = watch_interrupted(counter, 48, 2, 60).await.unwrap();
    assert_eq!(seen.told, seen.journal);
    assert!(seen.journal.len() > 500, "{} changes", seen.journal.len());
    assert!(
        seen.fruitful > 30,
        "{} lives told of a change",
        seen.fruitful
    );
}
