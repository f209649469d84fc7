//! The chips' keys at a counter of real processes: with a process of their own, and sealed in a file.

use loket_daemon::rpc::submission::card_data_message;
use loket_proto::v1;
use loket_proto::v1::submit_order_request::Source;
use loket_proto::v1::watch_response::Event;
use loket_tests::counter::{Counter, ReaderDriver, Simulated};
use loket_tests::flow::{Order, submission};
use loket_tests::front_end::{FrontEnd, about_order};
use loket_tests::memory::office::recorded;
use loket_tests::process::{Process, built};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use tokio::time::timeout;

const SCENARIO: &str = "time = \"scaled:20\"\n";
const PATIENCE: Duration = Duration::from_secs(60);

/// A counter whose config says this of its keys.
async fn counter(folder: &Path, keys: &str) -> Counter {
    let driver = ReaderDriver::OwnStoppable;
    let simulated = Simulated::start_with(folder, SCENARIO, "", driver).unwrap();
    let config = folder.join("loketd.toml");
    let with_test_keys = fs::read_to_string(&config).unwrap();
    fs::write(folder.join("keys.toml"), &with_test_keys).unwrap();
    let other = format!("keys = \"{keys}\"");
    fs::write(&config, with_test_keys.replace("keys = \"test\"", &other)).unwrap();
    Counter::start_around(folder, simulated).await.unwrap()
}

async fn order(front_end: &mut FrontEnd) -> String {
    let data = tokio::task::spawn_blocking(recorded).await.unwrap();
    let order = Order {
        case: "keys".to_owned(),
        reason: v1::OrderReason::New,
        source: Source::CardData(card_data_message(&data)),
    };
    front_end.submit(submission(order)).await.unwrap().order_id
}

/// Watches the order until this is so.
async fn until(front_end: &mut FrontEnd, id: &str, so: impl Fn(&v1::Order) -> bool) -> v1::Order {
    let mut events = front_end.watch(about_order(id)).await.unwrap();
    let wanted = async {
        loop {
            let event = events.message().await.unwrap().unwrap().event;
            if let Some(Event::Order(v1::OrderChange {
                order: Some(order), ..
            })) = event
                && so(&order)
            {
                return order;
            }
        }
    };
    timeout(PATIENCE, wanted).await.expect("in time")
}

fn is_held(order: &v1::Order, reason: &str) -> bool {
    order
        .hold
        .as_ref()
        .is_some_and(|hold| hold.reason == reason)
}

/// The key store, with the keys that simulated chips have.
fn start_store(folder: &Path) -> Process {
    let (config, socket) = (folder.join("keys.toml"), folder.join("keys.sock"));
    let arguments = [
        "--config",
        config.to_str().unwrap(),
        "--socket",
        socket.to_str().unwrap(),
    ];
    let mut store = Process::start("loket-keys", &arguments, &folder.join("keys.log")).unwrap();
    let listens = |line: &str| line.contains("listening on");
    store.lines_until(listens, PATIENCE).unwrap();
    store
}

#[tokio::test]
async fn a_key_store_that_is_away_costs_no_blank_and_is_used_once_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let counter = counter(folder.path(), "socket:keys.sock").await;
    let mut front_end = counter.front_end("operator.ani").await.unwrap();
    let id = order(&mut front_end).await;
    let held = until(&mut front_end, &id, |order| {
        is_held(order, "CHIP_KEYS_MISSING")
    })
    .await;
    assert!(held.attempts.is_empty(), "{held:?}");
    let mut store = start_store(folder.path());
    front_end.answer_order(&id, "continue").await.unwrap();
    let printed = |order: &v1::Order| order.state() == v1::OrderState::Inspecting;
    let order = until(&mut front_end, &id, printed).await;
    assert_eq!(order.attempts.len(), 1, "{order:?}");
    store.check_running().unwrap();
}

#[tokio::test]
async fn a_blank_with_other_keys_is_held_unwritten_until_somebody_says_what_is_meant() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // Keys are sealed before the first start; they are none that simulated chips have.
    fs::create_dir(folder.join("state")).unwrap();
    let mut counter = counter(folder, "file:keys.sealed").await;
    import(folder, &["11".repeat(16), "22".repeat(16)]);
    counter.restart_daemon().await.unwrap();
    let mut front_end = counter.front_end("operator.ani").await.unwrap();
    let id = order(&mut front_end).await;
    let held = until(&mut front_end, &id, |order| {
        is_held(order, "CHIP_KEYS_DIFFER")
    })
    .await;
    assert_eq!(held.attempts.len(), 1, "{held:?}");
    let world = counter.hands().await.unwrap().world().await.unwrap();
    let at_encoder = world.cards.iter().find(|card| card.place == "encoder");
    assert_eq!(at_encoder.expect("the blank").chip_life_cycle, "blank");
    // The right keys, and the same blank.
    import(
        folder,
        &[
            "404142434445464748494A4B4C4D4E4F".into(),
            "505152535455565758595A5B5C5D5E5F".into(),
        ],
    );
    counter.restart_daemon().await.unwrap();
    let mut front_end = counter.front_end("operator.ani").await.unwrap();
    let again = until(&mut front_end, &id, |order| {
        order.state() == v1::OrderState::Inspecting || is_held(order, "CHIP_KEYS_DIFFER")
    });
    let order = again.await;
    if order.state() != v1::OrderState::Inspecting {
        front_end.answer_order(&id, "continue").await.unwrap();
        let printed = |order: &v1::Order| order.state() == v1::OrderState::Inspecting;
        until(&mut front_end, &id, printed).await;
    }
}

/// Runs `loketd --import-chip-keys` with these two.
fn import(folder: &Path, keys: &[String; 2]) {
    let mut child = Command::new(built("loketd").unwrap())
        .args(["--import-chip-keys", "--config"])
        .arg(folder.join("loketd.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(keys.join("\n").as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let sealed = fs::read(folder.join("keys.sealed")).unwrap();
    assert!(!sealed.windows(8).any(|part| part == [0x11; 8]));
}

/// No larger core dump than this is written of the process, by the soft and by the hard limit.
fn core_limits(process: u32) -> Vec<String> {
    let limits = fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
    let core = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max core file size"));
    let values = core.expect("a limit of core files").split_whitespace();
    values.take(2).map(str::to_owned).collect()
}

#[tokio::test]
async fn neither_the_daemon_nor_the_key_store_leaves_its_memory_in_a_core_dump() {
    let folder = tempfile::tempdir().unwrap();
    let counter = counter(folder.path(), "socket:keys.sock").await;
    let store = start_store(folder.path());
    for process in [counter.daemon_id(), store.id()] {
        assert_eq!(core_limits(process), ["0", "0"]);
    }
}
