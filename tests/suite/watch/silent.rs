//! Watchers that never read.

use super::{counter, next, resume};
use loket_proto::v1;
use loket_proto::v1::watch_response::Event;
use loket_tests::front_end::only;
use loket_tests::vitals::Vitals;

const SILENT: u64 = 20;
const CHANGES: u64 = 600;
/// What a silent watcher may cost: what HTTP/2 lets it have unread, and the batch that comes next.
const KIB_EACH: u64 = 128;
/// What the newest changes may take, for all watchers together.
const KIB_OF_CHANGES: u64 = 6 * 1024;

#[tokio::test]
async fn watchers_that_never_read_hold_up_nobody_and_cost_little() {
    let (counter, _folder) = counter().await;
    let mut front_end = counter.front_end("operator.ani").await.unwrap();
    let id = front_end.open_record("case-1").await.unwrap().enrolment_id;
    let before = Vitals::of(counter.daemon_id()).unwrap();
    let mut silent = Vec::new();
    for number in 0..SILENT {
        // Each has a connection of its own, whose window it never opens again.
        let mut watcher = counter
            .front_end(&format!("watcher.{number}"))
            .await
            .unwrap();
        let everything = v1::WatchRequest::default();
        silent.push((watcher.watch(everything).await.unwrap(), watcher));
    }
    let mut reader = front_end
        .watch(only(&[v1::Topic::Enrolments]))
        .await
        .unwrap();
    while !matches!(next(&mut reader).await, (1, Event::SnapshotEnd(_))) {}
    for sequence in 2..2 + CHANGES {
        resume(&mut front_end, &id).await;
        // Told of each change before the next is made.
        let (told, event) = next(&mut reader).await;
        assert!(
            told == sequence && matches!(event, Event::Enrolment(_)),
            "{told}"
        );
    }
    let after = Vitals::of(counter.daemon_id()).unwrap();
    let grown = after.resident_kib.saturating_sub(before.resident_kib);
    println!("{SILENT} silent watchers, {CHANGES} changes: {grown} KiB more");
    assert!(grown < SILENT * KIB_EACH + KIB_OF_CHANGES, "{grown} KiB");
    let first = next(&mut silent[0].0).await;
    assert!(
        matches!(first, (0, Event::Snapshot(_))),
        "it can still begin to read"
    );
}
