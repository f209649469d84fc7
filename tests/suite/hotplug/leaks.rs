//! Twenty rounds of pulling every plug, and of pulling a card that hangs: nothing is left behind in the daemon.

use super::{AT_ONCE, Bench, PATIENCE};
use loket_proto::v1::DeviceState;
use loket_tests::front_end::reason;
use loket_tests::hung_card::HungCard;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::time::{interval, timeout};

const ROUNDS: u32 = 20;
/// Rounds after which everything that is made once is made.
const WARM_UP: u32 = 2;
/// Name of a device and of its plug.
const DEVICES: [(&str, &str); 5] = [
    ("scanner", "sensor"),
    ("camera", "camera"),
    ("printer", "printer"),
    ("encoder", "encoder"),
    ("desk", "desk"),
];

/// What a process holds: threads by name, and descriptors.
#[derive(Debug, PartialEq, Eq)]
struct Holdings {
    threads: BTreeMap<String, usize>,
    descriptors: usize,
}

/// Threads of the runtime's pool come and go with the calls, so they are left out.
fn holdings(process: u32) -> Holdings {
    let folder = Path::new("/proc").join(process.to_string());
    let mut threads = BTreeMap::new();
    for task in std::fs::read_dir(folder.join("task")).unwrap() {
        // A thread may end while it is looked at.
        let name = std::fs::read_to_string(task.unwrap().path().join("comm")).unwrap_or_default();
        if !name.is_empty() && !name.starts_with("tokio") {
            *threads.entry(name.trim().to_owned()).or_default() += 1;
        }
    }
    let descriptors = std::fs::read_dir(folder.join("fd")).unwrap().count();
    Holdings {
        threads,
        descriptors,
    }
}

/// Pulls all plugs, has every device tried in vain, and puts all plugs back.
async fn round(bench: &mut Bench) {
    for (_, plug) in DEVICES {
        bench.hands.unplug(plug).await.unwrap();
    }
    for reader in ["encoder", "desk"] {
        bench.until(reader, DeviceState::Absent).await;
    }
    for (name, _) in DEVICES {
        let refused = bench.try_out(name).await.unwrap_err();
        assert!(reason(&refused).starts_with("DEVICE_"), "{name}: {refused}");
    }
    for (_, plug) in DEVICES {
        bench.hands.plug(plug).await.unwrap();
    }
    bench.all_are_ready().await;
}

#[tokio::test]
async fn twenty_rounds_leave_no_thread_and_no_descriptor_behind() {
    let mut bench = Bench::open().await;
    let process = bench.counter.daemon_id();
    for _ in 0..WARM_UP {
        round(&mut bench).await;
    }
    let before = settled(process, None).await;
    for name in [
        "scanner", "camera", "printer", "encoder", "desk", "watchdog",
    ] {
        assert_eq!(before.threads.get(name), Some(&1), "{before:?}");
    }
    for _ in 0..ROUNDS {
        round(&mut bench).await;
    }
    let after = settled(process, Some(&before)).await;
    assert_eq!(after, before);
    for (name, _) in DEVICES {
        bench.try_out(name).await.unwrap();
    }
}

#[tokio::test]
async fn a_hung_card_that_is_pulled_leaves_no_thread_and_no_descriptor_behind() {
    let mut bench = Bench::open().await;
    let process = bench.counter.daemon_id();
    let mut card = HungCard::at(&bench.counter).await.unwrap();
    for _ in 0..WARM_UP {
        card.round(false).await.unwrap();
    }
    let before = settled(process, None).await;
    let mut slowest = Duration::ZERO;
    for number in 1..=ROUNDS {
        // The watchdog is waited for once: that takes its time.
        let round = timeout(PATIENCE, card.round(number == ROUNDS));
        slowest = slowest.max(round.await.expect("in time").unwrap());
    }
    println!("hung card pulled {ROUNDS} times: ready again after {slowest:?} at most");
    assert!(slowest < AT_ONCE, "{slowest:?}");
    assert_eq!(settled(process, Some(&before)).await, before);
    bench.all_are_ready().await;
}

/// What the process holds once it is as `wanted`, or, without that, once two looks see the same; whatever it is when patience
/// is over.
async fn settled(process: u32, wanted: Option<&Holdings>) -> Holdings {
    let mut looks = interval(Duration::from_millis(200));
    let end = Instant::now() + PATIENCE;
    let mut last = holdings(process);
    loop {
        looks.tick().await;
        let now = holdings(process);
        let is_settled = wanted.map_or(now == last, |wanted| now == *wanted);
        if is_settled || Instant::now() > end {
            return now;
        }
        last = now;
    }
}
