//! The daemon ends and comes back while somebody watches.

use super::{PATIENCE, counter, next, resume};
use loket_proto::v1;
use loket_proto::v1::watch_response::Event;
use loket_tests::front_end::only;
use loket_tests::process::built;
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// `loket watch` of enrolments, and its lines.
fn watching(folder: &Path) -> (Child, Lines<BufReader<ChildStdout>>) {
    let connect = format!("unix:{}", folder.join("loket.sock").display());
    let mut process = Command::new(built("loket").unwrap())
        .args([
            "--json",
            "--connect",
            &connect,
            "watch",
            "--topic",
            "enrolments",
        ])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let output = process.stdout.take().unwrap();
    (process, BufReader::new(output).lines())
}

/// The next line that is of this kind.
async fn line(lines: &mut Lines<BufReader<ChildStdout>>, kind: &str) -> Value {
    let line = async {
        loop {
            let line = lines.next_line().await.unwrap().expect("it goes on");
            let message: Value = serde_json::from_str(&line).unwrap();
            if message.get(kind).is_some() {
                return message;
            }
            assert!(message.get("snapshot").is_none(), "a second snapshot");
        }
    };
    timeout(PATIENCE, line).await.expect("in time")
}

#[tokio::test]
async fn a_watch_goes_on_over_a_restart_and_misses_nothing() {
    let (mut counter, folder) = counter().await;
    let mut front_end = counter.front_end("operator.ani").await.unwrap();
    let id = front_end.open_record("case-1").await.unwrap().enrolment_id;
    let (_process, mut lines) = watching(folder.path());
    assert_eq!(
        line(&mut lines, "snapshot").await["snapshot"]["cause"],
        "asked"
    );
    let end = line(&mut lines, "snapshot_end").await;
    assert_eq!(end["sequence"], 1);
    for restart in 0..2 {
        resume(&mut front_end, &id).await;
        counter.restart_daemon().await.unwrap();
        front_end = counter.front_end("operator.ani").await.unwrap();
        resume(&mut front_end, &id).await;
        for number in 1..=2 {
            let change = line(&mut lines, "enrolment").await;
            assert_eq!(change["sequence"], 1 + 2 * restart + number);
            assert_eq!(change["enrolment"]["event"], "resumed by operator.ani");
        }
    }
}

#[tokio::test]
async fn a_number_from_the_future_gets_a_snapshot_that_says_so() {
    let (counter, _folder) = counter().await;
    let mut front_end = counter.front_end("operator.ani").await.unwrap();
    let request = v1::WatchRequest {
        after: 1_000_000,
        ..only(&[v1::Topic::Enrolments])
    };
    let mut events = front_end.watch(request).await.unwrap();
    let (sequence, Event::Snapshot(snapshot)) = next(&mut events).await else {
        panic!("no snapshot");
    };
    assert_eq!((sequence, snapshot.cause()), (0, v1::SnapshotCause::TooOld));
}
